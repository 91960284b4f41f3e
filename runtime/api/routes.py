"""One declaration a call: it routes and checks the request, and it is what `openapi.json` describes."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import msgspec
from aiohttp import web

from ..deploy.desk import Precondition
from ..encoding import encode
from ..faults import fault
from ..security.audit import Entry
from ..security.caller import Caller
from ..security.rights import Right
from .body import read_body
from .guard import CALLER, Door, Need, missing, need
from .misfit import misfit
from .preconditions import optional_precondition, precondition
from .problem import Problem, language
from .served import Served
from .shown import page

BASE = "/api/v1"
COMPRESSED_FROM = 2048
"""Bytes from which an answer is compressed when the caller takes that."""

ANY_STATE = Precondition()

S = TypeVar("S", bound=msgspec.Struct)
T = TypeVar("T")


class Nothing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """No parameters."""


@dataclass(frozen=True)
class Call:
    """One request as its handler sees it: `query` and `body` are instances of what the route declares.

    `seen`: which state the caller says to have seen, where the route has conditions.
    """

    request: web.Request
    served: Served
    query: Any
    body: Any
    seen: Precondition = ANY_STATE
    private: bool = False

    @property
    def lang(self) -> str:
        return language(self.request)

    @property
    def caller(self) -> Caller:
        """Who calls; only where the route asks for somebody."""
        return self.request[CALLER]

    def may(self, right: Right, flow: str) -> bool:
        """Whether the caller has `right` where this flow belongs."""
        return self.caller.rights.has(right, self.served.area_of(flow))

    def need(self, right: Right, *flows: str) -> None:
        """Refuse a caller who lacks `right` for one of these flows; without flows, who does not have it everywhere."""
        if not flows:
            need(self.caller, right)
        elif not all(self.may(right, one) for one in flows):
            raise missing(self.caller, right)

    def entry(self, action: str, target: str, **more: Any) -> Entry:
        """What the audit is to keep of a change by this call; `more` are fields of an entry."""
        return Entry(author=self.caller.author, station=self.caller.station, action=action, target=target, **more)

    async def audit(
        self, action: str, target: str, *, before: Any = None, after: Any = None, reason: str = "", flow: str = ""
    ) -> None:
        """Add a change that this call made to the audit, with the area of `flow`; durable on return."""
        area = self.served.area_of(flow)
        await self.record(self.entry(action, target, area=area, before=before, after=after, reason=reason))

    async def record(self, *entries: Entry) -> None:
        """Add changes that this call made to the audit; durable on return."""
        try:
            await self.served.security.record(*entries)
        except sqlite3.Error as error:
            what = ", ".join(f"{one.action} {one.target}" for one in entries[:3])
            raise Problem(503, fault("not-audited", what=what, said=str(error))) from error

    def path(self, name: str) -> str:
        """A part of the path, percent-decoded."""
        return self.request.match_info[name]

    def answer(self, value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
        """`value` as JSON."""
        try:
            body = msgspec.json.encode(value)
        except ValueError:  # half a surrogate pair or a huge integer in a text or message of the plant's
            body = encode(value)
        return self.answer_json(body, status, headers)

    def answer_page(
        self, items: Sequence[T], key: Callable[[T], str], shown: Callable[[T], Any] = lambda one: one
    ) -> web.Response:
        """The part of a list that the query asks for; `key` is the cursor of an item."""
        part, following = page(items, self.query, key)
        return self.answer({"items": [shown(one) for one in part], "next": following})

    def answer_json(self, body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
        """What is JSON already."""
        said = {"Cache-Control": "no-store", **(headers or {})}
        response = web.Response(body=body, status=status, content_type="application/json", headers=said)
        if len(body) >= COMPRESSED_FROM and not self.private:
            response.enable_compression()
        return response


Of = Literal["everywhere", "anywhere"] | Callable[[Call], Iterable[str]]


def need_all(call: Call, rights: Iterable[Right], *flows: str) -> None:
    """Refuse a caller who lacks one of these rights for one of these flows; without flows, everywhere."""
    for right in sorted(rights):
        call.need(right, *flows)


def flow_of_path(call: Call) -> Iterable[str]:
    """`Route.of` of calls whose path names a flow."""
    return [call.path("id")]


@dataclass(frozen=True, kw_only=True)
class Route:
    """One call. `path` has `{name}` parts; `right` None is open to everybody, "signed-in" to whoever shows who
    they are.

    `of` says what the right is asked for: "everywhere"; "anywhere", where having it in one area is enough to be let in
    and the handler shows and takes only what the caller may (`Call.may`); or a function that names the flows which the
    request is about. `first`: also for people who must change their password first.
    `query` and `body` are structs that the request must fit, `answers` is what comes back by status (a type, None for
    nothing, media types for what is not JSON). What follows from the rest need not be said: 404 where the path has
    parts, 412 and 428 of conditions, 408, 413 and 415 where there is a body.
    """

    method: str
    path: str
    handler: Callable[[Call], Awaitable[web.StreamResponse]]
    summary: str
    right: Need = "view"
    of: Of = "everywhere"
    first: bool = False
    query: type[msgspec.Struct] = Nothing
    body: type[msgspec.Struct] | None = None
    reads: Any = None
    """The type of a body that the handler reads itself."""
    any_text: bool = False
    """Texts of the body may hold half a character, as messages and secrets can."""
    takes: tuple[str, ...] = ("application/json",)
    """The media types of the body."""
    conditions: Literal["needed", "optional"] | None = None
    """The caller says by If-Match or If-None-Match which state he has seen (`Call.seen`); `needed`: he has to."""
    etag: bool = False
    """The answer has an ETag; one to a GET may be 304 for who has it already."""
    private: bool = False
    """Answers can hold secrets, so they are not compressed: their length would give away what is like a text that
    somebody else had put beside it (BREACH)."""
    answers: Mapping[int, Any] = field(default_factory=dict)
    refused: tuple[int, ...] = ()
    """Statuses of problems besides those of every call."""

    @property
    def door(self) -> Door:
        """What the guard asks for."""
        return Door(self.right, scoped=self.of != "everywhere", first=self.first)

    def handle(self, served: Served) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """The aiohttp handler."""

        async def handle(request: web.Request) -> web.StreamResponse:
            query = read_query(request, self.query)
            body = None
            if self.body is not None:
                body = as_struct(await read_body(request, any_text=self.any_text), self.body, "body")
            call = Call(request, served, query, body, seen=self._seen(request), private=self.private)
            self.check(call)
            return await self.handler(call)

        return handle

    def check(self, call: Call) -> None:
        """Refuse who lacks the right for what the request is about; the guard has seen that they have it somewhere."""
        if callable(self.of) and self.right is not None and self.right != "signed-in":
            call.need(self.right, *self.of(call))

    def _seen(self, request: web.Request) -> Precondition:
        if self.conditions == "needed":
            return precondition(request)
        return (optional_precondition(request) if self.conditions else None) or ANY_STATE


def read_query(request: web.Request, kind: type[S]) -> S:
    """The parameters after `?`; each is named when it is unknown or wrong."""
    known = {each.encode_name for each in msgspec.structs.fields(kind)}
    unknown = [name for name in request.query if name not in known]
    if unknown and kind.__struct_config__.forbid_unknown_fields:
        listed = ", ".join(sorted(known)) or "–"
        raise Problem(400, *(fault("unknown-query-parameter", name=name, known=listed) for name in unknown))
    return as_struct(dict(request.query), kind, "query", strict=False, status=400)


def as_struct(value: Any, kind: type[S], name: str, *, strict: bool = True, status: int = 422) -> S:
    """`value` as an instance of `kind`."""
    try:
        return msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError as refused:
        raise Problem(status, misfit(str(refused), name, kind)) from None
