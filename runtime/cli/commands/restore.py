"""`sinterflow restore`: a project with all its data from a backup, onto a machine that has nothing."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...errors import SinterflowError
from ...text import text
from ..command import Refused, option
from ..command import command as make_command
from ..language import say

if TYPE_CHECKING:
    from ...keeping.restoring import Restored


@make_command(
    "restore",
    said=text(en="Restore a project with all its data from a backup.", zh="从备份恢复项目及其全部数据。"),
    more=text(
        en="Asks for the recovery passphrase. Everything is checked before anything is put in place. What comes then "
        "is printed.",
        zh="会询问恢复口令。全部检查无误后才写入，完成后会提示后续步骤。",
    ),
)
@click.argument("file")
@option(
    "--to",
    metavar="DIR",
    said=text(
        en="Folder to restore to; else one named after the backup, in the current folder.",
        zh="恢复到的目录；默认在当前目录下按备份命名。",
    ),
)
@option(
    "--passphrase-file",
    metavar="FILE",
    said=text(en="Read the passphrase from this file.", zh="从该文件读取恢复口令。"),
)
@option(
    "--force",
    is_flag=True,
    said=text(en="A folder that is not empty is moved aside.", zh="目标目录非空时，将其改名保留。"),
)
def command(file: str, to: str | None, passphrase_file: str | None, force: bool) -> None:
    from ...keeping.folder import prefix_of
    from ...keeping.restoring import restore
    from ...keeping.sealed import Sealed
    from .backup import progress, read_passphrase

    path = Path(file)
    try:
        opened = path.open("rb")
    except OSError as error:
        raise Refused(
            en=f"{file} cannot be read: {error.strerror}; name a file that sinterflow backup has made",
            zh=f"无法读取 {file}：{error.strerror}；请指定 sinterflow backup 生成的文件",
        ) from error
    with opened as backup:
        try:
            header = Sealed(backup).header
            backup.seek(0)
            target = Path(to) if to is not None else Path(prefix_of(header.name, header.recovery).rpartition("-")[0])
            click.echo(
                say(
                    en=f"backup of {header.name}, made on {header.made.astimezone():%Y-%m-%d %H:%M:%S}",
                    zh=f"{header.name} 的备份，制作于 {header.made.astimezone():%Y-%m-%d %H:%M:%S}",
                )
            )
            passphrase = read_passphrase(passphrase_file) if passphrase_file is not None else asked()
            tell = progress()
            restored = restore(backup, target, passphrase, force=force, progress=tell)
            tell(0)
        except (OSError, sqlite3.Error) as error:
            raise SinterflowError(
                text(
                    en=f"the backup could not be restored: {error}; nothing was changed",
                    zh=f"恢复失败：{error}；没有任何改动",
                )
            ) from error
    click.echo("\n".join(next_steps(restored)))


def asked() -> str:
    if not sys.stdin.isatty():
        line = sys.stdin.readline()
        if not line:
            raise Refused(
                en="the recovery passphrase is missing: give it with --passphrase-file",
                zh="缺少恢复口令：请用 --passphrase-file 提供",
            )
        return line.strip()
    given: str = click.prompt(say(en="Recovery passphrase", zh="恢复口令"))
    return given


def next_steps(restored: Restored) -> list[str]:
    manifest = restored.manifest
    cut = f"{manifest.cut.astimezone():%Y-%m-%d %H:%M:%S}"
    revision = manifest.revision or "–"
    lines = [
        say(
            en=f"restored to {restored.project}: revision {revision}, everything taken before {cut}",
            zh=f"已恢复到 {restored.project}：版本 {revision}，包含 {cut} 之前接收的全部数据",
        )
    ]
    if restored.aside is not None:
        lines.append(say(en=f"what was there is in {restored.aside}", zh=f"原有内容保存在 {restored.aside}"))
    lines += ["", say(en="Next:", zh="下一步：")]
    lines.append(
        say(
            en="1. The old machine must not run any more: take its plug out, or its project away. Two of them would "
            "write to the same devices.",
            zh="1. 旧机器不得再运行：请断开其电源或移除其项目，否则两台机器会同时写入同一批设备。",
        )
    )
    if restored.clients:
        named = ", ".join(f"{name} ({id})" for name, id in restored.clients.items())
        lines.append(
            say(
                en=f"   These log in to brokers under the client id of the old one, and take over its session: {named}",
                zh=f"   以下连接使用与旧机器相同的客户端 ID，将接管其会话：{named}",
            )
        )
    lines += [
        say(
            en=f"2. Start it: sinterflow run {restored.project}",
            zh=f"2. 启动：sinterflow run {restored.project}",
        ),
        say(
            en="3. Log in again: people, passwords and secrets are those of the backup, and nobody is logged in. Take "
            "away what was withdrawn since it was made.",
            zh="3. 重新登录：用户、密码和凭据均为备份时的状态，所有会话已结束。备份之后收回的权限请再次收回。",
        ),
        say(
            en="4. Make a new backup: sinterflow backup. The recovery passphrase stays the same.",
            zh="4. 制作新的备份：sinterflow backup。恢复口令不变。",
        ),
    ]
    if restored.damaged:
        names = ", ".join(restored.damaged)
        lines.append(say(en=f"These databases were damaged already: {names}", zh=f"以下数据库在备份时已损坏：{names}"))
    return lines
