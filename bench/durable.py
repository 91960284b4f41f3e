"""Durable wires: how many messages a second beside bare SQLite commits, how late they are, and what they write."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from statistics import quantiles
from typing import Any

from tests.chaos.disk.library import build, slow_fsync

from . import ours
from .child import MARK, Child, Wrong
from .durable_bare import GROUP, MAKE
from .measure import OPTIONS, Row, compared, interleaved, limited, ratios

MESSAGES = 200_000
RATE = 10_000
SECONDS = 5
LATEST = 10
SLOW = 10
QUIET_RATE = 10
QUIET_SECONDS = 10
FLASH = 32e9
"""Bytes of a small gateway's disk."""


def through() -> dict[str, Any]:
    nodes = {
        "feed": {"type": "bench.feed", "config": {"make": MAKE}},
        "count": {"type": "bench.count", "config": {"value": "message['payload']['n']"}},
    }
    return ours.with_catch("through", nodes, [["feed", "count", {"policy": "durable"}]])


def timed() -> dict[str, Any]:
    nodes = {"beat": {"type": "bench.beat"}, "arrived": {"type": "bench.arrived"}}
    return ours.with_catch("timed", nodes, [["beat", "arrived", {"policy": "durable"}]])


def run() -> list[Row]:
    return [*_throughput(), *_latency(), *_slow(), *_written()]


def _throughput() -> list[Row]:
    with ours.start(through()) as child, _bare() as bare:
        found = interleaved(lambda: _rate(child), lambda: _rate(bare))
    ours_, theirs = ([one[0] for one in side] for side in found)
    used = ratios(*([one[1] for one in side] for side in found))[0]
    row = compared(
        f"a durable wire, beside SQLite commits of {GROUP}", "msg/s", ours_, {"SQLite": theirs}, 0.5, cpu=used
    )
    return [row]


def _bare() -> Child:
    folder = Path(tempfile.mkdtemp(prefix="bench-sqlite-"))
    child = Child("SQLite", [sys.executable, "-m", "bench.durable_bare", str(folder)], folder)
    child.wait_for(f"{MARK}ready")
    return child


def _rate(child: Child) -> tuple[float, float]:
    """Messages a second, and seconds of processor time for each."""
    count, before = round(MESSAGES * OPTIONS.scale), child.cpu()
    answer = child.ask(messages=count, expected=count)
    if answer["count"] != count or answer["total"] != sum(range(count)):
        raise Wrong(f"{child.name} counted {answer['count']} with the sum {answer['total']}")
    return count / float(answer["seconds"]), (child.cpu() - before) / count


def _latency() -> list[Row]:
    with ours.start(timed()) as child:
        found = [_latencies(child, RATE, round(RATE * SECONDS * max(OPTIONS.scale, 0.2))) for _ in _rounds()]
    p50, p99 = zip(*found, strict=True)
    return [
        limited(f"a durable wire at {RATE:,} msg/s: p50", "ms", p50, None),
        limited("the same: p99", "ms", p99, LATEST),
    ]


def _latencies(child: Child, rate: int, count: int) -> tuple[float, float]:
    latencies = child.ask(messages=count, rate=rate)["latencies"]
    if len(latencies) != count:
        raise Wrong(f"{len(latencies)} of {count} messages arrived")
    cuts = quantiles(latencies, n=100)
    return cuts[49] * 1000, cuts[98] * 1000


def _slow() -> list[Row]:
    """The same where each sync takes ten milliseconds more, as on slow flash; nothing may be lost there either."""
    with tempfile.TemporaryDirectory() as folder:
        library = build(Path(folder))
        with ours.start(through(), env=lambda data: slow_fsync(library, data, SLOW)) as child:
            found = [_rate(child)[0] for _ in _rounds()]
    return [limited(f"a durable wire where a sync takes {SLOW} ms", "msg/s", found, None)]


def _written() -> list[Row]:
    """What reaches the disk for each message, at full rate and at a few a second."""
    with ours.start(through()) as child:
        count = round(MESSAGES * OPTIONS.scale)
        busy = [_bytes(child, lambda: child.ask(messages=count, expected=count)) / count for _ in _rounds()]
    with ours.start(timed()) as child:
        few = QUIET_RATE * QUIET_SECONDS
        quiet = [_bytes(child, lambda: child.ask(messages=few, rate=QUIET_RATE)) / few for _ in _rounds()]
    days = [FLASH / (one * QUIET_RATE * 86_400) for one in quiet]
    return [
        limited("bytes written for a message at full rate", "B", busy, None),
        limited(f"bytes written for a message at {QUIET_RATE} a second", "B", quiet, None),
        limited(f"days in which that writes 32 GB, at {QUIET_RATE} messages a second", "d", days, None),
    ]


def _bytes(child: Child, work: Any) -> int:
    before = _io(child)
    work()
    return _io(child) - before


def _io(child: Child) -> int:
    """Bytes that the process has given to the disk."""
    lines = Path(f"/proc/{child.pid}/io").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("write_bytes")).partition(": ")[2])


def _rounds() -> range:
    return range(OPTIONS.rounds)
