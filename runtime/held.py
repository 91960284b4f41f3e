"""Flows that are held because the process crashed under them again and again: not started until they are released."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from .atomic import write_atomic
from .crashes import Moment, forget_crashes, look_back, note

if TYPE_CHECKING:
    from .engine import Engine
    from .flow.resolved import ResolvedFlow

FILE = "held-flows.json"


class HeldFlow(msgspec.Struct, frozen=True):
    """A flow that no start starts; `time` is that of the crash it was last active at."""

    flow: str
    time: Moment


def held_flows(data: Path) -> list[HeldFlow]:
    """The flows that are held. Nothing can be read: none."""
    try:
        return msgspec.json.decode((data / FILE).read_bytes(), type=list[HeldFlow])
    except (OSError, msgspec.DecodeError):
        return []


def release(data: Path, flow: str) -> bool:
    """Let the next start start this flow, with a clean record; false when it was not held. Raises OSError.

    For whoever puts the flow to work again: a person who releases it, a deploy that has changed it.
    """
    known = held_flows(data)
    others = [one for one in known if one.flow != flow]
    if len(others) == len(known):
        return False
    forget_crashes(data, flow)
    _write(data, others)
    return True


def after_crashes(data: Path, now: datetime, hung: datetime | None, log: Any) -> list[HeldFlow]:
    """What is held at a start, with the flow that the last crash adds when it was one too many. Blocks.

    `hung` is when a node was last disabled. No state of these files keeps a start from going on.
    """
    known = held_flows(data)
    crash, too_many = look_back(data, now, hung)
    if crash is not None:
        log.warning("the last run ended in a crash", flow=crash.flow or None, time=crash.time.isoformat())
    new = HeldFlow(crash.flow, crash.time) if crash is not None and too_many and crash.flow else None
    held = known if new is None else [*(one for one in known if one.flow != new.flow), new]
    try:
        if new is not None:
            _write(data, held)
        note(data, now, crash)
    except OSError as error:
        log.error("what is known of crashes cannot be written", error=str(error))
    return held


def _write(data: Path, flows: list[HeldFlow]) -> None:
    write_atomic(data / FILE, msgspec.json.format(msgspec.json.encode(flows), indent=2) + b"\n")


class OnHold:
    """The held flows of a running project, and the way back to work."""

    def __init__(self, engine: Engine, data: Path | None = None) -> None:
        self._engine = engine
        self._data = data
        self._held: dict[str, HeldFlow] = {}
        self._waiting: dict[str, ResolvedFlow] = {}
        self._log: Any = structlog.get_logger("sinterflow")

    @property
    def flows(self) -> dict[str, HeldFlow]:
        return self._held

    def keep(self, held: Iterable[HeldFlow]) -> None:
        self._held = {one.flow: one for one in held}

    def sift(self, flows: Iterable[ResolvedFlow]) -> list[ResolvedFlow]:
        """Those of these flows that may run; the others wait for their release."""
        free = []
        for flow in flows:
            if flow.id in self._held:
                self._waiting[flow.id] = flow
                self._log.error("a flow is held because of crashes", flow=flow.id)
            else:
                free.append(flow)
        return free

    async def release(self, id: str) -> None:
        """Hold this flow no longer, and start it if flows run at all. Raises LookupError, or OSError."""
        waiting = await self.let_go(id)
        if waiting is not None:
            await self._engine.run([waiting])

    async def let_go(self, id: str) -> ResolvedFlow | None:
        """Hold this flow no longer; gives what waited for that. For who starts another version of it instead.

        Raises LookupError, or OSError.
        """
        if id not in self._held:
            raise LookupError(id)
        if self._data is not None:
            await asyncio.get_running_loop().run_in_executor(None, release, self._data, id)
        self._held.pop(id, None)
        self._log.info("a held flow is released", flow=id)
        return self._waiting.pop(id, None)
