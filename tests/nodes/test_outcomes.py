"""What sinks say they would do outside, without doing it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from sinterflow.nodes.database.write import DatabaseWrite
from sinterflow.nodes.mqtt.out import MqttOut
from sinterflow.runtime import Message, Node, NodeError
from sinterflow.runtime.clock import Clock


def outcome(kind: type[Node], config: dict[str, Any], message: Message) -> Any:
    node = kind(msgspec.convert(config, kind.Config))
    node.host = SimpleNamespace(clock=Clock(), env={})  # all that it may ask for
    return node.outcome(message)


@pytest.mark.parametrize(
    ("payload", "shown"),
    [("1120 °C", "1120 °C"), (b"a", "a"), (b"\xff", b"\xff"), ({"pv": 1}, '{"pv":1}'), (None, "null")],
)
def test_a_publication_is_its_topic_its_payload_and_whether_it_is_retained(payload: Any, shown: Any) -> None:
    said = outcome(MqttOut, {"connection": "b", "retain": True}, {"payload": payload, "topic": "t"})
    assert said == {"topic": "t", "payload": shown, "retain": True}


def test_rows_are_those_that_would_be_written() -> None:
    config = {
        "connection": "d",
        "table": "readings",
        "key": ["tag"],
        "columns": {"tag": {"from": "msg", "path": "tag"}},
    }
    assert outcome(DatabaseWrite, config, {"payload": 5, "tag": "Z1"}) == {
        "table": "readings", "rows": [{"tag": "Z1"}], "key": ["tag"],
    }  # fmt: skip


def test_what_could_not_be_done_fails_as_it_would() -> None:
    with pytest.raises(NodeError, match="not a topic"):
        outcome(MqttOut, {"connection": "b"}, {"payload": 1, "topic": "a/#"})
    with pytest.raises(NodeError, match="not an object"):
        outcome(DatabaseWrite, {"connection": "d", "table": "t"}, {"payload": 5})
