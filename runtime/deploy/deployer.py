"""Deploys: plans them, does them one after the other, undoes what cannot be kept, and tells who listens."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

import msgspec
import structlog

from ..change import change, difference
from ..engine import Engine
from ..errors import FaultError, SinterflowError, said_by
from ..faults import Fault, errors
from ..flow.collector import building, paused
from ..flow.diff import Change
from ..held import OnHold
from ..opened import OpenedProject
from ..reasons import reason as said_of
from ..security.rights import Right
from ..target import Difference, Target
from ..text import Text, pick, text
from ..usercode.disabled import DisabledNode
from .candidate import Candidate, Order, candidate, check_revision, judged
from .counts import Deploys
from .desk import Desk
from .history import Revision
from .protected import protected_in, record_of

T = TypeVar("T")
Permit: TypeAlias = Callable[[Candidate], None]
TOPIC = "deploy"


class Outcome(msgspec.Struct, kw_only=True):
    """What a deploy does or did. `revision`: the one it was planned on, or the one it made.

    `protected`: flows of a plan for which a second person has to sign `record` first.
    """

    revision: int
    difference: Difference
    faults: list[Fault] = []
    changes: list[Change] = []
    rights: list[Right] = []
    protected: list[str] = []
    record: dict[str, Any] = {}
    gaps: dict[str, float] = {}


class NotKept(SinterflowError):
    """The disk refused the revision: what ran before runs again."""

    def __init__(self, error: OSError | sqlite3.Error) -> None:
        said = said_of(error) if isinstance(error, OSError) else str(error)
        super().__init__(
            text(
                en=f"the revision could not be kept, so nothing was deployed: {pick(said)}",
                zh=f"新版本无法保存，本次部署已撤销：{pick(said, 'zh')}",
            )
        )


class Stopping(Exception):
    """The process ends, so nothing is deployed any more."""


class NoRevision(LookupError):
    """The history has no revision of this number."""


class Deployer:
    """The desk on the event loop, and the engine that follows it. `held`: no flow is to run."""

    def __init__(self, desk: Desk, engine: Engine, *, held: bool = False) -> None:
        self.engine = engine
        self.held = held
        self.opened: OpenedProject = desk.opened
        self.on_hold = OnHold(engine, engine.shared.data)
        """Flows that are held because of crashes."""
        self.deploys = Deploys(desk.head.number)
        self.disabled: Sequence[DisabledNode] = desk.off
        """Nodes that are left off because they hung."""
        self._desk = desk
        self._lock = asyncio.Lock()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="deploy")
        self._started = asyncio.Event()
        self._finished = False
        self._late: asyncio.Task[None] | None = None
        self._log: Any = structlog.get_logger("sinterflow.deploy")

    async def start(self) -> None:
        """Start what is deployed; until then nothing is deployed.

        While the journal cannot be read (a disk that is away or read-only) no flow starts; they start when it can be.
        """
        if self.held:
            self.engine.shared.endpoints.open()
            self._started.set()
            return
        await self.engine.start(dict(self.opened.target.connections))
        if self.engine.readable.is_set():
            await self._run()
        else:
            self._late = asyncio.create_task(self._run_late())

    async def _run(self) -> None:
        target = self.opened.target
        await self.engine.run(self.on_hold.sift(target.flows.values()))
        self.engine.failed.update(target.failed)
        self._started.set()

    async def _run_late(self) -> None:
        await self.engine.readable.wait()
        await self._run()

    async def ask(self, question: Callable[[Desk], T]) -> T:
        """What the desk answers to a question; questions are asked one after the other, in a thread."""

        def answer(desk: Desk) -> T:
            with paused(), desk.one_look():  # a document of a thousand nodes is made of more than a collector waits for
                return question(desk)

        return await asyncio.get_running_loop().run_in_executor(self._thread, answer, self._desk)

    async def plan(self, order: Order, author: str) -> Outcome:
        """What `deploy` would do now. Raises Old, DraftChanged."""
        made = await self.ask(lambda desk: candidate(desk, order, author))
        return self._planned(order.revision, made, sorted(made.rights))

    async def plan_roll_back(self, number: int, known: int | None = None) -> Outcome:
        """What `roll_back` would do now; it needs no right besides that to deploy. Raises NoRevision, Old, Damaged."""

        def prepare(desk: Desk) -> tuple[int, Candidate]:
            return desk.head.number, _earlier(number, known, desk)

        revision, made = await self.ask(prepare)
        return self._planned(revision, made, [])

    def _planned(self, revision: int, made: Candidate, rights: list[Right]) -> Outcome:
        return Outcome(
            revision=revision,
            difference=self._difference(made),
            faults=made.faults,
            changes=made.changes,
            rights=rights,
            protected=protected_in(self.opened, made),
            record=record_of(made),
        )

    async def deploy(
        self, order: Order, author: str, reason: Text, when: datetime, permits: Iterable[Permit] = ()
    ) -> Outcome:
        """Let the engine run the drafts of an order, and keep that as a revision. Each of `permits` raises when its
        author may not deploy that.

        Raises Old, DraftChanged; FaultError for faults in what is to be deployed, NotChanged when a node does not
        start, NotKept when the disk refuses: then nothing is deployed.
        """

        def prepare(desk: Desk) -> Candidate:
            made = candidate(desk, order, author)
            for permit in permits:
                permit(made)
            return made

        return await _to_its_end(self._deploy(prepare, author, reason, when))

    async def roll_back(
        self,
        number: int,
        author: str,
        reason: Text,
        when: datetime,
        known: int | None = None,
        permits: Iterable[Permit] = (),
    ) -> Outcome:
        """Deploy the files of an earlier revision as a new one. Raises NoRevision, and what `deploy` raises."""
        reason = reason or text(en=f"back to revision {number}", zh=f"回滚到版本 {number}")

        def prepare(desk: Desk) -> Candidate:
            made = _earlier(number, known, desk)
            for permit in permits:
                permit(made)
            return made

        return await _to_its_end(self._deploy(prepare, author, reason, when))

    @asynccontextmanager
    async def nothing_deployed(self) -> AsyncIterator[None]:
        """Within it no deploy is under way: history, files and drafts fit together."""
        async with self._lock:
            yield

    async def between(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What `work` gives, done while nothing is deployed. Raises Stopping."""
        return await _to_its_end(self._between(work))

    async def _between(self, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        await self._started.wait()
        async with self._lock:
            if self._finished:
                raise Stopping
            return await work()

    async def finish(self) -> None:
        """Let a deploy that is under way end, and begin no more: the engine is about to stop."""
        if self._late is not None:
            self._late.cancel()
            await asyncio.gather(self._late, return_exceptions=True)
        async with self._lock:
            self._finished = True
            self._started.set()  # who waits for that is refused

    async def close(self) -> None:
        """Give back the files, once nobody asks any more."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._desk.close)
        self._thread.shutdown(wait=False)

    async def _deploy(self, prepare: Callable[[Desk], Candidate], author: str, reason: Text, when: datetime) -> Outcome:
        async def work() -> Outcome:
            with self.deploys.counted():
                return await self._build(prepare, author, reason, when)

        return await self._between(work)

    async def _build(self, prepare: Callable[[Desk], Candidate], author: str, reason: Text, when: datetime) -> Outcome:
        with building():
            made = await self.ask(prepare)
            if errors(made.faults):
                raise FaultError(made.faults)
            before = self._running()
            changed = None if self.held else await change(self.engine, self._target(made))
            try:
                revision = await self.ask(lambda desk: _keep(desk, made, author, reason, when))
            except (OSError, sqlite3.Error) as error:
                await self._back(before)
                raise NotKept(error) from error
            except Exception:  # whatever it is, what runs is what is kept
                await self._back(before)
                raise
            await self._let_go(made)
            self.opened = made.opened.project
            late = await self.ask(lambda desk: desk.finish(made.names, made.drafts.values()))
            self._thread.submit(self._desk.tidy)  # before anybody asks again, and nobody waits for it
        self._tell(revision, made)
        self.deploys.revision = revision.number
        self.deploys.restarted += 0 if changed is None else len(changed.difference.restart)
        return Outcome(
            revision=revision.number,
            difference=Difference() if changed is None else changed.difference,
            faults=made.faults + late,
            changes=made.changes,
            rights=sorted(made.rights),
            gaps={} if changed is None else changed.gaps,
        )

    def _difference(self, made: Candidate) -> Difference:
        return Difference() if self.held else difference(self.engine, self._target(made))

    def _target(self, made: Candidate) -> Target:
        """What the engine is to run: a flow that does not run and is not changed stays as it is."""
        wanted, before = made.opened.project.target, self.opened.target.flows
        idle = {id for id in self._idle if wanted.flows.get(id) is before[id]}
        failed = {id: why for id, why in self.engine.failed.items() if id in idle}
        flows = {id: flow for id, flow in wanted.flows.items() if id not in idle}
        return replace(wanted, flows=flows, failed={**failed, **wanted.failed})

    @property
    def _idle(self) -> set[str]:
        """Flows that could not start, or are held."""
        return self.opened.target.flows.keys() - self.engine.flows.keys()

    async def _let_go(self, made: Candidate) -> None:
        """A flow that was deployed anew is not held any longer."""
        before, after = self.opened.target.flows, made.opened.project.target.flows
        for id in [id for id in self.on_hold.flows if after.get(id) is not before.get(id)]:
            try:
                await self.on_hold.let_go(id)
            except OSError as error:
                self._log.error("a flow is released for this run only", flow=id, error=str(error))

    def _running(self) -> Target:
        """What the engine runs now."""
        flows = {id: flow.plan.flow for id, flow in self.engine.flows.items()}
        return replace(self.opened.target, flows=flows, failed=dict(self.engine.failed))

    async def _back(self, target: Target) -> None:
        if self.held:
            return
        try:
            await change(self.engine, target)
        except Exception as error:  # what is told is why the deploy was not kept
            self._log.error("a deploy was not kept, and what ran before did not start again", error=said_by(error))

    def _tell(self, revision: Revision, made: Candidate) -> None:
        data = {"revision": revision.number, "author": revision.author, "reason": revision.reason, "flows": made.flows}
        self.engine.shared.events.publish(TOPIC, data)
        self._log.info("deployed", revision=revision.number, author=revision.author, flows=made.flows)


def _earlier(number: int, known: int | None, desk: Desk) -> Candidate:
    if known is not None:
        check_revision(desk, known)
    revision = desk.history.get(number)
    if revision is None:
        raise NoRevision(number)
    return judged(desk, desk.files_of(revision), {})


def _keep(desk: Desk, made: Candidate, author: str, reason: Text, when: datetime) -> Revision:
    revision = made.revision(desk.head.number + 1, author, when, reason, desk.head)
    desk.commit(revision, made.contents, made.drafts)
    desk.adopt(made.opened)
    return revision


async def _to_its_end(work: Coroutine[Any, Any, T]) -> T:
    """A deploy is not left half-way because its caller has gone."""
    return await asyncio.shield(asyncio.ensure_future(work))
