"""`core.split` and `core.join`: one message into many, many into one."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sinterflow.nodes.core.join import Join
from sinterflow.nodes.core.split import Split
from sinterflow.runtime import Message, NodeError, copy_value, new_message


def split(bench: Any, message: Message, **config: Any) -> list[Message]:
    node = bench(Split, config).node

    async def collect() -> list[Message]:
        return [out.message async for out in node.receive(copy_value(message))]

    return asyncio.run(collect())


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
MEMBERS = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3), max_leaves=4)
WHOLES = st.one_of(
    st.lists(MEMBERS, min_size=1, max_size=6),
    st.dictionaries(st.text(min_size=1, max_size=3), MEMBERS, min_size=1, max_size=6),
    st.text(st.sampled_from("ab\r\n;"), max_size=12),
    st.binary(max_size=12),
)


@given(WHOLES, st.sampled_from([None, ";", "ab"]), st.randoms())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_split_is_joined_to_the_same_in_whatever_order_it_comes(
    bench: Any, whole: Any, by: str | None, random: Any
) -> None:
    message = new_message({"deep": whole}, "t", extra=[1], parts={"id": "outer", "index": 3})
    pieces = split(bench, message, property="payload.deep", by=by)
    assert len({piece["_msgid"] for piece in pieces}) == len(pieces)
    random.shuffle(pieces)
    node = bench(Join, {"property": "payload.deep"})
    sent = [one for piece in pieces for one in node.receive(piece)]
    ((_, joined),) = sent
    assert joined | {"_msgid": ""} == message | {"_msgid": ""}
    assert node.open == 0


@given(st.lists(st.lists(st.integers(), min_size=1, max_size=4), max_size=4), st.randoms())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_groups_that_come_mixed_are_joined_by_themselves(bench: Any, wholes: list[list[int]], random: Any) -> None:
    pieces = [piece for whole in wholes for piece in split(bench, new_message(whole))]
    random.shuffle(pieces)
    node = bench(Join)
    joined = [message["payload"] for piece in pieces for _, message in node.receive(piece)]
    assert sorted(joined) == sorted(wholes)


def test_parts_say_where_a_piece_belongs(bench: Any) -> None:
    first, second = split(bench, new_message({"a": 1, "b": 2}))
    assert first["parts"] | {"id": "x"} == {"id": "x", "type": "object", "index": 0, "count": 2, "key": "a"}
    assert (second["parts"]["key"], second["payload"]) == ("b", 2)
    assert first["parts"]["id"] == second["parts"]["id"]


def test_pieces_share_nothing(bench: Any) -> None:
    first, second = split(bench, new_message([1, 2], extra=[1]))
    first["extra"].append(2)
    assert second["extra"] == [1]


@pytest.mark.parametrize(
    ("text", "lines"),
    [("a\nb\n", ["a", "b", ""]), ("a\r\nb", ["a", "b"]), ("a\r\nb\nc", ["a\r", "b", "c"]), ("", [""])],
)
def test_a_text_is_split_at_its_line_ends(bench: Any, text: str, lines: list[str]) -> None:
    assert [piece["payload"] for piece in split(bench, new_message(text))] == lines


def test_an_empty_list_gives_nothing(bench: Any) -> None:
    assert split(bench, new_message([])) == split(bench, new_message({})) == []


@pytest.mark.parametrize("wrong", [5, None, True])
def test_what_has_no_parts_is_an_error(bench: Any, wrong: Any) -> None:
    with pytest.raises(NodeError, match="no parts to split"):
        split(bench, new_message(wrong))


def test_changed_pieces_are_joined_as_they_are(bench: Any) -> None:
    node = bench(Join)
    for piece in split(bench, new_message("1;2;3"), by=";"):
        piece["payload"] = int(piece["payload"]) * 2
        sent = node.receive(piece)
    assert sent[0][1]["payload"] == "2;4;6"


def test_a_piece_that_comes_again_counts_once(bench: Any) -> None:
    first, second = split(bench, new_message(["a", "b"]))
    node = bench(Join)
    assert node.receive(copy_value(first)) == []
    assert node.receive(copy_value(first)) == []
    assert node.receive(second)[0][1]["payload"] == ["a", "b"]
    assert node.open == 0


def test_a_message_without_parts_cannot_be_joined_by_them(bench: Any) -> None:
    with pytest.raises(NodeError, match=r"msg\.parts\.id"):
        bench(Join).give(1)


def joined(node: Any, *messages: tuple[Any, dict[str, Any]]) -> list[Any]:
    return [node.payloads(payload, **more) for payload, more in messages]


def test_count_makes_a_list_of_so_many(bench: Any) -> None:
    node = bench(Join, {"mode": "count", "count": 2})
    assert joined(node, (1, {}), (2, {}), (3, {}), (4, {})) == [[], [[1, 2]], [], [[3, 4]]]


def test_object_collects_by_key_and_the_last_value_of_a_key_counts(bench: Any) -> None:
    node = bench(Join, {"mode": "object", "count": 2, "key": "tag"})
    sent = joined(node, (1, {"tag": "a"}), (2, {"tag": "a"}), (3, {"tag": 7}))
    assert sent == [[], [], [{"a": 2, "7": 3}]]
    with pytest.raises(NodeError, match=r"msg\.tag is missing"):
        node.give(1)
    assert node.open == 0


def test_a_list_is_sent_when_it_is_complete(bench: Any) -> None:
    node = bench(Join, {"mode": "list"})
    assert joined(node, (1, {}), (None, {}), (3, {"complete": True})) == [[], [], [[1, None, 3]]]
    assert "complete" not in node.sent[-1][1]
    assert joined(node, (4, {}), (None, {"complete": True})) == [[], [[4]]]
    assert joined(node, (None, {"complete": True})) == [[]]
    assert node.open == 0


def test_a_group_is_sent_as_far_as_it_is_there_after_the_timeout(bench: Any) -> None:
    node = bench(Join, {"mode": "count", "count": 5, "timeout": "10s"})
    node.give(1)
    node.advance(6)
    node.give(2)
    assert [message["payload"] for _, message in node.advance(4)] == [[1, 2]]
    node.give(3)
    assert node.advance(9) == []
    assert [message["payload"] for _, message in node.advance(1)] == [[3]]
    assert node.open == 0


def test_a_full_group_needs_no_timeout_any_more(bench: Any) -> None:
    node = bench(Join, {"mode": "count", "count": 2, "timeout": "10s"})
    node.give(1), node.give(2)
    node.advance(5)
    node.give(3)
    assert node.advance(6) == []


def test_reset_drops_a_group(bench: Any) -> None:
    node = bench(Join, {"mode": "count", "count": 2})
    node.give(1)
    assert node.give(None, reset=True) == []
    assert node.open == 0
    assert joined(node, (2, {}), (3, {})) == [[], [[2, 3]]]


def test_the_last_messages_keys_are_on_the_joined_one(bench: Any) -> None:
    node = bench(Join, {"mode": "count", "count": 2})
    node.give(1, topic="a", only_first=1)
    ((_, message),) = node.give(2, topic="b")
    assert (message["topic"], message["only_first"]) == ("b", 1)


def test_unfinished_groups_are_bounded(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sinterflow.nodes.core.join.MOST_GROUPS", 1)
    node = bench(Join)
    node.give(1, parts={"id": "a", "index": 0, "count": 2, "type": "array"})
    with pytest.raises(NodeError, match="set a timeout"):
        node.give(1, parts={"id": "b", "index": 0, "count": 2, "type": "array"})
    assert node.payloads(2, parts={"id": "a", "index": 1, "count": 2, "type": "array"}) == [[1, 2]]


def test_count_needs_a_number(decoded: Any) -> None:
    assert Join.check(decoded(Join, {"mode": "count"}))[0][:2] == ("needed-with", "count")
