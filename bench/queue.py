"""What a bounded wire costs: the same flow with a direct and with a bounded wire in its middle."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from . import ours
from .child import Child, Wrong
from .measure import OPTIONS, Row, interleaved, limited

MAKE = '{"payload": {"pv": n, "zone": {"id": 7, "name": "Z7"}, "unit": "C"}, "topic": "in", "_msgid": "m"}'
MESSAGES = 100_000


def flow(*policy: dict[str, Any]) -> dict[str, Any]:
    change = ours.change({"op": "set", "path": "payload.limit", "to": {"value": 1150}})
    nodes = {
        "feed": {"type": "bench.feed", "config": {"make": MAKE}},
        "before": change,
        "after": change,
        "count": {"type": "bench.count", "config": {"value": "message['payload']['pv']"}},
    }
    return ours.with_catch("flow", nodes, [["feed", "before"], ["before", "after", *policy], ["after", "count"]])


def run() -> list[Row]:
    with ExitStack() as stack:
        direct = stack.enter_context(ours.start(flow()))
        bounded = stack.enter_context(ours.start(flow({"policy": "bounded"})))
        found = interleaved(lambda: _seconds(direct), lambda: _seconds(bounded))
    cost = [(queued - straight) * 1e6 for straight, queued in zip(*found, strict=True)]
    return [
        limited("two change nodes, direct wire", "µs a message", [one * 1e6 for one in found[0]], None),
        limited("a bounded wire between them adds", "µs a message", cost, None),
    ]


def _seconds(side: Child) -> float:
    """Seconds for one message."""
    count = round(MESSAGES * OPTIONS.scale)
    answer = side.ask(messages=count, expected=count)
    if answer["count"] != count or answer["total"] != sum(range(count)):
        raise Wrong(f"counted {answer['count']} with the sum {answer['total']}")
    return float(answer["seconds"]) / count
