"""`sinterflow demo`: a simulated plant behind real protocols, and template flows at work on it."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...text import pick, text
from ..at_work import not_deployed, run_loop, until_stopped
from ..command import Refused, option, port_number
from ..command import command as make_command
from ..language import language, say
from ..log_options import log_options, set_up_logs
from ..machine import free_port, port_is_free
from ..service_manager import ServiceManager
from ..serving import login_link

if TYPE_CHECKING:
    from ...api.server import Server
    from ...lock import DataLock
    from ...start import Runtime

HOST = "127.0.0.1"
MODBUS_PORT = "SINTERFLOW_DEMO_MODBUS_PORT"
MQTT_PORT = "SINTERFLOW_DEMO_MQTT_PORT"
SPEED = "SINTERFLOW_DEMO_SPEED"
NEXT_PORTS = 50
SHIPPED = Path(__file__).parents[3] / "flows"
"""Beside the runtime in every installation."""


@make_command(
    "demo",
    said=text(
        en="Run a simulated furnace line with flows at work on it.", zh="运行仿真烧结线，由模板流程采集并处理其数据。"
    ),
    more=text(
        en="Its PLC is a real Modbus TCP server and its scanner and line speak through a real MQTT broker, all on this "
        "machine. The project is copied to DIR/project at the first start; change it there.",
        zh="PLC 是真实的 Modbus TCP 服务器，扫码器和生产线通过真实的 MQTT 服务器通信，全部在本机运行。"
        "首次启动时项目会复制到 DIR/project，可在那里修改。",
    ),
)
@option(
    "--data",
    metavar="DIR",
    default="sinterflow-demo",
    show_default=True,
    said=text(en="Folder for the demo's project and data.", zh="存放演示项目和数据的目录。"),
)
@option(
    "--port",
    metavar="N",
    default="8480",
    show_default=True,
    callback=port_number,
    said=text(en="Port of the page; the next free one if it is taken.", zh="页面端口；被占用时使用下一个空闲端口。"),
)
@option(
    "--speed",
    metavar="N",
    default="60",
    show_default=True,
    callback=lambda ctx, param, value: speed_factor(value),
    said=text(en="How many times faster than real time the plant runs.", zh="仿真时间相对真实时间的倍速。"),
)
@log_options
def command(data: str, port: int, speed: float, **options: Any) -> None:
    from ...lock import DataLock

    set_up_logs(options, "warning")
    folder = Path(data)
    with DataLock(folder) as lock:
        project = own_project(folder)
        chosen = next_free(port)
        if chosen != port:
            click.echo(say(en=f"port {port} is taken, using {chosen}", zh=f"端口 {port} 已被占用，改用 {chosen}"))
        with ports_in_environment(speed) as broker_port:
            run_demo(folder, project, chosen, broker_port, lock)


def speed_factor(value: str) -> float:
    """The callback of --speed."""
    try:
        speed = float(value)
    except ValueError:
        speed = 0.0
    if not 0 < speed <= 10_000:
        raise Refused(
            en=f"--speed: {value} is not a speed; write a number up to 10000, such as 10",
            zh=f"--speed：{value} 不是有效的倍速；请写不超过 10000 的正数，例如 10",
        )
    return speed


def own_project(folder: Path) -> Path:
    """The demo's project in the data folder: copied there once, a person's own from then on."""
    place = folder / "project"
    if not place.exists():
        unfinished = folder / "project.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        write_project(unfinished)
        unfinished.rename(place)
    return place


def write_project(folder: Path) -> None:
    """The furnace's template in a new folder, with the simulated plant and its connections in place of its own."""
    shutil.copytree(SHIPPED / "templates" / "furnace-watch", folder)
    shutil.copytree(SHIPPED / "demo", folder, dirs_exist_ok=True)


def next_free(port: int) -> int:
    """`port`, else the next one that nobody listens on."""
    if port == 0:
        return 0
    candidates = range(port, min(port + NEXT_PORTS, 65536))
    found = next((one for one in candidates if port_is_free(HOST, one)), None)
    return free_port() if found is None else found


@contextmanager
def ports_in_environment(speed: float) -> Iterator[int]:
    """What the project reads of its surroundings; gives the broker's port."""
    broker = free_port()
    os.environ[MODBUS_PORT] = str(free_port())
    os.environ[MQTT_PORT] = str(broker)
    os.environ[SPEED] = f"{speed:g}"
    try:
        yield broker
    finally:
        for name in (MODBUS_PORT, MQTT_PORT, SPEED):
            os.environ.pop(name, None)


def run_demo(folder: Path, project: Path, port: int, broker_port: int, lock: DataLock) -> None:
    from ...deploy.desk import Desk
    from ...registry import load
    from ...security.security import Security
    from ...start import Runtime

    security = Security(folder, lambda: datetime.now(UTC))
    desk = Desk(project, load(), folder, security.vault)
    for fault in desk.opened.faults:
        click.echo(fault.line(language()), err=True)
    for line in not_deployed(desk):
        click.echo(line, err=True)
    runtime = Runtime(desk, folder, lasting=True, security=security)

    async def start(running: AsyncExitStack) -> None:
        click.echo(say(en="starting the plant …", zh="正在启动仿真工厂……"))
        broker = await asyncio.to_thread(import_module, "sinterflow.nodes.simulate.broker")
        running.push_async_callback(await broker.start_broker(broker_port, folder))
        running.push_async_callback(runtime.stop)
        server = await runtime.start(HOST, port)
        await asyncio.to_thread(lock.tell, server.url)
        click.echo("\n".join(greeting(folder, project, runtime, server)))

    run_loop(partial(until_stopped, start, ServiceManager()))


def greeting(folder: Path, project: Path, runtime: Runtime, server: Server) -> list[str]:
    """What runs, where it is to be seen, what it has written, and how it ends."""
    names = ", ".join(pick(one.plan.flow.name, language()) or one.id for one in runtime.engine.flows.values())
    modbus, mqtt, speed = (os.environ[name] for name in (MODBUS_PORT, MQTT_PORT, SPEED))
    return [
        say(en=f"Runs: {names}", zh=f"正在运行：{names}"),
        say(
            en=f"  a sintering furnace behind Modbus TCP at {HOST}:{modbus}, {speed} times as fast as a real one",
            zh=f"  烧结炉：Modbus TCP {HOST}:{modbus}，速度为真实的 {speed} 倍",
        ),
        say(
            en=f"  scanners and a press that send events to the MQTT broker at {HOST}:{mqtt}",
            zh=f"  扫码器和压机：事件发往 MQTT 服务器 {HOST}:{mqtt}",
        ),
        say(
            en="  a flow that reads the zones, says each breach of a limit and its end once (topic plant/F1/alarms), "
            "and keeps each scan with the readings of its moment",
            zh="  流程：读取各温区，越限与恢复各报一次（主题 plant/F1/alarms），并为每次扫码记录当时的炉况",
        ),
        "",
        say(en="See it: ", zh="打开页面：") + login_link(server.url, runtime.token),
        say(en="Change it: ", zh="修改项目：") + str(project),
        say(en="Ask what it has written:", zh="查询已写入的记录："),
        f"  {query(folder / 'records.db')}",
        say(en="Stop it: Ctrl-C", zh="停止：Ctrl-C"),
    ]


def query(database: Path) -> str:
    """A command that shows the last scans; with the program that is there."""
    sql = "select time, code, event, hot_zone, dew_point from scans order by time desc limit 5"
    if shutil.which("sqlite3"):
        return f'sqlite3 -header -column {shlex.quote(str(database))} "{sql}"'
    return f'{shlex.quote(sys.executable)} -m sqlite_utils {shlex.quote(str(database))} "{sql}" --table'
