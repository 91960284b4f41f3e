"""`sinterflow tls`: a local certificate authority, for HTTPS where the plant has no certificates of its own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...reasons import reason
from ...text import pick, text
from ..command import Group, Refused, option
from ..command import command as make_command
from ..data_folder import of_project
from ..language import say
from ..serving import TLS_FOLDER

if TYPE_CHECKING:
    from ...tls.authority import Authority
    from ...tls.names import Names

command = Group(
    "tls",
    said=text(en="HTTPS with a local certificate authority.", zh="通过本地 CA 启用 HTTPS。"),
    more=text(
        en="tls init makes an authority and a certificate for the names and addresses of this machine; sinterflow run "
        "then serves HTTPS, and renews it by itself. Each phone or computer installs the authority's certificate "
        "once, from the page /ca.",
        zh="tls init 会为本机的名称和地址创建 CA 和证书；之后 sinterflow run 即提供 HTTPS 并自动续期。"
        "每台手机或电脑只需从 /ca 页面安装一次 CA 证书。",
    ),
)


_DIR = text(en="Folder of the files, if not DATA/tls.", zh="证书目录（默认为数据目录下的 tls）。")
_NAME = text(en="One more name; may be given several times.", zh="附加名称；可多次给出。")
_IP = text(en="One more address; may be given several times.", zh="附加地址；可多次给出。")


def where(function: Callable[..., Any]) -> Callable[..., Any]:
    """The argument and options that say where the files are."""
    return of_project(option("--dir", metavar="DIR", said=_DIR)(function))


def named(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that give more names."""
    with_addresses = option("--ip", "ips", multiple=True, metavar="ADDR", said=_IP)(function)
    return option("--name", "hosts", multiple=True, metavar="HOST", said=_NAME)(with_addresses)


def folder_of(project: str, data: str | None, dir: str | None) -> Path:
    from ..places import data_of

    if dir is not None:
        return Path(dir)
    if data is None and not Path(project).exists():
        raise Refused(
            en=f"{project} does not exist; name a project folder or a flow file, or the folder itself with --dir",
            zh=f"{project} 不存在；请指定项目目录或流程文件，或用 --dir 指定证书目录",
        )
    return (Path(data) if data is not None else data_of(Path(project))) / TLS_FOLDER


@where
@named
def init(project: str, data: str | None, dir: str | None, hosts: tuple[str, ...], ips: tuple[str, ...]) -> None:
    from ...tls.authority import Authority, today
    from ...tls.names import machine_names

    folder = folder_of(project, data, dir)
    names = machine_names() | given_names(hosts, ips)
    try:
        made = Authority.make(folder, names, today())
    except FileExistsError as error:
        raise Refused(
            en=f"{folder} has an authority already; sinterflow tls renew makes a new certificate with it. A new "
            "authority would have to be installed on every device: for that, take the folder away first",
            zh=f"{folder} 中已有 CA；可用 sinterflow tls renew 重新签发证书。新建 CA 需要在每台设备上重新安装："
            "如确需新建，请先移走该目录",
            code=1,
        ) from error
    except OSError as error:
        raise unusable(folder, error) from error
    click.echo(say(en=f"made an authority and a certificate in {folder}", zh=f"已在 {folder} 中创建 CA 和证书"))
    tell(made)
    click.echo(
        say(
            en="Next: sinterflow run … --host 0.0.0.0 --ca-port 8481, and open http://THIS-MACHINE:8481/ca on the "
            "phones",
            zh="下一步：sinterflow run … --host 0.0.0.0 --ca-port 8481，然后在手机上打开 http://本机地址:8481/ca",
        )
    )


@where
@named
def renew(project: str, data: str | None, dir: str | None, hosts: tuple[str, ...], ips: tuple[str, ...]) -> None:
    from cryptography import x509

    from ...tls.authority import SERVER, names_of, today
    from ...tls.names import machine_names

    folder = folder_of(project, data, dir)
    authority = opened(folder)
    try:
        known = names_of(x509.load_pem_x509_certificate((folder / SERVER).read_bytes()))
    except (OSError, ValueError):
        known = type(machine_names())()
    try:
        authority.issue(known | authority.permits(machine_names()) | given_names(hosts, ips), today())
    except OSError as error:
        raise unusable(folder, error) from error
    click.echo(
        say(
            en="a new certificate is there; a project that runs takes it within a minute",
            zh="已签发新证书；正在运行的项目将在一分钟内启用",
        )
    )
    tell(authority)


@where
@option(
    "--url",
    metavar="URL",
    said=text(en="Show this address of the page /ca as a QR code.", zh="将此 /ca 页面地址显示为二维码。"),
)
def show(project: str, data: str | None, dir: str | None, url: str | None) -> None:
    import segno

    authority = opened(folder_of(project, data, dir))
    tell(authority)
    if url is not None:
        segno.make(url, micro=False).terminal(out=sys.stdout, compact=True)
        click.echo(url)


for name, function, en, zh in (
    ("init", init, "Make a local authority and a certificate for this machine.", "创建本地 CA 及本机证书。"),
    ("renew", renew, "Make a new certificate now, with the same authority.", "用现有 CA 立即重新签发证书。"),
    ("show", show, "Show names, dates and the fingerprint to compare.", "显示名称、有效期和用于核对的指纹。"),
):
    command.add_command(make_command(name, said=text(en=en, zh=zh))(function))


def opened(folder: Path) -> Authority:
    from ...tls.authority import Authority

    try:
        return Authority(folder)
    except (OSError, ValueError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise Refused(
            en=f"there is no authority in {folder}: {pick(why)}; make one with sinterflow tls init",
            zh=f"{folder} 中没有 CA：{pick(why, 'zh')}；请用 sinterflow tls init 创建",
            code=1,
        ) from error


def given_names(hosts: tuple[str, ...], ips: tuple[str, ...]) -> Names:
    from ...tls.names import Names, is_host

    for host in hosts:
        if not is_host(host):
            raise Refused(
                en=f"--name: {host} is no host name; addresses are given with --ip",
                zh=f"--name：{host} 不是主机名；地址请用 --ip 指定",
            )
    try:
        return Names.of(hosts, ips)
    except ValueError as error:
        raise Refused(en=f"--ip: {error}", zh=f"--ip：地址无效（{error}）") from error


def tell(authority: Authority) -> None:
    """Names, dates and fingerprint."""
    from cryptography import x509

    from ...tls.authority import SERVER, fingerprint, names_of

    ca = authority.certificate
    try:
        made = x509.load_pem_x509_certificate((authority.folder / SERVER).read_bytes())
        listed, until = ", ".join(names_of(made).listed), f"{made.not_valid_after_utc:%Y-%m-%d}"
    except (OSError, ValueError):
        listed = until = "–"
    click.echo(
        say(
            en=f"  for          {listed}\n  until        {until} (the authority: {ca.not_valid_after_utc:%Y-%m-%d})\n"
            f"  fingerprint  {fingerprint(ca)}  (SHA-256 of the authority)",
            zh=f"  名称    {listed}\n  有效期  {until}（CA：{ca.not_valid_after_utc:%Y-%m-%d}）\n"
            f"  指纹    {fingerprint(ca)}（CA 的 SHA-256）",
        )
    )


def unusable(folder: Path, error: OSError) -> Refused:
    why = reason(error)
    return Refused(
        en=f"{folder} cannot be written: {pick(why)}; choose another place with --dir",
        zh=f"无法写入 {folder}：{pick(why, 'zh')}；请用 --dir 指定其他位置",
        code=1,
    )
