"""The last log lines, and which lines are wanted: levels by flow, node and logger while everything runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec
from aiohttp import web

from ..config import Duration, seconds
from ..faults import fault
from ..logbook.levels import ALL, NUMBERS, Level, Rule, is_target
from ..logbook.ring import Line
from .problem import Problem
from .routes import BASE, Call, Route
from .served import Served

MOST_RULES = 200
TOPIC = "logs"


class LogsQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The newest lines first: at most `limit` of them before `cursor`, the `next` of the page before. `level` is the
    least that is wanted; `logger` takes those below it too."""

    level: Level = "debug"
    flow: str = ""
    node: str = ""
    logger: str = ""
    text: str = ""
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 200
    cursor: Annotated[int, msgspec.Meta(ge=1)] | None = None


class LogPage(msgspec.Struct):
    """Lines with all that they say: `event`, `level`, `logger`, `timestamp`, where known `flow`, `node`, `_msgid`."""

    items: list[dict[str, Any]]
    next: str | None


class LevelOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"lasts": "for"}):
    """`for`: how long it holds; null until it is taken back."""

    level: Level
    lasts: Duration | None = "1h"
    reason: str = ""


class RuleShown(msgspec.Struct):
    target: str
    level: Level
    until: datetime | None
    author: str


class LevelsShown(msgspec.Struct):
    """`default`: the level of all lines for which nothing else is said."""

    default: Level
    items: list[RuleShown]
    next: str | None


async def list_lines(call: Call) -> web.Response:
    wanted: LogsQuery = call.query
    items: list[msgspec.Raw] = []
    last: int | None = None
    following = False
    for line in call.served.logbook.lines.newest_first(wanted.cursor):
        if not _matches(line, wanted):
            continue
        if len(items) == wanted.limit:
            following = True
            break
        items.append(msgspec.Raw(line.text))
        last = line.number
    return call.answer({"items": items, "next": str(last) if following else None})


def _matches(line: Line, wanted: LogsQuery) -> bool:
    return (
        line.level >= NUMBERS[wanted.level]
        and (not wanted.flow or line.flow == wanted.flow)
        and (not wanted.node or line.node == wanted.node)
        and (not wanted.logger or f"{line.logger}.".startswith(f"{wanted.logger}."))
        and (not wanted.text or wanted.text in line.text.decode(errors="replace"))
    )


async def list_levels(call: Call) -> web.Response:
    return call.answer(_shown(call.served))


async def set_level(call: Call) -> web.Response:
    target, order, levels = _target(call), call.body, call.served.logbook.levels
    before = levels.rules.get(target)
    if before is None and len(levels.rules) >= MOST_RULES:
        raise Problem(409, fault("too-many-log-levels", count=MOST_RULES))
    until = None if order.lasts is None else datetime.now(UTC) + timedelta(seconds=seconds(order.lasts))
    rule = Rule(order.level, until, call.caller.author)
    levels.set(target, rule)
    await _kept(call, "log-level.set", target, before, rule, order.reason)
    return call.answer(_shown(call.served))


async def remove_level(call: Call) -> web.Response:
    target, levels = _target(call), call.served.logbook.levels
    before = levels.rules.get(target)
    if not levels.remove(target):
        raise Problem(404, fault("no-log-level", target=target))
    await _kept(call, "log-level.remove", target, before, None, "")
    return call.answer(_shown(call.served))


async def _kept(call: Call, action: str, target: str, before: Rule | None, after: Rule | None, reason: str) -> None:
    """It holds already; that a full disk cannot keep it over a restart is no reason to refuse what finds out why."""
    try:
        await asyncio.to_thread(call.served.logbook.levels.save)
    except OSError:
        pass
    said = [None if one is None else msgspec.to_builtins(one) for one in (before, after)]
    await call.audit(action, target, before=said[0], after=said[1], reason=reason)


def _target(call: Call) -> str:
    target = call.path("target")
    if not is_target(target):
        raise Problem(404, fault("not-a-log-target", target=target))
    return target


def _shown(served: Served) -> LevelsShown:
    levels = served.logbook.levels
    items = [RuleShown(target, rule.level, rule.until, rule.author) for target, rule in sorted(levels.rules.items())]
    return LevelsShown(levels.default, items, None)


def publish(served: Served) -> Callable[[], None]:
    """Give each line to who subscribes to `logs`; the result ends it. Lines come from any thread."""
    loop, events, lines = asyncio.get_running_loop(), served.engine.shared.events, served.logbook.lines

    def told(line: Line) -> None:
        if events.wanted(TOPIC) and not loop.is_closed():
            loop.call_soon_threadsafe(events.publish, TOPIC, msgspec.json.decode(line.text))

    lines.listeners.append(told)
    return lambda: lines.listeners.remove(told)


LEVELS = f"{BASE}/logs/levels"
ONE = f"{LEVELS}/{{target}}"

ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/logs",
        handler=list_lines,
        summary="The last log lines, the newest first.",
        right="maintain",
        query=LogsQuery,
        answers={200: LogPage},
    ),
    Route(
        method="GET",
        path=LEVELS,
        handler=list_levels,
        summary="The levels of logs that are set.",
        right="maintain",
        answers={200: LevelsShown},
    ),
    Route(
        method="PUT",
        path=ONE,
        handler=set_level,
        summary=f"Sets the level of a flow, of `flow/node`, of `logger:name`, or of all lines (`{ALL}`), at once.",
        right="maintain",
        body=LevelOrder,
        answers={200: LevelsShown},
        refused=(404, 409),
    ),
    Route(
        method="DELETE",
        path=ONE,
        handler=remove_level,
        summary="Takes a level back.",
        right="maintain",
        answers={200: LevelsShown},
        refused=(404,),
    ),
]
