"""change → switch → function → range → counter: the nodes that most flows are made of."""

from __future__ import annotations

from typing import Any

from . import nodered, ours
from .measure import Row
from .throughput import Work, against_node_red, measured

NAME = "change → switch → function → range"
MAKE = """{"payload": n % 2000, "topic": "in", "_msgid": "m"}"""
LIMIT = 1000

FLOW = ours.with_catch(
    "flow",
    {
        "feed": {"type": "bench.feed", "config": {"make": MAKE}},
        "change": ours.change({"op": "set", "path": "unit", "to": {"value": "mV"}}),
        "switch": {
            "type": "core.switch",
            "config": {"rules": [{"op": "lt", "value": LIMIT}, {"op": "else"}], "match": "first"},
        },
        "function": {
            "type": "core.function",
            "config": {"code": "msg['payload'] = msg['payload'] * 2 + 1\nmsg['high'] = False\nreturn msg"},
        },
        "high": {
            "type": "core.function",
            "config": {"code": "msg['payload'] = msg['payload'] - 500\nmsg['high'] = True\nreturn msg"},
        },
        "range": {"type": "core.range", "config": {"in": [0, 4000], "out": [0, 100]}},
        "count": {"type": "bench.count", "config": {"value": "message['payload']"}},
    },
    [
        ["feed", "change"],
        ["change", "switch"],
        ["switch:1", "function"],
        ["switch:2", "high"],
        ["function", "range"],
        ["high", "range"],
        ["range", "count"],
    ],
)


def red() -> list[dict[str, Any]]:
    function = {"type": "function", "outputs": 1}
    nodes = nodered.chain(
        {"type": "bench-feed", "make": MAKE},
        nodered.change({"t": "set", "p": "unit", "pt": "msg", "to": "mV", "tot": "str"}),
        {
            "type": "switch",
            "property": "payload",
            "propertyType": "msg",
            "rules": [{"t": "lt", "v": str(LIMIT), "vt": "num"}, {"t": "else"}],
            "checkall": "false",
            "outputs": 2,
            "wires": [["tab-n3"], ["tab-n4"]],
        },
        {
            **function,
            "func": "msg.payload = msg.payload * 2 + 1; msg.high = false; return msg;",
            "wires": [["tab-n5"]],
        },
        {**function, "func": "msg.payload = msg.payload - 500; msg.high = true; return msg;"},
        {
            "type": "range",
            "minin": "0",
            "maxin": "4000",
            "minout": "0",
            "maxout": "100",
            "action": "scale",
            "round": False,
            "property": "payload",
        },
        {"type": "bench-count", "value": "msg.payload"},
    )
    return nodes


def expected(count: int) -> tuple[float, dict[str, Any]]:
    def value(n: int) -> float:
        given = n % 2000
        return (given * 2 + 1 if given < LIMIT else given - 500) / 4000 * 100

    n = count - 1
    last = {"payload": value(n), "topic": "in", "unit": "mV", "high": n % 2000 >= LIMIT}
    return sum(map(value, range(count))), last


def run() -> list[Row]:
    found = measured(Work(NAME, FLOW, red(), messages=200_000), expected)
    return [against_node_red(NAME, found, 20)]
