"""Configs: the quick verdict and the slow one agree, and every keyword has its own words."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sinterflow.runtime.faults import fault
from sinterflow.runtime.flow.convert import convert, struct_faults
from tests.runtime.flow.kinds import Work, codes, faults, flow, run, said, work

ODD: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 12),
    st.integers(),
    st.sampled_from([10**400, -(10**400), 1e300, 0.5, 1.0, -0.0]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", "a", "abc", "abcdefghijklmnopqrstuvwxyz", "1s", "5 s", "5s\n", "fast", "Slow", "温度"]),
    st.text(max_size=3),
    st.lists(st.none() | st.integers(0, 3) | st.text("ab", max_size=2), max_size=5),
    st.dictionaries(
        st.sampled_from(["op", "value", "kind", "text", "count", "x"]), st.sampled_from(["gt", "plain", 1, 0])
    ),
    st.fixed_dictionaries({"kind": st.sampled_from(["plain", "counted", "other", 1])}, optional={"text": st.just("a")}),
    st.lists(
        st.fixed_dictionaries({"op": st.sampled_from(["gt", "lt", "eq"])}, optional={"value": st.none()}), max_size=5
    ),
)
NAMES = [*(one.name for one in msgspec.structs.fields(Work.Config)), "unknown", "facter"]


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), ODD, max_size=4))
@example({"pin": 10**400})
def test_the_quick_verdict_and_the_schema_agree(config: dict[str, Any]) -> None:
    made, found = convert(config, Work.Config)
    assert (made is not None) == (struct_faults(config, Work.Config) == [])
    assert "config-refused" not in [one.code for one in found]
    for one in found:
        assert all(fault(one.code, **one.args).line(lang) for lang in ("en", "zh"))


def only(**config: Any) -> tuple[str, str | None, str, str]:
    (one,) = faults(flow({"n": work(**config)}))
    assert one.severity == "error"
    assert one.node == "n"
    assert one.path is not None
    assert one.path.startswith("/nodes/n/config")
    assert one.message("zh") != one.message("en")
    return one.code, one.field, one.message(), one.hint()


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"factor": "2"}, ("wrong-type", "factor", '"2" is not a number', "write a number")),
        ({"factor": True}, ("wrong-type", "factor", "true is not a number", "write a number")),
        ({"factor": 0}, ("not-above", "factor", "0 is too small", "it must be more than 0")),
        ({"factor": 2000}, ("too-large", "factor", "2000 is too large", "the most is 1000")),
        ({"count": -1}, ("too-small", "count", "-1 is too small", "the least is 0")),
        ({"count": 1.5}, ("wrong-type", "count", "1.5 is not a whole number", "write a whole number")),
        ({"on": 1}, ("wrong-type", "on", "1 is not true or false", "write true or false")),
        ({"name": "x" * 21}, ("text-too-long", "name", f'"{"x" * 21}" is too long', "write at most 20 characters")),
        ({"letters": "a"}, ("text-too-short", "letters", '"a" is too short', "write at least 2 characters")),
        ({"letters": "A1"}, ("wrong-pattern", "letters", '"A1" does not have the form that is wanted here',
                             "it must match ^[a-z]+$")),
        ({"letters": 5}, ("wrong-type", "letters", "5 is not a text or null", "write a text or null")),
        ({"mode": "fats"}, ("not-a-choice", "mode", '"fats" is not one of the choices', 'write one of "fast", "slow"')),
        ({"rules": [{"op": "gt"}] * 4}, ("too-many-items", "rules", "4 entries are too many", "give at most 3")),
        ({"rules": [{"op": "gt"}, {}]}, ("missing-key", "rules[1].op", "the key op is missing", "add it")),
        ({"rules": [{"op": "eq"}]}, ("not-a-choice", "rules[0].op", '"eq" is not one of the choices',
                                     'write one of "gt", "lt"')),
        ({"pair": [1]}, ("too-few-items", "pair", "1 entries are too few", "give at least 2")),
        ({"every": "5 s"}, ("not-a-duration", "every", '"5 s" is not a duration',
                            "write a number and ms, s, m, h or d, such as 250ms")),
        ({"every": "5s\n"}, ("not-a-duration", "every", '"5s\\n" is not a duration',
                             "write a number and ms, s, m, h or d, such as 250ms")),
        ({"every": "99999d"}, ("duration-too-long", "every", '"99999d" is longer than 3650 days',
                               "write a shorter time")),
        ({"at": ""}, ("text-empty", "at", "the text is empty", "write something")),
        ({"headers": {"a": 1}}, ("wrong-type", "headers.a", "1 is not a text", "write a text")),
        ({"part": {"kind": "none"}}, ("not-a-choice", "part.kind", '"none" is not one of the choices',
                                      'write one of "plain", "counted"')),
        ({"part": {"kind": "counted", "count": 0}}, ("too-small", "part.count", "0 is too small", "the least is 1")),
        ({"part": {"text": "a"}}, ("missing-key", "part.kind", "the key kind is missing", "add it")),
        ({"fcator": 1}, ("unknown-key", "fcator", "there is no key fcator", "did you mean factor?")),
    ],
)  # fmt: skip
def test_each_fault_names_the_value_the_place_and_the_way_out(config: dict[str, Any], expected: Any) -> None:
    assert only(**config) == expected


def test_every_fault_of_a_config_is_named_at_once() -> None:
    found = faults(flow({"n": work(factor=0, modee="x", count="a", rules=[{"op": "x", "val": 1}])}))
    assert sorted((one.code, one.field) for one in found) == [
        ("not-a-choice", "rules[0].op"),
        ("not-above", "factor"),
        ("unknown-key", "modee"),
        ("unknown-key", "rules[0].val"),
        ("wrong-type", "count"),
    ]


def test_paths_that_are_none_are_faults() -> None:
    found = faults(flow({"n": work(at="a..b", paths=["payload", "x]"])}))
    assert [(one.code, one.field) for one in found] == [("value-path", "at"), ("value-path", "paths[1]")]
    assert '"a..b"' in found[0].message()


def test_a_node_types_own_check_adds_its_faults() -> None:
    (one,) = faults(flow({"n": {"type": "test.split", "config": {"outputs": 13}}}))
    assert (one.code, one.field) == ("empty-range", "outputs")


def test_an_unknown_type_suggests_the_nearest() -> None:
    found = faults(flow({"n": "test.wrok"}))
    assert said(found) == ["n: type: no installed plugin has the node type test.wrok; did you mean test.work?"]
    assert said(found, "zh") == ["n: type: 已安装的插件中没有节点类型 test.wrok; 是否想写 test.work？"]


def test_an_earlier_config_is_upgraded_and_a_later_one_refused() -> None:
    made = run(flow({"n": {"type": "test.work", "config": {"faktor": 3}}}))
    assert made.nodes["n"].config.factor == 3
    (one,) = faults(flow({"n": {"type": "test.work", "version": 3}}))
    assert one.code == "later-config"
    assert "version 3" in one.message()


def test_a_disabled_nodes_faults_are_warnings_and_the_flow_runs_without_it() -> None:
    value = flow({"a": "test.work", "b": {"type": "test.wrok", "disabled": True}}, [["a", "b"]])
    assert [one.severity for one in faults(value)] == ["warning"]
    made = run(value)
    assert list(made.nodes) == ["a"]
    assert made.wires == []


def test_what_the_config_of_one_node_is_does_not_reach_another() -> None:
    made = run(flow({"a": work(any={"x": 1}), "b": work()}))
    assert made.nodes["a"].config.any == {"x": 1}
    assert made.nodes["b"].config.any is None
    assert codes(faults(flow({"a": work(any=None)}))) == []


def test_a_required_plugin_without_a_name_is_a_fault_and_no_crash() -> None:
    found = faults({**flow({"n": work()}), "requires": {"": ">=0"}})
    assert any(one.path is not None and one.path.startswith("/requires") for one in found)
