"""`rule.limit`: once for each breach, once for the return."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinterflow.nodes.rule.latches import Latches, Limits
from sinterflow.nodes.rule.limit import Limit
from sinterflow.runtime import NodeError

HIGH = {"high": 1150, "high_high": 1200}
BOTH = {"low_low": 0, "low": 10, "high": 90, "high_high": 100}


def ways(node: Any, *values: float) -> list[str]:
    """By which output each value leaves first: `-` when it does not."""
    return [sent[0][0] if (sent := node.give(value, tag="Z1")) else "-" for value in values]


def test_a_breach_is_said_once_and_its_clearing_once(bench: Any) -> None:
    node = bench(Limit, {"high": 1150})
    assert ways(node, 1100, 1151, 1160, 1155, 1150, 1140) == ["ok", "breach", "-", "-", "clear", "ok"]


def test_the_message_that_clears_is_normal_and_leaves_by_ok_too(bench: Any) -> None:
    node = bench(Limit, {"high": 1150})
    node.give(1151, tag="Z1")
    assert [(port, message["payload"]) for port, message in node.give(1150, tag="Z1")] == [
        ("clear", 1150),
        ("ok", 1150),
    ]


def test_at_the_limit_itself_is_normal(bench: Any) -> None:
    assert ways(bench(Limit, {"high": 1150, "low": 10}), 1150, 10) == ["ok", "ok"]


def test_a_worse_limit_and_the_other_side_are_said_again_but_not_an_easing(bench: Any) -> None:
    node = bench(Limit, BOTH)
    assert ways(node, 95, 101, 95, 101, 5, -1, 5, 50) == [
        "breach",
        "breach",
        "-",
        "breach",
        "breach",
        "breach",
        "-",
        "clear",
    ]
    assert [message["verdict"]["state"] for port, message in node.sent if port == "breach"] == [
        "high", "high-high", "high-high", "low", "low-low",
    ]  # fmt: skip


def test_a_value_clears_only_inside_the_deadband(bench: Any) -> None:
    node = bench(Limit, {"high": 100, "low": 0, "deadband": 5})
    assert ways(node, 101, 99, 95.1, 95, -1, 4, 5) == ["breach", "-", "-", "clear", "breach", "-", "clear"]


def test_the_verdict_says_state_limit_value_since_and_text(bench: Any) -> None:
    node = bench(Limit, HIGH)
    node.give(1160, tag="Z1")
    breach = node.sent[-1][1]["verdict"]
    since = node.clock.now()
    assert breach == {
        "state": "high",
        "limit": 1150,
        "value": 1160,
        "since": since,
        "text": {"en": "1160 is above the high limit 1150", "zh": "1160 高于上限 1150"},
    }
    node.advance(60)
    node.give(1100, tag="Z1")
    clear = node.sent[-1][1]["verdict"]
    assert (clear["state"], clear["limit"], clear["value"]) == ("ok", 1150, 1100)
    assert clear["since"] == node.clock.now() > since
    assert clear["text"]["en"] == "1100 is back within the high limit 1150"
    node.give(1100, tag="Z1")
    normal = node.sent[-1][1]["verdict"]
    assert (normal["state"], normal["limit"], normal["text"]["zh"]) == ("ok", None, "1100 正常")


def test_each_key_has_a_state_of_its_own(bench: Any) -> None:
    node = bench(Limit, {"high": 10})
    assert [node.give(20, tag=tag)[0][0] for tag in ("Z1", "Z2")] == ["breach", "breach"]
    assert node.give(20, tag="Z1") == []
    one = bench(Limit, {"high": 10, "key": None})
    assert one.give(20, tag="Z1")
    assert one.give(20, tag="Z2") == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"payload": None},
        {"payload": "20"},
        {"payload": True},
        {"payload": float("nan")},
        {"payload": 10**400},
        {"payload": 5, "quality": "bad", "reason": "no answer"},
    ],
)
def test_what_cannot_be_judged_is_an_error_and_changes_nothing(bench: Any, wrong: dict[str, Any]) -> None:
    node = bench(Limit, {"high": 10})
    node.give(20, tag="Z1")
    with pytest.raises(NodeError, match=r"not a number|quality"):
        node.receive({"tag": "Z1", **wrong})
    assert node.give(20, tag="Z1") == []
    assert node.give(5, tag="Z1", quality="uncertain")[0][0] == "clear"


def test_a_breach_is_said_once_it_has_lasted_for_the_delay(bench: Any) -> None:
    node = bench(Limit, {"high": 10, "on_delay": "5s"})
    began = node.clock.now()
    assert ways(node, 20) == ["ok"]
    assert node.sent[-1][1]["verdict"]["text"]["en"] == "20 is above the high limit 10, not for long enough yet"
    node.advance(3)
    assert ways(node, 30) == ["ok"]
    ((port, message),) = node.advance(2)
    assert (port, message["payload"], message["verdict"]["value"]) == ("breach", 30, 30)
    assert message["verdict"]["since"] == began
    assert ways(node, 30) == ["-"]
    assert node.open == 0


def test_a_short_excursion_says_nothing_with_a_delay(bench: Any) -> None:
    node = bench(Limit, {"high": 10, "on_delay": "5s"})
    assert ways(node, 20, 5) == ["ok", "ok"]
    assert node.advance(60) == []
    assert node.open == 0


def test_each_limit_has_its_own_delay(bench: Any) -> None:
    node = bench(Limit, {**HIGH, "on_delay": "5s"})
    ways(node, 1160)
    node.advance(3)
    ways(node, 1210)
    assert [(port, message["verdict"]["state"]) for port, message in node.advance(2)] == [("breach", "high")]
    assert [(port, message["verdict"]["state"]) for port, message in node.advance(3)] == [("breach", "high-high")]
    assert node.open == 0


def test_the_return_is_said_once_it_has_lasted_for_the_delay(bench: Any) -> None:
    node = bench(Limit, {"high": 10, "off_delay": "5s"})
    assert ways(node, 20, 5) == ["breach", "-"]
    node.advance(4)
    assert ways(node, 20, 6) == ["-", "-"]
    assert node.advance(4) == []
    assert [(port, message["payload"]) for port, message in node.advance(1)] == [("clear", 6)]
    assert node.open == 0


def test_without_delays_no_message_is_kept(bench: Any) -> None:
    assert not bench(Limit, HIGH).node.keeps
    assert bench(Limit, {**HIGH, "off_delay": "1s"}).node.keeps


def test_a_successor_knows_what_was_said_already(bench: Any) -> None:
    node = bench(Limit, HIGH)
    node.give(1160, tag="Z1")
    heir = bench(Limit, {"high": 1150, "deadband": 5})
    heir.node.load_state(node.node.save_state())
    assert ways(heir, 1170, 1149, 1145) == ["-", "-", "clear"]


def test_keys_are_bounded_and_only_normal_ones_are_forgotten(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sinterflow.nodes.rule.limit.MOST_KEYS", 2)
    node = bench(Limit, {"high": 10})
    node.give(20, tag="a")
    node.give(5, tag="b")
    assert node.give(20, tag="c")[0][0] == "breach"
    assert node.give(20, tag="a") == []
    with pytest.raises(NodeError, match="d is not watched"):
        node.give(5, tag="d")


@pytest.mark.parametrize(
    ("config", "code"),
    [
        ({}, "no-limit"),
        ({"low": 5, "high": 5}, "limit-order"),
        ({"high": 5, "high_high": 4}, "limit-order"),
        ({"low": 0, "high": 10, "deadband": 11}, "deadband-too-wide"),
    ],
)
def test_check_names_limits_that_make_no_sense(decoded: Any, config: dict[str, Any], code: str) -> None:
    ((found, _, _),) = Limit.check(decoded(Limit, config))
    assert found == code


STEPS = st.lists(st.tuples(st.floats(-20, 120), st.floats(0, 10)), max_size=30)


@given(STEPS, st.floats(0, 20), st.sampled_from(["0s", "3s"]), st.sampled_from(["0s", "4s"]))
def test_breach_and_clear_tell_the_state_completely(
    steps: list[tuple[float, float]], deadband: float, on_delay: str, off_delay: str
) -> None:
    """Whatever comes: beyond a limit for longer than the delay is never normal, well inside for longer always is."""
    config = Limit.Config(low=0.0, high=100.0, deadband=deadband, on_delay=on_delay, off_delay=off_delay)
    latches, now, since_beyond, since_inside = Latches(Limits(config)), 0.0, None, 0.0 or None
    for value, pause in steps:
        now += pause
        latches.settle(now)
        latches.see(value, now, None)  # type: ignore[arg-type]
        beyond, inside = not 0 <= value <= 100, deadband <= value <= 100 - deadband
        side = value > 100
        since_beyond = (since_beyond if since_beyond and since_beyond[1] == side else (now, side)) if beyond else None
        since_inside = (since_inside if since_inside is not None else now) if inside else None
        if since_beyond and now - since_beyond[0] >= Limits(config).on_delay:
            assert latches.state == ("high" if side else "low")
        if since_inside is not None and now - since_inside >= Limits(config).off_delay:
            assert latches.state == "ok"
