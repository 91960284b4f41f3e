"""What the process of a run does: one flow is replayed, or two are compared."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from ..compile.routes import make_plan
from ..encoding import rfc3339
from ..errors import FaultError, SinterflowError
from ..faults import errors, fault
from ..flow.load import load_flow
from ..flow.resolve import resolve
from ..flow.resolved import ResolvedFlow
from ..registry import Registry
from ..text import text
from .places import Place, outputs_of, read_place
from .reading import reading, records
from .records import MICRO, Record
from .replay import Arriving, Ran, Replay
from .request import Asked
from .shown import Differences, Shown
from .stand_ins import StandIns, put_in


class Traffic:
    """The records that enter a flow, to be read again for each run."""

    def __init__(self, file: sqlite3.Connection, asked: Asked, flow: str) -> None:
        self._file = file
        self._asked = asked
        self.places = [read_place(one) or Place("") for one in asked.places]
        self.fed = {number for number in asked.fed if self.places[number].flow == flow}
        first = next(self.read(), None)
        if first is None:
            raise FaultError([fault("nothing-recorded", recording=asked.recording, flow=flow)])
        self.first = first.time

    def read(self) -> Iterator[Record]:
        return records(self._file, self._asked.recording, self._asked.span, lambda record: record.place in self.fed)


Seen = Callable[[Arriving], None]


def work(asked: Asked, registry: Registry) -> dict[str, Any]:
    """The answer to what was asked. Raises FaultError for a document that cannot run, Stuck, SinterflowError."""
    registry.services.clear()  # they are of the outside world
    flows = [_resolved(document, asked, registry) for document in asked.documents]
    try:
        with reading(asked.path) as file:
            traffic = Traffic(file, asked, flows[0].id)
            if len(flows) == 1:
                return _replayed(flows[0], traffic, asked, registry)
            return _compared(flows, traffic, asked, registry)
    except sqlite3.Error as error:
        raise SinterflowError(
            text(en=f"the recording cannot be read: {error}", zh=f"无法读取录制内容：{error}")
        ) from error


def _resolved(document: bytes, asked: Asked, registry: Registry) -> ResolvedFlow:
    """Raises FaultError with all that is wrong."""
    flow, found, _ = load_flow(document, None)
    if flow is None:
        raise FaultError(found)
    resolved, found = resolve(flow, asked.project, registry, file=f"flows/{flow.id}.json")
    if resolved is None or errors(found):
        raise FaultError(errors(found))
    return resolved


def _replayed(flow: ResolvedFlow, traffic: Traffic, asked: Asked, registry: Registry) -> dict[str, Any]:
    shown = Shown(traffic.first, asked.limit)
    ran, stand_ins = _run(flow, traffic, asked, registry, shown.arrived)
    return {
        **_said(flow, ran, traffic, stand_ins, asked),
        "sinks": shown.sinks(),
        "errors": [
            {"time": shown.moment(one.at), "after": one.at, "node": one.node, "kind": one.kind, "message": one.message}
            for one in ran.first_errors
        ],
        "error_count": ran.errors.total(),
        "nodes": ran.nodes,
    }


def _compared(flows: list[ResolvedFlow], traffic: Traffic, asked: Asked, registry: Registry) -> dict[str, Any]:
    before, after = flows
    differences = Differences(traffic.first, asked.limit)
    ran_before, stand_ins = _run(before, traffic, asked, registry, differences.before)
    ran_after, stand_ins_after = _run(after, traffic, asked, registry, differences.after)
    said = _said(after, ran_after, traffic, stand_ins_after, asked)
    return {
        **said,
        "stubbed": {**stand_ins.parts, **said["stubbed"]},
        "silent": sorted({*stand_ins.silent, *said["silent"]}),
        **differences.told(),
        "errors": _errors(ran_before, ran_after),
    }


def _errors(before: Ran, after: Ran) -> list[dict[str, Any]]:
    both = sorted({*before.errors, *after.errors})
    return [{"node": one[0], "kind": one[1], "before": before.errors[one], "after": after.errors[one]} for one in both]


def _run(flow: ResolvedFlow, traffic: Traffic, asked: Asked, registry: Registry, arrived: Seen) -> tuple[Ran, StandIns]:
    places = traffic.places
    replay = Replay(flow, places, asked.project, registry, arrived)
    fed = [places[number] for number in sorted(traffic.fed)]
    plan = make_plan(flow)
    recorded = {node for place in fed if place.node for node, _ in outputs_of(place, plan)}
    stand_ins = put_in(flow, recorded, {place.wire for place in fed if place.wire}, replay.arrive)
    return replay.run(traffic.read(), traffic.first, asked.settle, stand_ins), stand_ins


def _said(flow: ResolvedFlow, ran: Ran, traffic: Traffic, stand_ins: StandIns, asked: Asked) -> dict[str, Any]:
    """What every answer says."""
    begun = traffic.first / MICRO
    return {
        "flow": flow.id,
        "recording": asked.recording,
        "records": ran.records,
        "skipped": {asked.places[number]: count for number, count in sorted(ran.skipped.items())},
        "lost": asked.lost,
        "from": _moment(begun),
        "to": _moment(begun + ran.ended),
        "stubbed": stand_ins.parts,
        "silent": stand_ins.silent,
    }


def _moment(seconds: float) -> str:
    return rfc3339(datetime.fromtimestamp(seconds, UTC))
