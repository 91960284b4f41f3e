"""Runs on recorded traffic: a replay shows what a flow makes of it, a shadow run what a changed flow would do else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated, Any, Literal

import msgspec
from aiohttp import web

from ..config import Duration, seconds
from ..deploy.needed import rights_of_draft
from ..encoding import encode
from ..errors import FaultError
from ..faults import fault
from ..recording.recordings import Recordings
from ..recording.request import Asked, surroundings
from ..recording.runs import MEMORY, Busy, RunFailed
from .documents import Version, document_of
from .problem import Problem
from .recordings import Moment, known_recording, recordings_of, span
from .routes import BASE, Call, Route, need_all

LONGEST = 600.0
"""Real seconds of a run."""
LONGEST_SETTLE = 24 * 3600.0
RETRY_AFTER = "5"


class Run(msgspec.Struct, forbid_unknown_fields=True, rename={"since": "from", "until": "to"}, kw_only=True):
    """A `flow` on what a `recording` holds. `document`: the flow as it would be, in place of one that is known.

    `places`: of the recording, those whose messages enter the flow (all). `settle`: virtual time that goes on after the
    last of them (at most `1d`). `limit`: messages or examples that are shown of each sink. `timeout`: real time (at
    most `10m`).
    """

    recording: str
    flow: str
    document: dict[str, Any] | None = None
    since: Moment | None = None
    until: Moment | None = None
    places: list[str] | None = None
    settle: Duration = "1m"
    limit: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 100
    timeout: Duration = "1m"


class ReplayRun(Run, forbid_unknown_fields=True, rename={"since": "from", "until": "to"}, kw_only=True):
    """`version` counts when there is no `document`."""

    version: Version = "deployed"


class RunShown(msgspec.Struct, rename={"since": "from", "until": "to"}, kw_only=True):
    """`records` have entered the flow, `skipped` (by place) have no place in it; `lost` were not recorded.

    Virtual time went from `from` to `to`. `stubbed` are the nodes that something stood in for; of those, `silent` have
    wires over which nothing went on.
    """

    flow: str
    recording: str
    records: int
    skipped: dict[str, int]
    lost: int
    since: str
    until: str
    stubbed: dict[str, Literal["source", "recorded", "sink"]]
    silent: list[str]


class ArrivalShown(msgspec.Struct):
    """`after`: virtual seconds since the first record. `outcome`: what the node would have done outside."""

    time: str
    after: float
    port: str
    message: dict[str, Any]
    outcome: Any
    truncated: bool


class SinkShown(msgspec.Struct):
    """`count` is exact, `arrivals` are the first."""

    count: int
    arrivals: list[ArrivalShown]


class ErrorShown(msgspec.Struct):
    time: str
    after: float
    node: str
    kind: str
    message: str


class NodeCounts(msgspec.Struct):
    received: int
    sent: int
    errors: int


class Replayed(RunShown, rename={"since": "from", "until": "to"}, kw_only=True):
    """`sinks`: where the flow ends; a link into another flow is `→ flow/node`."""

    sinks: dict[str, SinkShown]
    errors: list[ErrorShown]
    error_count: int
    nodes: dict[str, NodeCounts]


class Side(msgspec.Struct):
    after: float
    port: str
    value: Any


class ExampleShown(msgspec.Struct):
    """`paths`: where the two values differ, when both are there."""

    kind: Literal["changed", "moved", "only_before", "only_after"]
    time: str
    paths: list[str]
    before: Side | None
    after: Side | None


class ComparedShown(msgspec.Struct, kw_only=True):
    """`moved` are the same at another time."""

    before: int
    after: int
    same: int
    moved: int
    changed: int
    only_before: int
    only_after: int
    examples: list[ExampleShown]


class ErrorsCompared(msgspec.Struct):
    node: str
    kind: str
    before: int
    after: int


class Shadowed(RunShown, rename={"since": "from", "until": "to"}, kw_only=True):
    """How the flow of `document` differs from the deployed one: by sink, and by row where sinks write rows."""

    differs: bool
    sinks: dict[str, ComparedShown]
    rows: dict[str, ComparedShown]
    errors: list[ErrorsCompared]


async def replay(call: Call) -> web.Response:
    body = call.body
    document = await _inline(call) or await document_of(call.served, body.flow, body.version)
    return await _run(call, [document])


async def shadow(call: Call) -> web.Response:
    before = await document_of(call.served, call.body.flow, "deployed")
    after = await _inline(call) or await document_of(call.served, call.body.flow, "draft")
    return await _run(call, [before, after])


def flows_of_run(call: Call) -> Iterable[str]:
    """`Route.of` of a run: the flow, and those that were recorded."""
    recording = recordings_of(call.served).get(call.body.recording)
    places = recording.places if recording is not None else ()
    return {call.body.flow, *(place.partition("/")[0] for place in places)}


def end_all(recordings: Recordings) -> Callable[[web.Application], Awaitable[None]]:
    async def end(app: web.Application) -> None:
        """The server ends."""
        await recordings.runs.stop()

    return end


async def _inline(call: Call) -> bytes | None:
    """The flow that came with the request. New code in it needs the right that a draft of it would need; nodes that
    write to devices do not, for nothing is written here."""
    document = call.body.document
    if document is None:
        return None
    call.need("edit", call.body.flow)
    if document.get("id") != call.body.flow:
        given = str(document.get("id"))
        raise Problem(422, fault("id-not-file-name", path="/document/id", given=given, wanted=call.body.flow))
    raw, flow = encode(document), call.body.flow
    needed = await call.served.deployer.ask(lambda desk: rights_of_draft(desk, desk.file_of(flow), raw))
    need_all(call, needed & {"install"}, flow)
    return raw


async def _run(call: Call, documents: list[bytes]) -> web.Response:
    body, recordings = call.body, recordings_of(call.served)
    recording = known_recording(recordings, body.recording)
    await recordings.saved()
    if not recordings.held(recording).messages:
        raise Problem(422, fault("nothing-recorded", recording=recording.id, flow=body.flow))
    wanted = list(recording.places) if body.places is None else body.places
    if unknown := [one for one in wanted if one not in recording.places]:
        raise Problem(422, *(fault("unknown-place", place=one, field="places") for one in unknown))
    asked = Asked(
        project=surroundings(call.served.project.whole, call.served.engine.registry),
        documents=documents,
        path=recordings.path,
        recording=recording.id,
        places=recording.places,
        fed=frozenset(recording.places.index(one) for one in wanted),
        span=span(body.since, body.until),
        settle=_bounded("settle", body.settle, LONGEST_SETTLE),
        limit=body.limit,
        lost=recording.lost,
        memory=MEMORY,
    )
    transport = call.request.transport
    limit = _bounded("timeout", body.timeout, LONGEST)
    try:
        answer = await recordings.runs.run(asked, limit, lambda: transport is None or transport.is_closing())
    except Busy:
        raise Problem(503, fault("run-busy"), headers={"Retry-After": RETRY_AFTER}) from None
    except FaultError as refused:
        raise Problem(422, *refused.faults) from None
    except RunFailed as failed:
        raise Problem(422, fault("run-failed", said=failed.text)) from None
    return call.answer_json(answer)


def _bounded(name: str, duration: str, most: float) -> float:
    found = seconds(duration)
    if found > most:
        raise Problem(422, fault("request-value", name=name, said=f"{duration} > {most:g}s", field=name))
    return found


ROUTES = [
    Route(
        method="POST",
        path=f"{BASE}/replay",
        handler=replay,
        summary="Runs a flow on recorded traffic, with stand-ins for the outside world, and shows what comes out.",
        right="operate",
        of=flows_of_run,
        body=ReplayRun,
        answers={200: Replayed},
        refused=(404, 409, 503),
    ),
    Route(
        method="POST",
        path=f"{BASE}/shadow",
        handler=shadow,
        summary="Runs the deployed flow and a changed one on the same recorded traffic: which outputs would differ.",
        right="operate",
        of=flows_of_run,
        body=Run,
        answers={200: Shadowed},
        refused=(404, 409, 503),
    ),
]
