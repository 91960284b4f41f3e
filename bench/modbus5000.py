"""5,000 Modbus tags of ten devices, each read once a second: processor time, memory, and how even the polls are."""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from . import ours
from .child import MARK, Child, Wrong
from .machine import free_port
from .measure import OPTIONS, Row, limited
from .modbus_devices import FLOATS, FLOATS_FROM, WORDS

DEVICES = 10
SECONDS = 20
SETTLE = 3
"""Seconds after the start that are not measured."""


def tags(device: int) -> list[str]:
    """The rows of one device's tags."""
    words = [f"D{device}.W{number:03},plc-{device},holding:{number},uint16" for number in range(WORDS)]
    floats = [f"D{device}.F{n:03},plc-{device},holding:{FLOATS_FROM + 2 * n},float32" for n in range(FLOATS)]
    return [*words, *floats]


def flow(device: int) -> dict[str, Any]:
    names = [row.partition(",")[0] for row in tags(device)]
    return ours.chain(
        {"type": "modbus.read", "config": {"tags": names, "every": "1s"}},
        ours.change({"op": "set", "path": "device", "to": {"value": device}}),
        {"type": "bench.polled"},
        id=f"device-{device}",
    )


def watch() -> dict[str, Any]:
    return {"format": 1, "id": "watch", "nodes": {"watch": {"type": "bench.watch"}}, "wires": []}


def run() -> list[Row]:
    ports = [free_port() for _ in range(DEVICES)]
    connections = {
        f"plc-{device}": {"type": "modbus.tcp", "config": {"host": "127.0.0.1", "port": port}}
        for device, port in enumerate(ports)
    }
    rows = [row for device in range(DEVICES) for row in tags(device)]
    flows = [flow(device) for device in range(DEVICES)]
    with ExitStack() as stack:
        stack.enter_context(devices(ports))
        listed = "id,connection,address,type\n" + "\n".join(rows) + "\n"
        child = stack.enter_context(ours.start(*flows, watch(), connections=connections, tags=listed))
        child.ask(seconds=SETTLE)
        rounds = [_round(child) for _ in range(OPTIONS.rounds)]
    cores, memory, jitter = zip(*rounds, strict=True)
    work = f"{len(rows):,} Modbus tags at 1 s from {DEVICES} devices"
    return [
        limited(work, "cores", cores, 0.5),
        limited("the same, memory", "MiB", memory, 512),
        limited("the same, p99 of the jitter of polls", "ms", jitter, 100),
    ]


def devices(ports: list[int]) -> Child:
    """Modbus TCP servers at these ports of this machine."""
    folder = Path(tempfile.mkdtemp(prefix="bench-modbus-"))
    command = [sys.executable, "-m", "bench.modbus_devices", *map(str, ports)]
    child = Child("devices", command, folder, core=1)
    child.wait_for(f"{MARK}ready")
    return child


def _round(child: Child) -> tuple[float, float, float]:
    """Processors used, MiB, p99 of the jitter in ms."""
    seconds = round(max(5, SECONDS * OPTIONS.scale))
    before = child.cpu()
    arrived = child.ask(seconds=seconds)["arrived"]
    cores = (child.cpu() - before) / seconds
    if len(arrived) != DEVICES or min(map(len, arrived.values())) < seconds - 1:
        raise Wrong(f"polls in {seconds} s: { {device: len(times) for device, times in arrived.items()} }")
    return cores, child.memory(), quantiles(map(abs, _off(arrived)), n=100)[98] * 1000


def _off(arrived: dict[str, list[float]]) -> list[float]:
    """By how many seconds each poll is off its device's own beat of one second."""
    off = []
    for times in arrived.values():
        phases = [time - number for number, time in enumerate(times)]
        beat = median(phases)
        off += [phase - beat for phase in phases]
    return off
