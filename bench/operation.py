"""A gateway at rest with the demo's flows, and what it costs to read the metrics of fifty flows of a thousand nodes."""

from __future__ import annotations

import re
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median

from sinterflow.runtime.cli.commands.demo import write_project

from . import ours
from .broker import broker
from .child import Child, Wrong
from .flows50 import FLOWS, NODES, flow
from .machine import free_port
from .measure import OPTIONS, Row, limited
from .start import command

REST = 10.0
"""Seconds until the gateway is at rest, and seconds that it is watched."""
SCRAPES = 5


def run() -> list[Row]:
    rest = [_at_rest() for _ in range(OPTIONS.rounds)]
    first, later = ([one[start] for one in rest] for start in (0, 1))
    seconds, stall, size, steady = zip(*(_scraped() for _ in range(OPTIONS.rounds)), strict=True)
    what = f"/metrics of {max(1, round(FLOWS * OPTIONS.scale))} flows × {NODES:,} nodes"
    return [
        limited("headless, the demo's flows, first start: memory at rest", "MiB", [one[0] for one in first], 65),
        limited("the same, a later start", "MiB", [one[0] for one in later], 65),
        limited("the same, processor at rest", "% of a core", [one[1] for one in later], None),
        limited(what, "s", seconds, None),
        limited("the same, longest stall of the event loop", "ms", stall, 50),
        limited("the same without a scrape, longest stall", "ms", steady, None),
        limited("the same, size", "MB", size, None),
    ]


def _at_rest() -> list[tuple[float, float]]:
    """MiB, and per cent of a core: of the first start, which makes the first administrator and the tables, and of the
    next one."""
    folder = Path(tempfile.mkdtemp(prefix="bench-demo-"))
    write_project(folder / "project")
    with broker() as port:
        ports = {"SINTERFLOW_DEMO_MODBUS_PORT": str(free_port()), "SINTERFLOW_DEMO_MQTT_PORT": str(port)}
        work = command("run", str(folder / "project"), "--headless", "--port", "0")
        found = []
        for last in (False, True):
            env = {**ports, "SINTERFLOW_DEMO_SPEED": "1"}
            with Child(ours.NAME, work, folder, env=env, keep=not last) as child:
                child.wait_for("runs: ")
                time.sleep(REST)
                before = child.cpu()
                time.sleep(REST)
                found.append((median(child.memory() for _ in range(3)), 100 * (child.cpu() - before) / REST))
        return found


def _scraped() -> tuple[float, float, float, float]:
    """Seconds a scrape, ms that the loop stalled, MB, and ms without one."""
    flows = [flow(number) for number in range(max(1, round(FLOWS * OPTIONS.scale)))]
    folder, port = ours.project(*flows), free_port()
    with Child(ours.NAME, command("run", str(folder), "--headless", "--port", str(port)), folder) as child:
        child.wait_for("runs: ")
        time.sleep(150)  # the stalls of the start are forgotten
        token = (folder / "data" / "start-token").read_text().strip()
        page = f"http://127.0.0.1:{port}/metrics"
        steady = _stall(_get(page, token)[0])
        found = [_get(page, token) for _ in range(SCRAPES)]
        text = _get(page, token)[0]
        return median(one[1] for one in found), _stall(text), len(text) / 1e6, steady


def _get(url: str, token: str) -> tuple[str, float]:
    began = time.perf_counter()
    with urllib.request.urlopen(urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})) as answer:
        text = answer.read().decode()
    return text, time.perf_counter() - began


def _stall(text: str) -> float:
    found = re.search(r"^sinterflow_event_loop_stall_seconds (\S+)$", text, re.MULTILINE)
    if found is None:
        raise Wrong("the stalls of the event loop are not shown")
    return float(found[1]) * 1000
