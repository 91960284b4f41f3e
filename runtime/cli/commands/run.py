"""`sinterflow run`: runs a project until it is told to stop."""

from __future__ import annotations

import asyncio
import re
import sys
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...text import text
from ..at_work import HANG_LIMIT, Address, not_deployed, run_loop, shows_links, until_stopped
from ..command import Refused, option, port_number
from ..command import command as make_command
from ..data_folder import data_option
from ..language import language, say
from ..log_options import as_arguments, log_options, set_up_logs
from ..proxy_option import proxy_option
from ..service_manager import ServiceManager
from ..serving import certificates, check_exposure, is_loopback, login_link
from ..unit import unit

if TYPE_CHECKING:
    from ...api.server import Server
    from ...registry import Registry
    from ...start import Runtime


@make_command(
    "run",
    said=text(en="Run a project folder, or a single flow file.", zh="运行项目目录或单个流程文件。"),
    more=text(
        en="Data is kept in PROJECT/data; for a file in ./<id>.data. Ctrl-C or SIGTERM stops it in order.",
        zh="数据保存在 PROJECT/data；单个文件则为 ./<id>.data。按 Ctrl-C 或发送 SIGTERM 可有序停止。",
    ),
)
@click.argument("project")
@option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    said=text(
        en="Address to listen on; any but a loopback one needs TLS or --insecure.",
        zh="监听地址；非回环地址需要 TLS 或 --insecure。",
    ),
)
@option(
    "--port",
    default="8480",
    show_default=True,
    callback=port_number,
    metavar="N",
    said=text(en="Port to listen on; 0 takes a free one.", zh="监听端口；0 表示自动选择空闲端口。"),
)
@data_option
@option("--headless", is_flag=True, said=text(en="No editor and no other pages.", zh="不提供编辑器及其他页面。"))
@option("--safe", is_flag=True, said=text(en="Start the API, but no flow.", zh="只启动 API，不启动任何流程。"))
@option(
    "--release",
    multiple=True,
    metavar="FLOW",
    said=text(
        en="Start this flow, though it was held because of crashes; may be given several times.",
        zh="启动因崩溃而暂停启动的流程；可多次给出。",
    ),
)
@option(
    "--insecure",
    is_flag=True,
    said=text(en="Talk to other machines without TLS.", zh="允许不加密地与其他机器通信。"),
)
@option(
    "--name",
    multiple=True,
    metavar="HOST",
    said=text(
        en="Name or address by which browsers reach this machine, if not --host; may be given several times.",
        zh="浏览器访问本机所用的名称或地址（若不同于 --host）；可多次给出。",
    ),
)
@proxy_option
@option("--tls-cert", metavar="FILE", said=text(en="Certificate for HTTPS (PEM).", zh="HTTPS 证书（PEM）。"))
@option("--tls-key", metavar="FILE", said=text(en="Its private key (PEM).", zh="证书的私钥（PEM）。"))
@log_options
@option(
    "--unattended",
    is_flag=True,
    said=text(
        en="For a task that starts it again and does not listen to it, as on Windows: logs go to DATA/log, it stops "
        "when the file DATA/stop is there, and a process that hangs ends itself.",
        zh="供只负责重新启动、不与程序通信的计划任务使用（如 Windows）：日志写入 DATA/log，出现文件 DATA/stop 时停止，"
        "卡死的进程会自行结束。",
    ),
)
@option(
    "--ca-port",
    callback=port_number,
    metavar="N",
    said=text(
        en="Port that serves, in the clear, nothing but the certificate that phones need to trust HTTPS here.",
        zh="只提供 CA 证书（明文）的端口，供手机安装后信任本机的 HTTPS。",
    ),
)
@option(
    "--print-unit",
    is_flag=True,
    said=text(en="Print a systemd unit for these options, and end.", zh="按以上选项输出 systemd 单元文件后退出。"),
)
def command(project: str, print_unit: bool, **options: Any) -> None:
    given = Path(project)
    if not given.exists():
        raise Refused(
            en=f"{project} does not exist; name a project folder or a flow file",
            zh=f"{project} 不存在；请指定项目目录或流程文件",
        )
    from ..places import data_of

    data = data_of(given) if options["data"] is None else Path(options["data"])
    tls = certificates(options["tls_cert"], options["tls_key"], data, insecure=options["insecure"])
    check_exposure(options["host"], tls=tls is not None, insecure=options["insecure"])
    if options["ca_port"] is not None and (tls is None or tls.authority is None):
        raise Refused(
            en="--ca-port serves the certificate of the local authority, and there is none: make it with sinterflow "
            "tls init",
            zh="--ca-port 用于提供本地 CA 的证书，但尚无本地 CA：请先用 sinterflow tls init 创建",
        )
    if print_unit:
        click.echo(unit_for(given, options), nl=False)
    else:
        run_project(given, Address(options["host"], options["port"], tls, options["ca_port"]), options)


def unit_for(given: Path, options: dict[str, Any]) -> str:
    """The unit that starts the same, whatever the folder systemd starts in."""
    from ..places import data_of

    place = given.resolve()
    arguments = ["run", str(place), "--host", options["host"], "--port", str(options["port"])]
    for name in ("data", "tls_cert", "tls_key"):
        if options[name] is not None:
            arguments += [f"--{name.replace('_', '-')}", str(Path(options[name]).resolve())]
    if options["ca_port"] is not None:
        arguments += ["--ca-port", str(options["ca_port"])]
    if options["data"] is None and place.is_file():
        arguments += ["--data", str(data_of(place).resolve())]
    arguments += [word for name in options["name"] for word in ("--name", name)]
    arguments += [word for proxy in options["proxies"] for word in ("--proxy", str(proxy))]
    arguments += [f"--{name}" for name in ("headless", "safe", "insecure") if options[name]]
    arguments += as_arguments(options)
    folder = place if place.is_dir() else place.parent
    data = (data_of(place) if options["data"] is None else Path(options["data"])).resolve()
    id = re.sub(r"[^A-Za-z0-9_.-]+", "-", place.stem).strip("-") or "project"
    log = None if options["log_file"] is None else Path(options["log_file"]).resolve()
    return unit(id, folder, arguments, data=data, port=options["port"], log=log)


def run_project(given: Path, address: Address, options: dict[str, Any]) -> None:
    from ...deploy.desk import Desk
    from ...lock import DataLock
    from ...registry import load
    from ...security.security import Security
    from ...start import Runtime
    from ..places import data_of
    from ..unattended import stop_file, write_to_file

    data = data_of(given) if options["data"] is None else Path(options["data"])
    if options["unattended"]:
        write_to_file(data)
    set_up_logs(options)
    registry = load()
    if options["headless"]:
        registry.pages.clear()
    check_given(given, data, registry)
    manager = ServiceManager()
    with DataLock(data) as lock:
        security = Security(data, lambda: datetime.now(UTC))
        desk = Desk(given, registry, data, security.vault)
        for line in (*(fault.line(language()) for fault in desk.opened.faults), *not_deployed(desk)):
            click.echo(line, err=True)
        hang_limit = HANG_LIMIT if manager.present or options["unattended"] else None
        wanted = stop_file(data) if options["unattended"] else None
        shown = sys.stdout.isatty() and shows_links() and not (options["headless"] or options["unattended"])
        runtime = Runtime(
            desk,
            data,
            held=options["safe"],
            hang_limit=hang_limit,
            release=options["release"],
            first_admin="shown" if shown else "written",
            names=options["name"],
            proxies=options["proxies"],
            security=security,
        )

        async def start(running: AsyncExitStack) -> None:
            running.push_async_callback(runtime.stop)
            server = await runtime.start(*address)
            await asyncio.to_thread(lock.tell, server.url)
            click.echo("\n".join(greeting(given, runtime, server, options)))

        run_loop(partial(until_stopped, start, manager, stop_file=wanted, reload=runtime.look_at_certificates))


def check_given(given: Path, data: Path, registry: Registry) -> None:
    """Refuse what is no project before a data folder is made for it. Raises FaultError."""
    from ...deploy.history import FILE
    from ...errors import FaultError
    from ...flow.project import PROJECT_FILE, load_project

    if (data / FILE).exists() or (given / PROJECT_FILE).is_file():
        return
    project, faults = load_project(given, registry)
    if not project.selected:
        raise FaultError(faults)


def greeting(given: Path, runtime: Runtime, server: Server, options: dict[str, Any]) -> list[str]:
    """What runs, where it is to be seen, and how it ends."""
    running, failed, held = len(runtime.engine.flows), len(runtime.engine.failed), runtime.deployer.on_hold.flows
    lines = [
        say(en=f"{given} is open, but no flow runs (--safe)", zh=f"已打开 {given}，未启动任何流程（--safe）")
        if options["safe"]
        else say(en=f"{given} runs: {flows(running)}", zh=f"{given} 正在运行：{running} 个流程")
        + (say(en=f", {failed} stopped by faults", zh=f"，{failed} 个因错误未启动") if failed else "")
        + (say(en=f", {len(held)} held after crashes", zh=f"，{len(held)} 个因崩溃暂停启动") if held else "")
    ]
    lines += [
        say(
            en=f"{id} is held because of crashes; when its cause is fixed, release it with --release {id}",
            zh=f"{id} 因崩溃而暂停启动；排除原因后，可用 --release {id} 解除暂停",
        )
        for id in held
    ]
    lines += first_steps(runtime, server, options)
    lines.append(say(en="Stop with Ctrl-C", zh="按 Ctrl-C 停止"))
    return lines


def first_steps(runtime: Runtime, server: Server, options: dict[str, Any]) -> list[str]:
    """How one logs in."""
    from ...security.first_admin import FILE

    if not runtime.token:
        return [say(en=f"Log in: {server.url}", zh=f"登录：{server.url}")]
    token, password = runtime.data / "start-token", runtime.initial_password
    if shows_links() and not (options["headless"] or options["unattended"]):
        lines = [say(en="Log in: ", zh="登录：") + login_link(server.url, runtime.token)]
    else:
        lines = [say(en=f"{server.url}; the token is in {token}", zh=f"{server.url}；令牌在 {token} 中")]
    if runtime.ca_url is not None:
        lines.append(
            say(en=f"Phones install the certificate from {runtime.ca_url}", zh=f"手机请从 {runtime.ca_url} 安装证书")
        )
    if (runtime.data / FILE).exists():
        file = runtime.data / FILE
        said = say(en=f"the first password of admin is in {file}", zh=f"admin 的初始密码在 {file} 中")
        lines.append(said)
    elif password is not None:
        lines.append(
            say(
                en=f"First user: admin, password {password} (shown this once, to be changed at the first log-in)",
                zh=f"首个用户：admin，密码 {password}（仅显示一次，首次登录时须修改）",
            )
        )
    if not is_loopback(options["host"]):
        lines.append(
            say(
                en="From other machines log in by name: the start token counts on this machine alone, through "
                "127.0.0.1, and until admin has another password",
                zh="启动令牌仅在本机通过 127.0.0.1 有效，admin 修改密码后失效；从其他机器请用用户名登录",
            )
        )
    return lines


def flows(count: int) -> str:
    return "1 flow" if count == 1 else f"{count} flows"
