"""What is near its limit: each figure with the value from which it warns and the one from which it bites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ..config import seconds
from ..engine import Engine
from ..flow.document import LimitsDocument
from ..running_flow import RunningFlow
from ..stalls import Stalls
from ..tray import Tray
from .machine import Disk, Memory
from .machine_clock import ClockState

MOST_WIRES = 20
"""Wires that are named at a time."""
BITES = 0.95
"""Of memory and files: the share at which something is about to fail."""


@dataclass(frozen=True)
class Reading:
    """`used` warns from `warn` on and bites from `bite` on; `limit` is the family, `key` tells it from others of it.

    `args` and `place` fill the fault's text. `after`: seconds for which it must be so.
    """

    limit: str
    used: float
    warn: float = 1.0
    bite: float = 1.0
    key: str = ""
    after: float = 0.0
    args: dict[str, Any] = field(default_factory=dict)
    place: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"{self.limit}:{self.key}" if self.key else self.limit


def of_memory(memory: Memory, limits: LimitsDocument) -> Reading:
    used = memory.used / memory.limit
    said = {"used": mib(memory.used), "limit": mib(memory.limit)}
    return Reading("memory", used, limits.memory, max(limits.memory, BITES), args=said)


def of_files(used: int, most: int, limits: LimitsDocument) -> Reading:
    return Reading("files", used / most, limits.files, max(limits.files, BITES), args={"used": used, "limit": most})


def of_disk(disk: Disk, journal: int, limits: LimitsDocument) -> Iterator[Reading]:
    """Room and trend. It bites at a quarter of what it warns at."""
    said = {"free": mib(disk.free), "journal": mib(journal)}
    yield Reading("disk", limits.disk_free / max(disk.free, 1), 1.0, 4.0, args=said)
    if disk.full_in is not None:
        hours = max(disk.full_in / 3600, 0.01)
        wanted = seconds(limits.disk_time) / 3600
        yield Reading("disk-trend", wanted / hours, 1.0, 8.0, args={**said, "hours": round(hours, 1)})


def of_loop(stalls: Stalls, limits: LimitsDocument) -> Reading:
    allowed = seconds(limits.loop_lag)
    return Reading("loop", stalls.longest / allowed, 1.0, 10.0, args={"ms": round(stalls.longest * 1000)})


def of_tray(tray: Tray, limits: LimitsDocument) -> Reading:
    return Reading("tray", tray.used, limits.tray, 1.0, args={"count": len(tray)})


def of_clock(clock: ClockState, limits: LimitsDocument) -> Iterator[Reading]:
    """Only what is sure: the clock may be right within what the measurement is uncertain by."""
    allowed = seconds(limits.clock_offset)
    if clock.offset is not None:
        sure = max(0.0, abs(clock.offset) - (clock.error or 0.0 if clock.source == "server" else 0.0))
        yield Reading("clock", sure / allowed, 1.0, 30.0, args={"offset": f"{clock.offset:+.3f}"})
    if clock.failure:
        yield Reading("time-server", 1.0, 1.0, 2.0, args={"server": clock.server, "said": clock.failure})


def of_peers(engine: Engine, limits: LimitsDocument) -> Iterator[Reading]:
    allowed = seconds(limits.device_clock)
    for id, link in engine.shared.links.items():
        skew = link.connection.peer.skew.seconds
        if skew is not None:
            said = {"connection": id, "offset": f"{skew:+.1f}"}
            yield Reading("device-clock", abs(skew) / allowed, 1.0, 60.0, id, args=said)


def of_wires(flow: RunningFlow, limits: LimitsDocument) -> Iterator[Reading]:
    """Those that make their senders wait when they are full; a wire that drops by its policy is as it should be."""
    after = seconds(limits.wire_time)
    for id, wire in flow.inlets.wires.items():
        used = wire.used
        if used >= limits.wire * RELEASED:
            said = {"percent": round(100 * used), "count": wire.depth}
            place = {"file": f"flows/{flow.id}.json", "wire": id}
            yield Reading("wire", used, limits.wire, 1.0, f"{flow.id}/{id}", after, said, place)


RELEASED = 0.9
"""What warns goes on warning until it is below this share of where it began."""


def mib(bytes: int) -> str:
    return f"{bytes / 2**30:.1f} GiB" if bytes >= 2**30 else f"{bytes / 2**20:.0f} MiB"
