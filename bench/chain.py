"""Messages through ten change nodes with different rules; beside it a Python function that makes the same changes."""

from __future__ import annotations

from typing import Any

from . import nodered, ours
from .measure import Row, compared
from .throughput import Work, against_node_red, measured

MAKE = """{"payload": {"raw": n % 1000, "zone": {"id": 7, "name": "Z7"}, "tmp": 1, "unit": "C"}, "topic": "in",
"_msgid": "m"}"""
VALUE = ("message['payload']['f']", "msg.payload.f")

RULES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (
        {"op": "set", "path": "payload.limit", "to": {"value": 1150}},
        {"t": "set", "p": "payload.limit", "pt": "msg", "to": "1150", "tot": "num"},
    ),
    (
        {"op": "set", "path": "topic", "to": {"from": "msg", "path": "payload.zone.name"}},
        {"t": "set", "p": "topic", "pt": "msg", "to": "payload.zone.name", "tot": "msg"},
    ),
    ({"op": "delete", "path": "payload.tmp"}, {"t": "delete", "p": "payload.tmp", "pt": "msg"}),
    (
        {"op": "move", "path": "payload.raw", "to_path": "payload.value"},
        {"t": "move", "p": "payload.raw", "pt": "msg", "to": "payload.value", "tot": "msg"},
    ),
    (
        {"op": "set", "path": "payload.meta.source.line", "to": {"value": "L1"}},
        {"t": "set", "p": "payload.meta.source.line", "pt": "msg", "to": "L1", "tot": "str"},
    ),
    (
        {"op": "set", "path": "payload.f", "to": {"from": "expression", "path": "payload.value * 1.8 + 32"}},
        {"t": "set", "p": "payload.f", "pt": "msg", "to": "payload.value * 1.8 + 32", "tot": "jsonata"},
    ),
    (
        {"op": "set", "path": "payload.over", "to": {"from": "expression", "path": "payload.f > payload.limit"}},
        {"t": "set", "p": "payload.over", "pt": "msg", "to": "payload.f > payload.limit", "tot": "jsonata"},
    ),
    (
        {"op": "set", "path": "payload.meta.pv", "to": {"from": "msg", "path": "payload.value"}},
        {"t": "set", "p": "payload.meta.pv", "pt": "msg", "to": "payload.value", "tot": "msg"},
    ),
    (
        {"op": "set", "path": "payload.tags", "to": {"value": {"line": "L1", "zones": [1, 2]}}},
        {"t": "set", "p": "payload.tags", "pt": "msg", "to": '{"line":"L1","zones":[1,2]}', "tot": "json"},
    ),
    (
        {"op": "replace", "path": "payload.unit", "search": {"value": "C"}, "with": {"value": "degC"}},
        {"t": "change", "p": "payload.unit", "pt": "msg", "from": "C", "fromt": "str", "to": "degC", "tot": "str"},
    ),
]


def by_hand(message: dict[str, Any]) -> dict[str, Any]:
    """What a Python programmer would write for the ten rules."""
    payload = message["payload"]
    payload["limit"] = 1150
    message["topic"] = payload["zone"]["name"]
    payload.pop("tmp", None)
    payload["value"] = value = payload.pop("raw")
    meta = payload.setdefault("meta", {})
    meta.setdefault("source", {})["line"] = "L1"
    payload["f"] = value * 1.8 + 32
    payload["over"] = payload["f"] > payload["limit"]
    meta["pv"] = value
    payload["tags"] = {"line": "L1", "zones": [1, 2]}
    payload["unit"] = payload["unit"].replace("C", "degC")
    return message


def work(name: str, rules: list[tuple[dict[str, Any], dict[str, Any]]], value: tuple[str, str]) -> Work:
    feed = {"type": "bench.feed", "config": {"make": MAKE}}
    count = {"type": "bench.count", "config": {"value": value[0]}}
    flow = ours.chain(feed, *(ours.change(one) for one, _ in rules), count)
    red = nodered.chain(
        {"type": "bench-feed", "make": MAKE},
        *(nodered.change(one) for _, one in rules),
        {"type": "bench-count", "value": value[1]},
    )
    return Work(name, flow, red, messages=200_000, hand="by_hand")


def expected(count: int) -> tuple[float, dict[str, Any]]:
    """The sum of `payload.f` and the last message, from the function written by hand."""
    make = eval(f"lambda n: {MAKE}")
    made = [by_hand(make(n)) for n in range(count)]
    last = {key: value for key, value in made[-1].items() if key != "_msgid"}
    return sum(message["payload"]["f"] for message in made), last


def run() -> list[Row]:
    found = measured(work("10 change nodes with different rules", RULES, VALUE), expected)
    return [
        against_node_red("10 change nodes with different rules", found, 30),
        compared(
            "the same, beside a Python function", "msg/s", found.wall[ours.NAME], {"": found.wall["by_hand"]}, 0.5
        ),
    ]
