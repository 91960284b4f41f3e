"""`sinterflow bundle`: one folder to install from without a network."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...reasons import reason
from ...text import pick, text
from ..command import Refused, option
from ..command import command as make_command
from ..language import say

if TYPE_CHECKING:
    from ..bundle.interpreter import Interpreter
    from ..bundle.target import Target


@make_command(
    "bundle",
    said=text(
        en="Make a folder from which Sinterflow is installed without a network.",
        zh="制作离线安装包：一个无需联网即可安装的目录。",
    ),
    more=text(
        en="It holds a wheel of every package with its hash, an installer, the set-up of the service and a guide in "
        "both languages. Packages come in the versions that are installed here, from the index that pip is set up for; "
        "Sinterflow itself is packed from this installation.",
        zh="其中包含每个软件包的 wheel 及其哈希值、安装程序、服务配置和中英文安装说明。软件包版本与本机一致，"
        "从 pip 配置的索引获取；Sinterflow 自身取自本机安装。",
    ),
)
@option(
    "--platform",
    required=True,
    metavar="NAME",
    said=text(
        en="The machine that it is for: win_amd64, linux_x86_64 or linux_aarch64.",
        zh="目标机器：win_amd64、linux_x86_64 或 linux_aarch64。",
    ),
)
@option("-o", "--output", required=True, metavar="DIR", said=text(en="The folder to make.", zh="要生成的目录。"))
@option(
    "--python",
    metavar="FILE",
    said=text(
        en="A Python to take along: python.org's Windows installer or embeddable package, or an install_only archive "
        "of python-build-standalone. Without it that machine must have one.",
        zh="随安装包附带的 Python：python.org 的 Windows 安装程序或嵌入包，或 python-build-standalone 的 install_only "
        "压缩包。不提供时，目标机器须自带 Python。",
    ),
)
@option(
    "--python-version",
    metavar="3.N",
    said=text(
        en="Which Python that machine has; else that of --python, else that of this machine.",
        zh="目标机器的 Python 版本；默认与 --python 一致，否则与本机一致。",
    ),
)
@option(
    "--extra",
    multiple=True,
    metavar="NAME",
    said=text(
        en="More of Sinterflow's extras, such as otel; may be given several times.",
        zh="附加组件，如 otel；可多次给出。",
    ),
)
def command(platform: str, output: str, python: str | None, python_version: str | None, extra: tuple[str, ...]) -> None:
    from ..bundle.make import make

    folder = Path(output)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(
            en=f"-o: {folder} is there already and not an empty folder; give the name of a new one",
            zh=f"-o：{folder} 已存在且不是空目录；请指定一个新目录",
        )
    interpreter = None if python is None else given(Path(python))
    target = chosen(platform, python_version, interpreter)
    check_extras(extra)
    try:
        made = make(folder, target, python=interpreter and interpreter.file, extras=extra)
    except OSError as error:
        why = reason(error)
        raise Refused(
            en=f"-o: {folder} cannot be made: {pick(why)}; choose another place",
            zh=f"-o：无法生成 {folder}：{pick(why, 'zh')}；请换一个位置",
            code=1,
        ) from error
    size = f"{made.bytes / 1e6:.0f} MB"
    click.echo(
        say(
            en=f"made {folder} for {target.platform} and Python {target.python}: {made.wheels} wheels, {size}\n"
            "Copy the folder to that machine and follow its README.txt.",
            zh=f"已生成 {folder}，适用于 {target.platform} 和 Python {target.python}：{made.wheels} 个 wheel，{size}\n"
            "请把该目录复制到目标机器，按其中的 说明.txt 操作。",
        )
    )
    if not made.editor:
        click.echo(
            say(
                en="This installation has no built editor, so the bundle has none; in a checkout ./dev setup builds it",
                zh="本机安装不含已构建的编辑器，因此安装包中也没有；在源码目录中可用 ./dev setup 构建",
            ),
            err=True,
        )


def given(file: Path) -> Interpreter:
    from ..bundle.interpreter import look_at

    if not file.is_file():
        raise Refused(en=f"--python: {file} does not exist; name a file", zh=f"--python：{file} 不存在；请指定一个文件")
    return look_at(file)


def chosen(platform: str, wanted: str | None, interpreter: Interpreter | None) -> Target:
    """The target that these options agree on. Raises Refused where they do not."""
    from ..bundle.target import PLATFORMS, Target

    if platform not in PLATFORMS:
        known = ", ".join(PLATFORMS)
        raise Refused(
            en=f"--platform: {platform} is not known; write one of {known}",
            zh=f"--platform：不支持 {platform}；可用：{known}",
        )
    if interpreter is not None and interpreter.platform not in (None, platform):
        raise Refused(
            en=f"--python: {interpreter.file.name} is for {interpreter.platform}, the bundle for {platform}; give the "
            "Python of that platform",
            zh=f"--python：{interpreter.file.name} 适用于 {interpreter.platform}，而安装包面向 {platform}；"
            "请提供该平台的 Python",
        )
    minor = None if wanted is None else minor_of(wanted)
    if interpreter is None:
        return Target(platform, sys.version_info.minor if minor is None else minor)
    if minor is not None and interpreter.minor not in (None, minor):
        raise Refused(
            en=f"--python-version: {wanted}, but {interpreter.file.name} is Python 3.{interpreter.minor}; leave the "
            "option out",
            zh=f"--python-version：指定了 {wanted}，但 {interpreter.file.name} 是 Python 3.{interpreter.minor}；"
            "请去掉该选项",
        )
    found = interpreter.minor if interpreter.minor is not None else minor
    if found is None:
        raise Refused(
            en=f"--python: the name {interpreter.file.name} does not tell which Python it is; say it with "
            "--python-version",
            zh=f"--python：从文件名 {interpreter.file.name} 无法得知 Python 版本；请用 --python-version 指明",
        )
    return Target(platform, minor_of(f"3.{found}"))


def minor_of(version: str) -> int:
    from ..bundle.target import OLDEST

    major, _, minor = version.partition(".")
    if major != "3" or not (minor.isascii() and minor.isdigit()) or int(minor) < OLDEST:
        raise Refused(
            en=f"--python-version: {version} does not do; write 3.{OLDEST} or a later one",
            zh=f"--python-version：不支持 {version}；请写 3.{OLDEST} 或更高版本",
        )
    return int(minor)


def check_extras(wanted: tuple[str, ...]) -> None:
    from importlib.metadata import metadata

    known = metadata("sinterflow").get_all("Provides-Extra") or []
    for extra in wanted:
        if extra not in known:
            raise Refused(
                en=f"--extra: there is no {extra}; write one of {', '.join(known)}",
                zh=f"--extra：没有 {extra}；可用：{'、'.join(known)}",
            )
