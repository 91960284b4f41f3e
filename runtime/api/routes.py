"""One declaration a call: it routes and checks the request, and it is what `openapi.json` describes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

import msgspec
from aiohttp import web

from ..deploy.desk import Precondition
from ..encoding import encode
from ..faults import Fault, fault
from ..security.audit import Entry
from ..security.caller import Caller
from ..security.rights import Right
from .body import read_body
from .guard import CALLER
from .preconditions import optional_precondition, precondition
from .problem import Problem, language
from .served import Served

BASE = "/api/v1"
COMPRESSED_FROM = 2048
"""Bytes from which an answer is compressed when the caller takes that."""

ANY_STATE = Precondition()

S = TypeVar("S", bound=msgspec.Struct)


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
        return CALLER.get()

    async def audit(
        self, action: str, target: str, *, before: Any = None, after: Any = None, reason: str = "", area: str = ""
    ) -> None:
        """Add a change that this call made to the audit; durable on return."""
        entry = Entry(
            author=self.caller.author,
            station=self.caller.station,
            action=action,
            target=target,
            area=area,
            before=before,
            after=after,
            reason=reason,
        )
        await self.served.security.record(entry)

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

    def answer_json(self, body: bytes, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
        """What is JSON already."""
        said = {"Cache-Control": "no-store", **(headers or {})}
        response = web.Response(body=body, status=status, content_type="application/json", headers=said)
        if len(body) >= COMPRESSED_FROM and not self.private:
            response.enable_compression()
        return response


@dataclass(frozen=True, kw_only=True)
class Route:
    """One call. `path` has `{name}` parts; `right` None is open to everybody.

    `query` and `body` are structs that the request must fit, `answers` is what comes back by status (a type, None for
    nothing, media types for what is not JSON). What follows from the rest need not be said: 404 where the path has
    parts, 412 and 428 of conditions, 408, 413 and 415 where there is a body.
    """

    method: str
    path: str
    handler: Callable[[Call], Awaitable[web.StreamResponse]]
    summary: str
    right: Right | None = "view"
    query: type[msgspec.Struct] = Nothing
    body: type[msgspec.Struct] | None = None
    reads: Any = None
    """The type of a body that the handler reads itself."""
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

    def handle(self, served: Served) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        """The aiohttp handler."""

        async def handle(request: web.Request) -> web.StreamResponse:
            query = read_query(request, self.query)
            body = as_struct(await read_body(request), self.body, "body") if self.body is not None else None
            return await self.handler(Call(request, served, query, body, self._seen(request), self.private))

        return handle

    def _seen(self, request: web.Request) -> Precondition:
        if self.conditions == "needed":
            return precondition(request)
        return (optional_precondition(request) if self.conditions else None) or ANY_STATE


def read_query(request: web.Request, kind: type[S]) -> S:
    """The parameters after `?`; each is named when it is unknown or wrong."""
    known = {each.encode_name for each in msgspec.structs.fields(kind)}
    unknown = [name for name in request.query if name not in known]
    if unknown:
        listed = ", ".join(sorted(known)) or "–"
        raise Problem(400, *(fault("unknown-query-parameter", name=name, known=listed) for name in unknown))
    return as_struct(dict(request.query), kind, "query", strict=False, status=400)


def as_struct(value: Any, kind: type[S], name: str, *, strict: bool = True, status: int = 422) -> S:
    """`value` as an instance of `kind`."""
    try:
        return msgspec.convert(value, kind, strict=strict)
    except msgspec.ValidationError as refused:
        raise Problem(status, _misfit(str(refused), name)) from None


def _misfit(said: str, name: str) -> Fault:
    """`Expected `str`, got `int` - at `$.port`` as a fault with its place."""
    what, _, at = said.partition(" - at `$")
    place = at.rstrip("`").lstrip(".")
    pointer = "/" + place.replace(".", "/") if place else None
    return fault("request-value", name=place or name, said=what.replace("`", ""), path=pointer, field=place or None)
