"""The tray of dead letters: what is in it, sending letters once more, deleting them, and who sees to them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from aiohttp import web

from ..faults import fault
from ..handled import Action, Handled
from ..letters import DeadLetter, describe
from ..retry import NotRetried, Refusal, needs_device_write, refuse_under_way, retry
from ..security.audit import Entry
from ..security.rights import Right
from ..tray import Retrying
from .letters import (
    DeadLettersQuery,
    Deleted,
    Letter,
    Owner,
    Reasoned,
    Retried,
    RetriedSeveral,
    Several,
)
from .problem import Problem
from .receive import ReceiveQuery, wait_of
from .routes import BASE, Call, Route
from .shown import FaultShown, Page, PageQuery, faults_shown, page

LARGEST_PAGE = 4 * 1024 * 1024
"""Bytes of messages after which a page ends, with one letter at least."""
STATUSES: dict[Refusal, int] = {"under-way": 409, "gone": 409, "never": 422, "full": 503}
ON_DISK = 5.0
"""Seconds that an answer waits for what was done to be on the disk."""


async def list_dead_letters(call: Call) -> web.Response:
    query = call.query
    letters = _fitting(call, "view", query.flow, query.node, query.kind)
    part, following = page(letters, query, lambda letter: letter.id)
    size = 0
    for number, letter in enumerate(part):
        size += len(letter.encoded)
        if size > LARGEST_PAGE and number:
            part, following = part[:number], part[number - 1].id
            break
    return call.answer({"items": [_shown(call, letter) for letter in part], "next": following})


async def get_dead_letter(call: Call) -> web.Response:
    return call.answer(_shown(call, _named(call)))


async def list_handled(call: Call) -> web.Response:
    handled = call.served.engine.shared.tray.handled_letters.all()
    acts = [(number, act) for number, act in enumerate(handled) if call.may("view", act.flow)]
    return call.answer_page(acts, lambda act: f"{act[0]}", lambda act: act[1])


async def retry_dead_letter(call: Call) -> web.Response:
    letter, wait = _named(call), wait_of(call.query.wait)
    _need_rights(call, [letter])
    try:
        delivery = await retry(call.served.engine, letter, call.served.patience)
    except NotRetried as refused:
        headers = {"Retry-After": "1"} if refused.why == "full" else None
        raise Problem(STATUSES[refused.why], *refused.faults, headers=headers) from None
    await call.record(_note(call, "retry", letter))
    done = await _over([delivery], wait)
    return call.answer(_retried(call, letter, delivery), 200 if done else 202)


async def retry_dead_letters(call: Call) -> web.Response:
    """One after the other: each is admitted before the next is sent; a full queue ends it."""
    letters, wait = _several(call), wait_of(call.query.wait)
    _need_rights(call, letters)
    tried: list[tuple[DeadLetter, Retrying | NotRetried]] = []
    notes: list[Entry] = []
    for letter in letters:
        try:
            tried.append((letter, await retry(call.served.engine, letter, call.served.patience)))
        except NotRetried as refused:
            if refused.why == "full":
                break
            tried.append((letter, refused))
        else:
            notes.append(_note(call, "retry", letter))
    await call.record(*notes)
    done = await _over([one for _, one in tried if isinstance(one, Retrying)], wait)
    items = [_retried(call, letter, one) for letter, one in tried]
    return call.answer({"items": items, "left": len(letters) - len(tried)}, 200 if done else 202)


async def delete_dead_letter(call: Call) -> web.Response:
    letter = _named(call)
    try:
        refuse_under_way(call.served.engine, letter)
    except NotRetried as refused:
        raise Problem(409, *refused.faults) from None
    return await _delete(call, [letter])


async def delete_dead_letters(call: Call) -> web.Response:
    return await _delete(call, _several(call))


async def own_dead_letter(call: Call) -> web.Response:
    letter = _named(call)
    before = letter.owner
    call.served.engine.shared.tray.own(letter, call.body.owner)
    await call.record(_note(call, "owner", letter, before=before, after=letter.owner))
    written = await _written(call)
    return call.answer(_shown(call, letter), 200 if written else 202)


async def _delete(call: Call, letters: Sequence[DeadLetter]) -> web.Response:
    tray = call.served.engine.shared.tray
    gone = [letter for letter in letters if not tray.is_retrying(letter)]
    for letter in gone:
        tray.take(letter.id)
    await call.record(*(_note(call, "delete", letter) for letter in gone))
    written = await _written(call)
    answer = {"deleted": [letter.id for letter in gone], "left": len(letters) - len(gone)}
    return call.answer(answer, 200 if written else 202)


def _named(call: Call) -> DeadLetter:
    id = call.path("id")
    letter = call.served.engine.shared.tray.find(id)
    if letter is None:
        raise Problem(404, fault("letter-not-found", letter=id))
    return letter


def _several(call: Call) -> list[DeadLetter]:
    """The letters that the body names, oldest first; ids that are gone are left out."""
    asked = call.body
    if not (asked.ids or asked.flow or asked.node or asked.kind or asked.all):
        raise Problem(422, fault("no-letters-named"))
    ids = set(asked.ids)
    found = _fitting(call, "operate", asked.flow, asked.node, asked.kind)
    return [one for one in found if not ids or one.id in ids]


def _fitting(call: Call, right: Right, flow: str, node: str, kind: str) -> list[DeadLetter]:
    """Letters of flows for which the caller has a right."""
    return [
        one
        for one in call.served.engine.shared.tray.letters()
        if flow in ("", one.flow)
        and node in ("", one.node)
        and kind in ("", one.failure.kind)
        and call.may(right, one.flow)
    ]


def flow_of_letter(call: Call) -> Iterable[str]:
    """`Route.of` of calls whose path names a letter."""
    return [_named(call).flow]


def _need_rights(call: Call, letters: Sequence[DeadLetter]) -> None:
    """For all of them, before the first is sent."""
    if flows := {one.flow for one in letters if needs_device_write(call.served.engine, one)}:
        call.need("device-write", *flows)


def _note(call: Call, action: Action, letter: DeadLetter, before: Any = None, after: Any = None) -> Entry:
    """Who did what with a letter: in the tray's own list; gives what the audit is to keep of it."""
    shared = call.served.engine.shared
    shared.tray.handled_letters.add(
        Handled(
            time=shared.clock.now(),
            action=action,
            author=call.caller.author,
            reason=call.body.reason,
            letter=letter.id,
            flow=letter.flow,
            node=letter.node,
            kind=letter.failure.kind,
            owner=letter.owner,
        )
    )
    said = {"flow": letter.flow, "node": letter.node, "kind": letter.failure.kind}
    old = said if before is None else {**said, "owner": before}
    new = None if after is None else {**said, "owner": after}
    area, reason = call.served.area_of(letter.flow), call.body.reason
    return call.entry(f"dead-letter.{action}", letter.id, area=area, before=old, after=new, reason=reason)


async def _written(call: Call) -> bool:
    """Whether what was done is on the disk."""
    durability = call.served.engine.shared.durability
    return durability is None or await durability.journal.written(ON_DISK)


async def _over(deliveries: Sequence[Retrying], wait: float) -> bool:
    """Whether all of them end within `wait` seconds; without a wait nobody asked."""
    if not wait:
        return False
    try:
        async with asyncio.timeout(wait):
            for delivery in deliveries:
                await delivery.over.wait()
    except TimeoutError:
        return False
    return True


def _shown(call: Call, letter: DeadLetter) -> dict[str, Any]:
    return describe(letter, retrying=call.served.engine.shared.tray.is_retrying(letter))


def _retried(call: Call, letter: DeadLetter, one: Retrying | NotRetried) -> Retried:
    if isinstance(one, NotRetried):
        (said,) = faults_shown(one.faults, call.lang)
        return Retried(id=letter.id, state="refused", failed=None, fault=msgspec.convert(said, FaultShown))
    if not one.over.is_set():
        return Retried(id=letter.id, state="admitted", failed=None, fault=None)
    return Retried(id=letter.id, state="failed" if one.failed else "done", failed=one.failed or None, fault=None)


LETTERS = f"{BASE}/dead-letters"
LETTER = f"{LETTERS}/{{id}}"

ROUTES = [
    Route(
        method="GET",
        path=LETTERS,
        handler=list_dead_letters,
        summary="Messages that nothing handled, with the reasons, oldest first.",
        of="anywhere",
        query=DeadLettersQuery,
        answers={200: Page[Letter]},
    ),
    Route(
        method="DELETE",
        path=LETTERS,
        handler=delete_dead_letters,
        summary="Deletes several letters: 200 when that is on the disk, 202 when it will be.",
        right="operate",
        of="anywhere",
        body=Several,
        answers={200: Deleted, 202: Deleted},
    ),
    Route(
        method="POST",
        path=f"{LETTERS}/retry",
        handler=retry_dead_letters,
        summary="Sends several letters again, the oldest first; with `wait` 200 when all are done with.",
        right="operate",
        of="anywhere",
        query=ReceiveQuery,
        body=Several,
        answers={200: RetriedSeveral, 202: RetriedSeveral},
    ),
    Route(
        method="GET",
        path=f"{LETTERS}/handled",
        handler=list_handled,
        summary="The last letters that were sent again, deleted or given to an owner: by whom, when and why.",
        of="anywhere",
        query=PageQuery,
        answers={200: Page[Handled]},
    ),
    Route(
        method="GET",
        path=LETTER,
        handler=get_dead_letter,
        summary="One letter.",
        of=flow_of_letter,
        answers={200: Letter},
    ),
    Route(
        method="DELETE",
        path=LETTER,
        handler=delete_dead_letter,
        summary="Deletes a letter: 200 when that is on the disk, 202 when it will be.",
        right="operate",
        of=flow_of_letter,
        body=Reasoned,
        answers={200: Deleted, 202: Deleted},
        refused=(409,),
    ),
    Route(
        method="POST",
        path=f"{LETTER}/retry",
        handler=retry_dead_letter,
        summary="Sends a letter again: 202 when it is admitted, with `wait` 200 when it is done with.",
        right="operate",
        of=flow_of_letter,
        query=ReceiveQuery,
        body=Reasoned,
        answers={200: Retried, 202: Retried},
        refused=(409, 503),
    ),
    Route(
        method="PUT",
        path=f"{LETTER}/owner",
        handler=own_dead_letter,
        summary="Says who sees to a letter.",
        right="operate",
        of=flow_of_letter,
        body=Owner,
        answers={200: Letter, 202: Letter},
    ),
]
