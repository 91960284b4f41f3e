"""The tray of dead letters."""

from __future__ import annotations

from typing import Any

import msgspec
from aiohttp import web

from ..tray import Failure, describe
from .routes import BASE, Call, Route
from .shown import PageQuery, page

LARGEST_PAGE = 4 * 1024 * 1024
"""Bytes of messages after which a page ends, with one letter at least."""


class DeadLettersQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """Those of one `flow`, or all."""

    flow: str = ""


class Letter(msgspec.Struct, kw_only=True):
    """A message that nothing handled, oldest first. `more` counts like ones that the full tray left out."""

    id: str
    time: str
    flow: str
    node: str
    error: Failure
    message: dict[str, Any]
    retried: int
    more: int


class DeadLetterPage(msgspec.Struct):
    items: list[Letter]
    next: str | None


async def list_dead_letters(call: Call) -> web.Response:
    wanted = call.query.flow
    letters = [one for one in call.served.engine.shared.tray.letters() if not wanted or one.flow == wanted]
    part, following = page(letters, call.query, lambda letter: letter.id)
    size = 0
    for number, letter in enumerate(part):
        size += len(letter.encoded)
        if size > LARGEST_PAGE and number:
            part, following = part[:number], part[number - 1].id
            break
    return call.answer({"items": [describe(letter) for letter in part], "next": following})


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/dead-letters",
        handler=list_dead_letters,
        summary="Messages that nothing handled, with the reasons.",
        query=DeadLettersQuery,
        answers={200: DeadLetterPage},
    )
]
