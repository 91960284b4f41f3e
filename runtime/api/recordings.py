"""Recordings: begun, stopped and deleted, and what they hold."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

import msgspec
from aiohttp import web

from ..config import Duration, seconds
from ..encoding import rfc3339
from ..faults import fault
from ..recording.reading import FIRST, Span
from ..recording.recordings import Recordings
from ..recording.records import MICRO, Record, Recording
from ..text import Text
from .problem import Problem
from .routes import BASE, Call, Route
from .served import Served
from .shown import Page, PageQuery, Shown

MOST = 100
"""Recordings that are kept."""
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class NewRecording(msgspec.Struct, forbid_unknown_fields=True):
    """`places`: a flow (all its sources), `flow/node` (what leaves it) or `flow/from:port>to:port` (what enters that
    wire). Beyond `max_bytes` and `max_age` the oldest messages go."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    places: Annotated[list[str], msgspec.Meta(min_length=1, max_length=100)]
    max_bytes: Annotated[int, msgspec.Meta(ge=64 * 1024, le=16 * 1024**3)] = 64 * 1024 * 1024
    max_age: Duration | None = None


class RecordingShown(msgspec.Struct, kw_only=True):
    """`messages` and `bytes` are held at the moment, from `first` to `last`; `recorded` and `lost` count all.

    `missing`: places that no running flow has. `outage`: why nothing is written at the moment. `max_age` in seconds.
    """

    id: str
    name: str
    places: list[str]
    author: str
    running: bool
    started: str
    stopped: str | None
    max_bytes: int
    max_age: float | None
    messages: int
    bytes: int
    first: str | None
    last: str | None
    recorded: int
    lost: int
    missing: list[str]
    outage: Shown | None


class RecordsQuery(PageQuery, frozen=True, forbid_unknown_fields=True, rename={"since": "from", "until": "to"}):
    """Those within a time and, with `place`, of one of the recording's places. A page without messages may have a
    `next`: go on there."""

    since: Moment | None = None
    until: Moment | None = None
    place: str = ""


class RecordShown(msgspec.Struct):
    """A message, when it passed, and the output that it left."""

    time: str
    place: str
    flow: str
    node: str
    port: str
    message: dict[str, Any]


def recordings_of(served: Served) -> Recordings:
    if served.recordings is None:
        raise Problem(409, fault("not-recording"))
    return served.recordings


def known_recording(recordings: Recordings, id: str) -> Recording:
    found = recordings.get(id)
    if found is None:
        raise Problem(404, fault("recording-not-found", recording=id))
    return found


def flows_of_places(call: Call) -> Iterable[str]:
    """`Route.of` of a new recording."""
    return _flows(call.body.places)


def flows_of_recording(call: Call) -> Iterable[str]:
    """`Route.of` of calls whose path names a recording."""
    return _flows(known_recording(recordings_of(call.served), call.path("id")).places)


def _flows(places: Iterable[str]) -> Iterable[str]:
    return {place.partition("/")[0] for place in places}


def span(since: datetime | None, until: datetime | None) -> Span:
    begin = 0 if since is None else int(since.timestamp() * MICRO)
    return Span(begin) if until is None else Span(begin, int(until.timestamp() * MICRO))


async def list_recordings(call: Call) -> web.Response:
    recordings = recordings_of(call.served)
    seen = [one for one in recordings.all() if all(call.may("view", flow) for flow in _flows(one.places))]
    return call.answer_page(seen, lambda one: one.id, lambda one: _shown(recordings, one))


async def begin_recording(call: Call) -> web.Response:
    recordings = recordings_of(call.served)
    unknown = [one for one in call.body.places if not recordings.is_there(one)]
    if unknown:
        raise Problem(422, *(fault("unknown-place", place=one, field="places") for one in unknown))
    if (count := len(recordings.all())) >= MOST:
        raise Problem(409, fault("too-many-recordings", count=count))
    body = call.body
    max_age = None if body.max_age is None else seconds(body.max_age)
    made = await recordings.begin(body.name, body.places, body.max_bytes, max_age, call.caller.author)
    said = {"name": made.name, "places": list(made.places)}
    await call.audit("recording.begin", made.id, after=said, flow=made.places[0].partition("/")[0])
    return call.answer(_shown(recordings, made), 201, {"Location": f"{BASE}/recordings/{made.id}"})


async def get_recording(call: Call) -> web.Response:
    recordings = recordings_of(call.served)
    found = known_recording(recordings, call.path("id"))
    await recordings.saved()
    return call.answer(_shown(recordings, found))


async def stop_recording(call: Call) -> web.Response:
    recordings = recordings_of(call.served)
    found = known_recording(recordings, call.path("id"))
    await recordings.stop(found)
    await call.audit("recording.stop", found.id, before="running", after="stopped")
    return call.answer(_shown(recordings, found))


async def delete_recording(call: Call) -> web.Response:
    recordings = recordings_of(call.served)
    found = known_recording(recordings, call.path("id"))
    await recordings.delete(found)
    await call.audit("recording.delete", found.id, before={"name": found.name, "places": list(found.places)})
    return web.Response(status=204)


async def list_records(call: Call) -> web.Response:
    recordings, query = recordings_of(call.served), call.query
    found = known_recording(recordings, call.path("id"))
    if query.place and query.place not in found.places:
        raise Problem(400, fault("unknown-place", place=query.place, field="place"))

    def wanted(record: Record) -> bool:
        return not query.place or found.places[record.place] == query.place

    got = await recordings.page(found, span(query.since, query.until), wanted, _start(query.cursor), query.limit)
    following = None if got.next is None else f"{got.next[0]}.{got.next[1]}"
    return call.answer({"items": [_record(found, one) for one in got.records], "next": following})


def _start(cursor: str) -> tuple[int, int]:
    batch, _, line = cursor.partition(".")
    known = all(one.isascii() and one.isdigit() and len(one) < 19 for one in (batch, line))
    return (int(batch), int(line)) if known else FIRST


def _shown(recordings: Recordings, one: Recording) -> RecordingShown:
    held = recordings.held(one)
    outage: Text = recordings.outage if one.stopped is None else ""
    return RecordingShown(
        id=one.id,
        name=one.name,
        places=list(one.places),
        author=one.author,
        running=one.stopped is None,
        started=_moment(one.started),
        stopped=None if one.stopped is None else _moment(one.stopped),
        max_bytes=one.max_bytes,
        max_age=one.max_age,
        messages=held.messages,
        bytes=held.bytes,
        first=None if held.first is None else _moment(held.first / MICRO),
        last=None if held.last is None else _moment(held.last / MICRO),
        recorded=one.recorded,
        lost=one.lost,
        missing=recordings.missing(one) if one.stopped is None else [],
        outage=outage or None,
    )


def _record(recording: Recording, record: Record) -> dict[str, Any]:
    place = recording.places[record.place]
    return {
        "time": _moment(record.time / MICRO),
        "place": place,
        "flow": place.partition("/")[0],
        "node": record.node,
        "port": record.port,
        "message": msgspec.Raw(record.encoded),
    }


def _moment(seconds: float) -> str:
    return rfc3339(datetime.fromtimestamp(seconds, UTC))


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/recordings",
        handler=list_recordings,
        summary="All recordings, oldest first.",
        of="anywhere",
        query=PageQuery,
        answers={200: Page[RecordingShown]},
        refused=(409,),
    ),
    Route(
        method="POST",
        path=f"{BASE}/recordings",
        handler=begin_recording,
        summary="Records what passes these places from the answer on, until it is stopped.",
        right="operate",
        of=flows_of_places,
        body=NewRecording,
        answers={201: RecordingShown},
        refused=(409,),
    ),
    Route(
        method="GET",
        path=f"{BASE}/recordings/{{id}}",
        handler=get_recording,
        summary="One recording.",
        of=flows_of_recording,
        answers={200: RecordingShown},
        refused=(409,),
    ),
    Route(
        method="POST",
        path=f"{BASE}/recordings/{{id}}/stop",
        handler=stop_recording,
        summary="Records no further; what was recorded stays.",
        right="operate",
        of=flows_of_recording,
        answers={200: RecordingShown},
        refused=(409,),
    ),
    Route(
        method="DELETE",
        path=f"{BASE}/recordings/{{id}}",
        handler=delete_recording,
        summary="Ends a recording and deletes what it holds.",
        right="operate",
        of=flows_of_recording,
        answers={204: None},
        refused=(409,),
    ),
    Route(
        method="GET",
        path=f"{BASE}/recordings/{{id}}/records",
        handler=list_records,
        summary="The messages of a recording in the order in which they passed.",
        of=flows_of_recording,
        query=RecordsQuery,
        answers={200: Page[RecordShown]},
        refused=(409,),
    ),
]
