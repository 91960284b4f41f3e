"""Whether the machine's clock is right and its time zones are known."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ...gateway.machine_clock import MachineClock
from ...text import text
from ..machine import time_zone
from .finding import Finding

CLOCK = text(en="Clock", zh="时钟")
ZONE = text(en="Time zone", zh="时区")
_COARSE = 0.005
OFF = 2.0
"""Seconds by which a clock may be off."""


def clock(server: str = "") -> Iterator[Finding]:
    """`server`: the time server that the project names; nobody else is asked."""
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
    yield from offset(server)
    resolution = time.get_clock_info("monotonic").resolution
    if resolution > _COARSE:
        yield Finding(
            CLOCK,
            "warn",
            text(en=f"timers are exact to {resolution * 1000:.0f} ms", zh=f"定时精度为 {resolution * 1000:.0f} ms"),
            text(en="times below that cannot be kept", zh="小于该值的定时无法保证"),
        )


def offset(server: str) -> Iterator[Finding]:
    """What a time server says, and whether the system keeps its clock in step with others."""
    state = MachineClock().look(server)
    if state.failure:
        yield Finding(
            CLOCK,
            "warn",
            text(
                en=f"the time server {server} gives no time: {state.failure}",
                zh=f"时间服务器 {server} 未给出时间：{state.failure}",
            ),
            text(
                en="check settings.time_server in project.json, and UDP port 123 on the way",
                zh="请检查 project.json 中的 settings.time_server，以及途中的 UDP 123 端口",
            ),
        )
    if state.source == "server" and state.offset is not None:
        wrong = abs(state.offset) > OFF
        yield Finding(
            CLOCK,
            "warn" if wrong else "ok",
            text(
                en=f"{state.offset:+.3f} s against the time server {server}",
                zh=f"与时间服务器 {server} 相差 {state.offset:+.3f} 秒",
            ),
            text(en="set it right: records carry its time", zh="请校准：记录使用该时间") if wrong else "",
        )
    if state.synchronised is None:
        yield Finding(
            CLOCK,
            "warn",
            text(en="it cannot be seen whether it is synchronised by NTP", zh="无法确认是否已通过 NTP 同步"),
            text(en="make sure that it is", zh="请自行确认时间同步"),
        )
    elif not state.synchronised:
        yield Finding(
            CLOCK,
            "warn",
            text(en="not synchronised by NTP", zh="未通过 NTP 同步"),
            text(
                en="run timedatectl set-ntp true and name the plant's time server: records of several machines are "
                "compared by their time",
                zh="请运行 timedatectl set-ntp true 并配置厂内时间服务器：多台机器的记录要按时间对照",
            ),
        )
    elif state.source == "kernel" and state.error is not None:
        error = f"{state.error:.3f}"
        yield Finding(
            CLOCK, "ok", text(en=f"synchronised by NTP, within {error} s", zh=f"已通过 NTP 同步，误差不超过 {error} 秒")
        )


def zone(name: str) -> Finding:
    """Whether the data of the project's time zone is there."""
    try:
        ZoneInfo(name)
    except (OSError, ValueError):
        return Finding(
            ZONE,
            "fail",
            text(en=f"the data of {name} is not installed", zh=f"系统缺少时区 {name} 的数据"),
            text(
                en="install the system's tzdata, or pip install tzdata", zh="请安装系统的 tzdata，或 pip install tzdata"
            ),
        )
    return Finding(ZONE, "ok", name)
