"""If-Match and If-None-Match: a writer says which state it has seen, so that none overwrites what he has not seen."""

from __future__ import annotations

from collections.abc import Iterator

from aiohttp import hdrs, web

from ..deploy.desk import Precondition, Stale
from ..faults import fault
from .problem import Problem


def precondition(request: web.Request) -> Precondition:
    """What the request says of the present state; one that says nothing is refused with 428."""
    made = optional_precondition(request)
    if made is None:
        raise Problem(428, fault("precondition-missing"))
    return made


def optional_precondition(request: web.Request) -> Precondition | None:
    match = request.headers.get(hdrs.IF_MATCH)
    new = request.headers.get(hdrs.IF_NONE_MATCH, "").strip() == "*"
    if match is None:
        return Precondition(new=True) if new else None
    tags = frozenset() if match.strip() == "*" else frozenset(entity_tags(match))
    return Precondition(tags, new)


def entity_tags(header: str) -> Iterator[str]:
    """The tags that a header lists, each in quotes."""
    for one in header.split(","):
        bare = one.strip().removeprefix("W/").strip('"')
        yield f'"{bare}"'


def stale(what: str, refused: Stale) -> Problem:
    """412, with the tag of the present state."""
    headers = {"ETag": refused.etag} if refused.etag is not None else {}
    return Problem(412, fault("changed-meanwhile", what=what), headers=headers)
