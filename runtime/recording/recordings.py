"""The recordings of a project: begun, stopped, deleted; those that run look at every flow that is started anew."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ..compile.program import Point, Tap
from ..message import Message
from ..text import text
from .places import exists, outputs_of, read_place
from .reading import Page, Span, Wanted, page
from .records import LARGEST_MESSAGE, MICRO, Held, Recording, line_writer
from .runs import Runs
from .writer import Writer

if TYPE_CHECKING:
    from ..engine import Engine
    from ..running_flow import RunningFlow
    from ..text import Text

FILE = "recordings.db"
PAUSED = text(
    en="memory is short, so nothing is recorded; it goes on when there is room",
    zh="内存不足，录制已暂停，恢复后自动继续",
)


class Recordings:
    """Made beside an engine; `open` before its flows start, `close` after they have stopped."""

    def __init__(self, engine: Engine, data: Path) -> None:
        self.path = data / FILE
        self.runs = Runs()
        self._engine = engine
        self._clock = engine.shared.clock
        self._recordings: dict[str, Recording] = {}
        self._paused = False
        self._writer = Writer(self.path, self._recordings, self._clock.time)

    async def open(self) -> None:
        """Read what there is; recordings that ran go on."""
        for recording in await self._writer.open():
            self._recordings[recording.id] = recording
        self._engine.taps.watch(self._looks)

    async def close(self) -> None:
        await self.runs.stop()
        await self._writer.close()

    @property
    def outage(self) -> Text:
        """Why nothing is written at the moment; empty when all is well."""
        return PAUSED if self._paused else self._writer.outage

    def pause(self, paused: bool) -> None:
        """While memory is short nothing more is kept; what passes is counted as lost."""
        self._paused = paused
        if paused:
            self._writer.give_up()

    def all(self) -> list[Recording]:
        return list(self._recordings.values())

    def get(self, id: str) -> Recording | None:
        return self._recordings.get(id)

    def held(self, recording: Recording) -> Held:
        """What is on the disk of it."""
        return self._writer.held(recording)

    def missing(self, recording: Recording) -> list[str]:
        """Its places that no running flow has."""
        return [written for written in recording.places if not self.is_there(written)]

    def is_there(self, written: str) -> bool:
        """Whether a flow that runs has this place."""
        place = read_place(written)
        flow = self._engine.flows.get(place.flow) if place is not None else None
        return place is not None and flow is not None and exists(place, flow.plan)

    async def begin(
        self, name: str, places: Iterable[str], max_bytes: int, max_age: float | None, author: str
    ) -> Recording:
        """Record from now on: when it returns, what passes is seen."""
        recording = Recording(
            id=secrets.token_hex(6),
            name=name,
            places=tuple(dict.fromkeys(places)),
            author=author,
            started=self._clock.time(),
            max_bytes=max_bytes,
            max_age=max_age,
        )
        self._recordings[recording.id] = recording
        await self._engine.taps.refresh(_flows(recording))
        await self._writer.flush()
        return recording

    async def stop(self, recording: Recording) -> None:
        """Record no further; what was recorded stays."""
        if recording.stopped is None:
            recording.stopped = self._clock.time()
            await self._engine.taps.refresh(_flows(recording))
        await self._writer.flush()

    async def delete(self, recording: Recording) -> None:
        """End it and forget what it holds."""
        if self._recordings.pop(recording.id, None) is not None:
            await self._engine.taps.refresh(_flows(recording))
            await self._writer.flush()

    async def saved(self) -> None:
        """Let what was recorded until now be on the disk, as far as that is possible."""
        await self._writer.flush()

    async def page(self, recording: Recording, span: Span, wanted: Wanted, start: tuple[int, int], limit: int) -> Page:
        """Some of its records."""
        await self.saved()
        if not self.held(recording).messages:
            return Page([], None)
        look = partial(page, self.path, recording.id, span, wanted, start, limit)
        return await asyncio.get_running_loop().run_in_executor(None, look)

    def _looks(self, flow: RunningFlow) -> Iterator[tuple[Point, Tap]]:
        """The watcher of the engine's taps."""
        for recording in self._recordings.values():
            if recording.stopped is None:
                for number, written in enumerate(recording.places):
                    place = read_place(written)
                    if place is not None and place.flow == flow.id:
                        for node, port in outputs_of(place, flow.plan):
                            yield (node, "out", port), self._tap(recording, number, node, port)

    def _tap(self, recording: Recording, place: int, node: str, port: str) -> Tap:
        line, now, put = line_writer(place, node, port, self._clock.zone), self._clock.time, self._writer.put

        def record(message: Message) -> None:
            if self._paused:
                recording.lost += 1
                return
            try:
                written = line(int(now() * MICRO), message)
            except Exception:  # nested without end, or no JSON: the flow goes on all the same
                recording.lost += 1
                return
            if len(written) > min(LARGEST_MESSAGE, recording.max_bytes):
                recording.lost += 1
            else:
                put(recording, written)

        return record


def _flows(recording: Recording) -> set[str]:
    return {place.flow for place in map(read_place, recording.places) if place is not None}
