"""When messages are acknowledged, over any order in which they are finished."""

from __future__ import annotations

import re

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinterflow.nodes.mqtt.acknowledgements import Acknowledgements, Arrival
from sinterflow.nodes.mqtt.in_ import MqttIn
from sinterflow.nodes.mqtt.subscriptions import matches


def message(id: int, qos: int = 1, *, dup: bool = False, payload: bytes = b"x") -> Arrival:
    arrival = Arrival("line", payload, qos, False, dup, id)
    arrival.open = 1
    return arrival


@given(st.permutations(range(12)), st.integers(0, 12))
def test_acknowledgements_go_out_in_order_of_receipt_and_only_for_what_is_done(order: list[int], finished: int) -> None:
    said: list[int] = []
    acknowledgements = Acknowledgements(lambda one: said.append(one.id))
    arrivals = [message(id) for id in range(12)]
    assert all(acknowledgements.received(one) for one in arrivals)
    done = order[:finished]
    for place in done:
        acknowledgements.done(arrivals[place])
    first_open = min(set(range(12)) - set(done), default=12)
    assert said == list(range(first_open))


@given(st.permutations(range(8)), st.integers(0, 8), st.sampled_from([1, 2]))
def test_after_an_outage_only_what_was_not_acknowledged_is_still_owed(order: list[int], before: int, qos: int) -> None:
    said: list[int] = []
    acknowledgements = Acknowledgements(lambda one: said.append(one.id))
    arrivals = [message(id, qos) for id in range(8)]
    for one in arrivals:
        acknowledgements.received(one)
    for place in order[:before]:
        acknowledgements.done(arrivals[place])
    owed = [id for id in range(8) if id not in said]
    acknowledgements.cut()
    said.clear()
    for id in owed:
        assert not acknowledgements.received(message(id, qos, dup=True)), "it is known, and not given a second time"
    for place in order[before:]:
        acknowledgements.done(arrivals[place])
    assert said == owed


def test_another_message_under_a_used_packet_id_is_new() -> None:
    acknowledgements = Acknowledgements(lambda one: None)
    first = message(7)
    acknowledgements.received(first)
    acknowledgements.done(first)
    assert acknowledgements.received(message(7, payload=b"y"))


def test_a_repeat_of_what_was_acknowledged_is_acknowledged_again_and_not_given() -> None:
    said: list[int] = []
    acknowledgements = Acknowledgements(lambda one: said.append(one.id))
    first = message(7)
    acknowledgements.received(first)
    acknowledgements.done(first)
    acknowledgements.cut()
    repeat = message(7, dup=True)
    repeat.open = 0
    assert not acknowledgements.received(repeat)
    assert said == [7, 7]


def test_what_is_abandoned_is_not_acknowledged_and_holds_nothing_up() -> None:
    said: list[int] = []
    acknowledgements = Acknowledgements(lambda one: said.append(one.id))
    first, second = message(1), message(2)
    acknowledgements.received(first)
    acknowledgements.received(second)
    acknowledgements.done(second)
    acknowledgements.abandon(first)
    assert said == [2]
    assert acknowledgements.received(message(1, dup=True)), "it is given again when the broker sends it again"


LEVELS = st.sampled_from(["a", "b", "", "+"])


@given(st.lists(LEVELS, min_size=1, max_size=4), st.booleans(), st.lists(st.sampled_from("ab"), min_size=1, max_size=5))
def test_wildcards_cover_what_the_standard_says(levels: list[str], below: bool, topic: list[str]) -> None:
    pattern = "/".join("[^/]*" if level == "+" else level for level in levels) + ("(/.*)?" if below else "")
    wanted = "/".join([*levels, *(["#"] if below else [])])
    assert matches(wanted, "/".join(topic)) == bool(re.fullmatch(pattern, "/".join(topic)))


def test_a_leading_wildcard_does_not_cover_the_topics_of_the_broker_itself() -> None:
    assert not matches("#", "$SYS/uptime")
    assert not matches("+/uptime", "$SYS/uptime")
    assert matches("$SYS/#", "$SYS/uptime")
    assert matches("$share/group/line/+", "line/1")


@pytest.mark.parametrize("topic", ["a/#/b", "a#", "a+/b", "#/a", "", "$share/a+/b"])
def test_a_filter_that_the_standard_forbids_is_refused_by_the_config(topic: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"connection": "b", "topic": topic}, MqttIn.Config)


@pytest.mark.parametrize("topic", ["#", "+", "a", "/", "a/+/b", "+/+/#", "a//b", "$share/g/a/+", "$SYS/#"])
def test_a_filter_that_the_standard_allows_is_taken(topic: str) -> None:
    msgspec.convert({"connection": "b", "topic": topic}, MqttIn.Config)
