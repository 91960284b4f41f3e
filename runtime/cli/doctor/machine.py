"""Python, clock, limits, ports and programs of this machine."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import EntryPoint, entry_points, version
from importlib.util import find_spec

from ...licences import UNKNOWN, installed_with, licence
from ...text import text
from ..machine import port_is_free, time_zone
from .finding import Finding

FILES = 1024
"""Open files that a small plant with its connections, wires and pages may need."""
_COARSE = 0.005

PYTHON = text(en="Python", zh="Python")
CLOCK = text(en="Clock", zh="时钟")
PLUGIN = text(en="Plugin", zh="插件")
PROGRAM = text(en="Optional program", zh="可选程序")


def machine(port: int) -> Iterator[Finding]:
    yield from python()
    yield from clock()
    yield from open_files()
    yield ports(port)
    yield from plugins()
    yield licences()
    yield from programs()


def python() -> Iterator[Finding]:
    said = f"{platform.python_implementation()} {platform.python_version()}, {platform.platform(terse=True)}"
    if sys.maxsize < 2**32:
        yield Finding(
            PYTHON,
            "warn",
            text(en=f"{said}, 32 bit", zh=f"{said}，32 位"),
            text(
                en="install a 64-bit Python: data may grow beyond 2 GiB", zh="请安装 64 位 Python：数据可能超过 2 GiB"
            ),
        )
    else:
        yield Finding(PYTHON, "ok", f"{said}, {platform.machine()}, sinterflow {version('sinterflow')}")
    if sys.platform != "win32":
        yield _optional(
            find_spec("uvloop") is not None,
            "uvloop",
            text(en="a faster event loop", zh="更快的事件循环"),
            "pip install 'sinterflow[speed]'",
        )


def clock() -> Iterator[Finding]:
    now = datetime.now(UTC)
    said = f"{now.astimezone():%Y-%m-%d %H:%M:%S %z} ({time_zone()})"
    if now.year < 2025:
        yield Finding(
            CLOCK,
            "fail",
            text(en=f"the clock is wrong: {said}", zh=f"系统时间错误：{said}"),
            text(en="set it; every record would carry a wrong time", zh="请校正时间，否则所有记录的时间都是错的"),
        )
    else:
        yield Finding(CLOCK, "ok", said)
    yield synchronised()
    resolution = time.get_clock_info("monotonic").resolution
    if resolution > _COARSE:
        yield Finding(
            CLOCK,
            "warn",
            text(en=f"timers are exact to {resolution * 1000:.0f} ms", zh=f"定时精度为 {resolution * 1000:.0f} ms"),
            text(en="times below that cannot be kept", zh="小于该值的定时无法保证"),
        )


def synchronised() -> Finding:
    """Whether the system keeps its clock in step with others."""
    answer = _run("timedatectl", "show", "--property=NTPSynchronized", "--value")
    if answer == "yes":
        return Finding(CLOCK, "ok", text(en="synchronised by NTP", zh="已通过 NTP 同步"))
    if answer == "no":
        return Finding(
            CLOCK,
            "warn",
            text(en="not synchronised by NTP", zh="未通过 NTP 同步"),
            text(
                en="run timedatectl set-ntp true and name the plant's time server: records of several machines are "
                "compared by their time",
                zh="请运行 timedatectl set-ntp true 并配置厂内时间服务器：多台机器的记录要按时间对照",
            ),
        )
    return Finding(
        CLOCK,
        "warn",
        text(en="it cannot be seen whether it is synchronised by NTP", zh="无法确认是否已通过 NTP 同步"),
        text(en="make sure that it is", zh="请自行确认时间同步"),
    )


def open_files() -> Iterator[Finding]:
    if sys.platform == "win32":
        return
    import resource

    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if 0 <= limit < FILES:
        yield Finding(
            text(en="Open files", zh="打开文件数"),
            "warn",
            text(en=f"at most {limit}", zh=f"上限为 {limit}"),
            text(en=f"raise the limit: ulimit -n {FILES * 64}", zh=f"请提高上限：ulimit -n {FILES * 64}"),
        )


def ports(port: int) -> Finding:
    name = text(en="Port", zh="端口")
    if port_is_free("127.0.0.1", port):
        return Finding(name, "ok", text(en=f"{port} is free", zh=f"{port} 空闲"))
    return Finding(
        name,
        "warn",
        text(en=f"{port} is in use", zh=f"{port} 已被占用"),
        text(
            en="if that is not Sinterflow itself, give run another one with --port",
            zh="如果占用者不是 Sinterflow，请在 run 时用 --port 换一个端口",
        ),
    )


def plugins() -> Iterator[Finding]:
    for point in _points():
        try:
            point.load()
        except Exception as error:
            yield Finding(
                PLUGIN,
                "fail",
                text(en=f"{_whose(point)} cannot be loaded: {error}", zh=f"{_whose(point)} 无法加载：{error}"),
                text(en="install it again, or remove it", zh="请重新安装或卸载"),
            )
        else:
            yield Finding(PLUGIN, "ok", _whose(point))


def _whose(point: EntryPoint) -> str:
    if point.dist is None:
        return point.name
    return f"{point.name} ({point.dist.name} {point.dist.version}, {licence(point.dist.metadata)})"


def licences() -> Finding:
    """Of the packages that Sinterflow and the plugins here stand on."""
    name = text(en="Licences", zh="许可证")
    used = [
        (one.name, licence(one.metadata)) for one in installed_with(point.dist for point in _points() if point.dist)
    ]
    unknown = sorted(package for package, terms in used if terms == UNKNOWN)
    kinds = Counter(terms for _, terms in used)
    said = "; ".join(f"{terms} ({count})" for terms, count in kinds.most_common())
    if not unknown:
        return Finding(name, "ok", said)
    names = ", ".join(unknown)
    return Finding(
        name,
        "warn",
        text(en=f"{said}. Not stated by: {names}", zh=f"{said}。以下软件包未声明：{names}"),
        text(en="see what their authors say before you pass them on", zh="转交他人之前请先向作者确认"),
    )


def _points() -> list[EntryPoint]:
    return sorted(entry_points(group="sinterflow"), key=lambda one: one.name)


def programs() -> Iterator[Finding]:
    broker = text(en="an MQTT broker for the demo", zh="演示所用的 MQTT 服务器")
    if _found("mosquitto"):
        yield _optional(True, "mosquitto", broker, "")
    else:
        yield _optional(find_spec("amqtt") is not None, "amqtt", broker, "pip install 'sinterflow[demo]'")


def _found(name: str) -> bool:
    path = os.environ.get("PATH", os.defpath)
    return shutil.which(name, path=os.pathsep.join((path, "/usr/sbin", "/usr/local/sbin"))) is not None


def _optional(there: bool, name: str, purpose: dict[str, str] | str, install: str) -> Finding:
    en, zh = (purpose, purpose) if isinstance(purpose, str) else (purpose["en"], purpose["zh"])
    if there:
        return Finding(PROGRAM, "ok", text(en=f"{name}: {en}", zh=f"{name}：{zh}"))
    return Finding(
        PROGRAM,
        "warn",
        text(en=f"{name} is not installed: {en}", zh=f"未安装 {name}：{zh}"),
        text(en=f"if you want it: {install}", zh=f"如需要：{install}"),
    )


def _run(*command: str) -> str | None:
    """What a system program answers; None when it is not there, fails or takes long."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=3, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
