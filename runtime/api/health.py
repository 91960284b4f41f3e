"""Liveness, readiness, metrics and what needs attention, for service managers, monitoring systems and people."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import version
from pathlib import PurePosixPath
from typing import Literal

import msgspec
from aiohttp import web

from .. import metrics
from ..deploy.documents import is_flow
from ..engine import Engine
from ..faults import Fault, fault
from ..gateway.watch import Watch
from ..text import Text
from .routes import BASE, Call, Route
from .secrets import secret_faults
from .served import Served
from .shown import FaultShown, Shown, faults_shown
from .tls import tls_faults

VERSION = version("sinterflow")


class Alive(msgspec.Struct):
    status: str


class JournalHealth(msgspec.Struct):
    """The journal of this process: `stopped` says why nothing can be written, null while all is well.

    `damaged`: files that were set aside since the start, `lost`: records that this has cost; `bytes`: what it holds.
    """

    stopped: Shown | None
    damaged: list[str]
    lost: int
    commits: int
    bytes: int


class TrayHealth(msgspec.Struct):
    """`parked`: messages that wait for room in the tray; meanwhile nothing moves on behind durable wires."""

    letters: int
    parked: int
    full: bool


class ClockHealth(msgspec.Struct):
    """`offset`: seconds that the machine's clock is ahead, `error`: by how much that may be wrong; null when nobody
    knows. `source`: who says so, a time `server` or the `kernel`. `synchronised`: somebody keeps it right."""

    offset: float | None
    error: float | None
    source: str
    server: str
    synchronised: bool | None


class MachineHealth(msgspec.Struct):
    """Bytes. `disk_full_in`: seconds until the data folder's disk is full as things go; null when it does not fill."""

    memory: int
    memory_limit: int
    disk_free: int | None
    disk_total: int | None
    disk_full_in: int | None
    clock: ClockHealth


class Health(msgspec.Struct):
    """What needs attention (`faults`), and figures. `journal` is null without a data folder; `machine` until somebody
    has looked. Who may see the flows of an area alone is told of those (`flows`, `running`, their wires) and of the
    machine, and no names of secrets."""

    status: Literal["ok", "attention"]
    version: str
    revision: int
    faults: list[FaultShown]
    flows: int
    running: int
    journal: JournalHealth | None
    dead_letters: TrayHealth
    machine: MachineHealth | None


class Ready(msgspec.Struct):
    """`flows` should run, `running` do. Not ready too while the journal cannot be written.

    Names and reasons need a right: `GET /api/v1/health`, `GET /api/v1/flows`.
    """

    ready: bool
    flows: int
    running: int


async def healthz(call: Call) -> web.Response:
    return call.answer(Alive("ok"))


async def readyz(call: Call) -> web.Response:
    ready = readiness(call.served)
    return call.answer(ready, 200 if ready.ready else 503)


def readiness(served: Served, sees: Callable[[str], bool] = lambda flow: True) -> Ready:
    """Of the flows that somebody `sees`."""
    flows = {} if served.held else served.project.flows
    wanted = [id for id, flow in flows.items() if not flow.disabled and sees(id)]
    running = served.engine.flows
    up = sum(1 for id in wanted if id in running and running[id].running)
    durability = served.engine.shared.durability
    halted = durability is not None and durability.halted
    return Ready(up == len(wanted) and not halted, len(wanted), up)


async def get_health(call: Call) -> web.Response:
    engine, ready = call.served.engine, readiness(call.served, partial(call.may, "view"))
    faults = [one for one in _faults(engine, call.served.watch) if _sees(call, one)]
    faults += await secret_faults(call) if "view" in call.caller.rights.everywhere else []
    faults += tls_faults(call.served.certificates)
    if call.served.backups is not None:
        faults += call.served.backups.faults
    tray = engine.shared.tray
    return call.answer(
        {
            "status": "attention" if faults or ready.running < ready.flows else "ok",
            "version": VERSION,
            "revision": call.served.deployer.deploys.revision,
            "faults": faults_shown(faults, call.lang),
            "flows": ready.flows,
            "running": ready.running,
            "journal": _journal(engine),
            "dead_letters": TrayHealth(len(tray), tray.parked, tray.full),
            "machine": _machine(call.served.watch),
        }
    )


def _sees(call: Call, one: Fault) -> bool:
    """Whether the caller may see the flow that it is about, if it is about one."""
    return one.file is None or not is_flow(one.file) or call.may("view", PurePosixPath(one.file).stem)


def _journal(engine: Engine) -> JournalHealth | None:
    durability = engine.shared.durability
    if durability is None:
        return None
    journal = durability.journal
    return JournalHealth(journal.stopped or None, list(journal.damaged), journal.lost, journal.commits, journal.bytes)


def _machine(watch: Watch | None) -> MachineHealth | None:
    if watch is None or watch.memory is None:
        return None
    disk, clock = watch.disk, watch.clock.state
    return MachineHealth(
        memory=watch.memory.used,
        memory_limit=watch.memory.limit,
        disk_free=disk.free if disk is not None else None,
        disk_total=disk.total if disk is not None else None,
        disk_full_in=None if disk is None or disk.full_in is None else round(disk.full_in),
        clock=ClockHealth(clock.offset, clock.error, clock.source, clock.server, clock.synchronised),
    )


def _faults(engine: Engine, watch: Watch | None) -> Iterator[Fault]:
    durability, tray = engine.shared.durability, engine.shared.tray
    if durability is not None:
        reason: Text = durability.journal.stopped
        if reason:
            yield fault("journal-stopped", reason=reason)
        for name in durability.journal.damaged:
            yield fault("journal-damaged", name=name)
        if durability.journal.lost:
            yield fault("journal-lost", count=durability.journal.lost)
    if tray.parked:
        yield fault("letters-parked", count=tray.parked)
    elif tray.full:
        yield fault("tray-full", count=len(tray))
    if watch is not None:
        yield from watch.faults


async def get_metrics(call: Call) -> web.Response:
    lines = await metrics.read(call.served.engine, call.served.measured)
    body = await asyncio.get_running_loop().run_in_executor(None, metrics.encode, lines, call.served.asked)
    headers = {"Content-Type": metrics.CONTENT_TYPE, "Cache-Control": "no-store"}
    response = web.Response(body=body, headers=headers)
    response.enable_compression()
    return response


ROUTES = [
    Route(
        method="GET",
        path="/healthz",
        handler=healthz,
        summary="The process answers.",
        right=None,
        answers={200: Alive},
    ),
    Route(
        method="GET",
        path="/readyz",
        handler=readyz,
        summary="All flows that should run are running, and what they take can be kept.",
        right=None,
        answers={200: Ready, 503: Ready},
    ),
    Route(
        method="GET",
        path=f"{BASE}/health",
        handler=get_health,
        of="anywhere",
        summary="What needs attention: the journal, the tray, flows that do not run, limits of the machine, its clock.",
        answers={200: Health},
    ),
    Route(
        method="GET",
        path="/metrics",
        handler=get_metrics,
        summary="Counters for Prometheus.",
        answers={200: ("text/plain",)},
    ),
]
