"""What came out of runs, as the API shows it: the arrivals of one, or how two differ."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from ..encoding import decode, encode, plain, rfc3339
from ..sizes import encode_limited
from .compare import Arrival, Compared, Example, compare, differing_paths
from .records import MICRO
from .replay import Arriving

LARGEST = 64 * 1024
"""Bytes that are shown of a message."""
MOST_SHOWN = 16 * 1024 * 1024
"""Bytes of messages that an answer shows; beyond it only counts."""

_Arrivals = dict[str, list[Arrival]]


class Shown:
    """The first `limit` arrivals of every sink of one run, and how many there were."""

    def __init__(self, first: int, limit: int) -> None:
        self._begun = first / MICRO
        self._limit = limit
        self._room = MOST_SHOWN
        self._counts: dict[str, int] = defaultdict(int)
        self._arrivals: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def arrived(self, one: Arriving) -> None:
        self._counts[one.node] += 1
        arrivals = self._arrivals[one.node]
        if len(arrivals) >= self._limit or self._room <= 0:
            return
        shown, truncated = encode_limited(one.message, LARGEST)
        done, cut = encode_limited(one.outcome, LARGEST)
        self._room -= len(shown) + len(done)
        arrivals.append(
            {
                "time": self.moment(one.at),
                "after": one.at,
                "port": one.port,
                "message": msgspec.Raw(shown),
                "outcome": msgspec.Raw(done),
                "truncated": truncated or cut,
            }
        )

    def sinks(self) -> dict[str, Any]:
        return {
            node: {"count": count, "arrivals": self._arrivals[node]} for node, count in sorted(self._counts.items())
        }

    def moment(self, at: float) -> str:
        return _moment(self._begun + at)


class Differences:
    """All arrivals of two runs: those of messages, and those of rows at sinks that write rows."""

    def __init__(self, first: int, limit: int) -> None:
        self._begun = first / MICRO
        self._limit = limit
        self._messages: tuple[_Arrivals, _Arrivals] = (defaultdict(list), defaultdict(list))
        self._rows: tuple[_Arrivals, _Arrivals] = (defaultdict(list), defaultdict(list))

    def before(self, one: Arriving) -> None:
        self._keep(0, one)

    def after(self, one: Arriving) -> None:
        self._keep(1, one)

    def _keep(self, side: int, one: Arriving) -> None:
        outcome, message = one.outcome, one.message
        shown = {key: value for key, value in message.items() if key != "_msgid"} if outcome is None else outcome
        self._messages[side][one.node].append(Arrival(one.at, one.id, one.port, _sorted(shown)))
        if isinstance(outcome, dict) and isinstance(outcome.get("rows"), list):
            self._rows[side][one.node] += [*_rows(one, outcome)]

    def told(self) -> dict[str, Any]:
        """How the two runs differ."""
        sinks, rows = _compared(self._messages, self._limit), _compared(self._rows, self._limit)
        return {
            "differs": any(one.differs for one in (*sinks.values(), *rows.values())),
            "sinks": {node: self._described(one) for node, one in sinks.items()},
            "rows": {node: self._described(one) for node, one in rows.items()},
        }

    def _described(self, one: Compared) -> dict[str, Any]:
        counts = {name: getattr(one, name) for name in one.__struct_fields__ if name != "examples"}
        return {**counts, "examples": [self._example(example) for example in one.examples]}

    def _example(self, example: Example) -> dict[str, Any]:
        before, after = (None if one is None else msgspec.json.decode(one.content) for one in example[1:])
        paths = differing_paths(before, after) if example.kind == "changed" else []
        return {
            "kind": example.kind,
            "time": _moment(self._begun + example.at),
            "paths": paths,
            "before": self._side(example.before),
            "after": self._side(example.after),
        }

    def _side(self, one: Arrival | None) -> dict[str, Any] | None:
        if one is None:
            return None
        content = one.content
        if len(content) > LARGEST:
            content = encode_limited(decode(content), LARGEST)[0]
        return {"after": one.at, "port": one.port, "value": msgspec.Raw(content)}


def _rows(one: Arriving, outcome: dict[str, Any]) -> Iterator[Arrival]:
    """The rows of one message, known by their key, else by the message and their place in it."""
    for number, row in enumerate(outcome["rows"]):
        key = {name: row.get(name) for name in outcome.get("key", ())}
        known = _sorted(key).decode() if key else f"{one.id} {number}" if one.id else ""
        yield Arrival(one.at, known, one.port, _sorted({"table": outcome.get("table"), "row": row}))


def _compared(sides: tuple[_Arrivals, _Arrivals], limit: int) -> dict[str, Compared]:
    before, after = sides
    return {node: compare(before[node], after[node], limit) for node in sorted({*before, *after})}


def _sorted(value: Any) -> bytes:
    try:
        return msgspec.json.encode(plain(value), order="sorted")
    except ValueError:  # half a surrogate pair, or a huge integer
        return encode(value)


def _moment(seconds: float) -> str:
    return rfc3339(datetime.fromtimestamp(seconds, UTC))
