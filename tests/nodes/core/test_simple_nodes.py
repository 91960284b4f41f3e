"""Nodes that only hand on or only look: junction, catch, status, complete, links, comment, debug, inject by hand."""

from __future__ import annotations

from typing import Any

import pytest

from sinterflow.nodes.core import NODES
from sinterflow.nodes.core.catch import Catch
from sinterflow.nodes.core.complete import Complete
from sinterflow.nodes.core.debug import Debug
from sinterflow.nodes.core.inject import Inject
from sinterflow.nodes.core.junction import Junction
from sinterflow.nodes.core.link_in import LinkIn
from sinterflow.nodes.core.link_out import LinkOut
from sinterflow.nodes.core.status import Status
from sinterflow.runtime import NodeError, new_message


@pytest.mark.parametrize(
    ("kind", "config"),
    [(Junction, {}), (Catch, {}), (Status, {"scope": ["a"]}), (Complete, {"scope": ["a"]}), (LinkIn, {})],
)
def test_messages_pass_unchanged(bench: Any, kind: Any, config: dict[str, Any]) -> None:
    message = new_message({"a": [1]}, "t", error={"message": "no"})
    assert bench(kind, config).receive(dict(message)) == [("out", message)]


def test_each_type_says_who_it_is_in_both_languages_and_has_an_icon() -> None:
    for kind in NODES:
        assert {"en", "zh"} <= set(kind.title), kind
        assert {"en", "zh"} <= set(kind.help), kind
        assert kind.icon, kind
        assert kind.__doc__


def test_a_link_that_returns_needs_a_caller(bench: Any) -> None:
    with pytest.raises(NodeError, match="nothing to return to"):
        bench(LinkOut, {"mode": "return"}).give(1)


def test_debug_shows_a_path_of_the_message(bench: Any) -> None:
    node = bench(Debug, {"show": "payload.zones[0]"})
    node.give({"zones": [{"pv": 1}]}, topic="line", _msgid="m1")
    (event,) = node.events("debug")
    assert event == {
        "flow": "test",
        "node": "node",
        "path": "payload.zones[0]",
        "value": {"pv": 1},
        "topic": "line",
        "_msgid": "m1",
    }


def test_debug_of_everything_shows_the_whole_message(bench: Any) -> None:
    node = bench(Debug, {"show": ""})
    node.give(1, topic="t", _msgid="m1")
    (event,) = node.events("debug")
    assert event["value"] == {"payload": 1, "topic": "t", "_msgid": "m1"}


@pytest.mark.parametrize("payload", ["x" * 100_000, list(range(100_000)), {str(n): n for n in range(100_000)}])
def test_debug_cuts_what_is_long_and_says_so(bench: Any, payload: Any) -> None:
    node = bench(Debug)
    node.give(payload)
    (event,) = node.events("debug")
    assert event["truncated"] is True
    assert len(event["value"]) == 1000


def test_debug_shows_what_contains_itself_and_what_is_no_data(bench: Any) -> None:
    payload: list[Any] = [object()]
    payload.append(payload)
    node = bench(Debug, {"console": True, "status": True})
    node.node.receive(new_message(payload))
    assert node.events("debug")[0]["truncated"] is True


def test_debug_shows_a_short_text_under_the_node(bench: Any) -> None:
    node = bench(Debug, {"status": True})
    node.give("a" * 100)
    node.give({"pv": 1.5})
    assert [event["text"] for event in node.events("status")] == ["a" * 63 + "…", '{"pv": 1.5}']


def test_inject_by_hand_gives_the_configured_message_or_the_one_given(bench: Any) -> None:
    config = {"message": {"payload": {"from": "env", "path": "x"}, "topic": "t", "zone.id": 3, "n": {"value": [1]}}}
    node = bench(Inject, config, env={"x": 7})
    ((_, made),) = node.receive({})
    ((_, given),) = node.receive({"payload": None})
    assert {key: made[key] for key in ("payload", "topic", "zone", "n")} == {
        "payload": 7, "topic": "t", "zone": {"id": 3}, "n": [1],
    }  # fmt: skip
    assert made["_msgid"]
    assert given == {"payload": None}


def test_inject_without_a_config_gives_the_time_in_milliseconds(bench: Any) -> None:
    assert bench(Inject).receive({})[0][1]["payload"] == 1_767_600_000_000  # where virtual time begins
