"""`${…}`: one pass, types kept, secrets only where they are hidden, and never in a fault's text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinterflow.runtime.faults import Fault
from tests.runtime.flow.kinds import codes, faults, flow, open_project, run, said, work

DECLARED: dict[str, Any] = {
    "limit": {"type": "number", "default": 1150},
    "line": {"type": "string", "default": "L1"},
    "on": {"type": "boolean", "default": True},
    "zones": {"type": "list", "default": [1, 2]},
    "shape": {"type": "json", "default": {"a": None}},
}


def filled(value: Any, environ: dict[str, str] | None = None, **parameters: Any) -> Any:
    """What `any` of a node's config is after filling."""
    made = run(flow({"n": work(any=value)}, parameters=DECLARED), environ=environ or {}, parameters=parameters or None)
    return made.nodes["n"].config.any


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("${limit}", 1150),
        ("${on}", True),
        ("${zones}", [1, 2]),
        ("${shape}", {"a": None}),
        ("above ${limit} on ${line}", "above 1150 on L1"),
        ("${on}/${zones}/${shape}", 'true/[1, 2]/{"a": null}'),
        ("$${limit}", "${limit}"),
        ("$${${line}}", "${L1}"),
        ("$$${line}", "$${line}"),
        ("${ not closed", "${ not closed"),
        ("$limit {line}", "$limit {line}"),
        (["${limit}", {"deep": "${line}"}], [1150, {"deep": "L1"}]),
        ({"${line}": 1}, {"${line}": 1}),
        ("${env:PLANT}", "P1"),
        ("${env:MISSING|north}", "north"),
        ("${env:MISSING|}", ""),
        ("in ${env:PLANT}!", "in P1!"),
    ],
)
def test_places_are_filled(written: Any, expected: Any) -> None:
    result = filled(written, {"PLANT": "P1"})
    assert result == expected
    assert type(result) is type(expected)


def test_inserted_values_are_not_scanned_again() -> None:
    assert filled("${line}", line="${limit}") == "${limit}"
    assert filled("a ${line}", line="${limit} $${x}") == "a ${limit} $${x}"
    assert filled("${env:X}", {"X": "${limit}"}) == "${limit}"


@given(st.text(st.sampled_from("${}abc:|"), max_size=12))
def test_any_text_is_filled_or_named(text: str) -> None:
    found = faults(flow({"n": work(any=text)}, parameters=DECLARED), environ={})
    assert set(codes(found)) <= {"unknown-parameter", "unset-variable"}
    if "${" not in text:
        assert found == []


def test_code_is_not_filled() -> None:
    made = run(flow({"n": work(code="return f'${limit}'")}, parameters=DECLARED))
    assert made.nodes["n"].config.code == "return f'${limit}'"


def test_an_unknown_name_is_a_fault_that_suggests_the_nearest() -> None:
    (one,) = faults(flow({"n": work(name="to ${limt}")}, parameters=DECLARED))
    assert (one.code, one.node, one.field, one.path) == ("unknown-parameter", "n", "name", "/nodes/n/config/name")
    assert one.hint() == "did you mean limit?"
    assert one.hint("zh") == "是否想写 limit？"


def test_every_fault_of_a_config_is_named_beside_those_of_its_places() -> None:
    found = faults(flow({"n": work(name="${a}", factor=-1, at="${b}", modee="x")}))
    assert sorted(codes(found)) == ["not-above", "unknown-key", "unknown-parameter", "unknown-parameter"]


def test_strings_from_outside_become_numbers_and_booleans_where_the_field_is_one() -> None:
    environ = {"FACTOR": "2.5", "COUNT": "7", "ON": "False", "SINTERFLOW_SECRET_PIN": "1234", "NAME": "12"}
    node = work(
        factor="${env:FACTOR}", count="${env:COUNT}", on="${env:ON}", pin="${secret:PIN}", name="${env:NAME}",
        any="${env:COUNT}",
    )  # fmt: skip
    config = run(flow({"n": node}), environ=environ).nodes["n"].config
    assert (config.factor, config.count, config.on, config.pin) == (2.5, 7, False, 1234)
    assert (config.name, config.any) == ("12", "7")
    (one,) = faults(flow({"n": work(count="${env:COUNT}")}), environ={"COUNT": "many"})
    assert one.code == "not-convertible"
    assert '"many"' in one.message()


def test_an_unset_variable_and_an_unknown_secret_are_faults() -> None:
    found = faults(flow({"n": work(name="${env:A}", password="${secret:B}")}), environ={})
    assert codes(found) == ["unset-variable", "unknown-secret"]
    assert "SINTERFLOW_SECRET_B" in found[1].line()


def test_given_secrets_beat_the_environment() -> None:
    value = flow({"n": work(password="${secret:db}")})
    environ = {"SINTERFLOW_SECRET_DB": "from-environment"}
    assert run(value, environ=environ).nodes["n"].config.password == "from-environment"
    assert run(value, environ=environ, secrets={"db": "given"}).nodes["n"].config.password == "given"


def test_a_secret_is_taken_only_by_fields_that_hide_it() -> None:
    found = faults(flow({"n": work(name="${secret:a}", headers={"x": "Bearer ${secret:a}"})}), secrets={"a": "hush"})
    assert [(one.code, one.field) for one in found] == [("secret-not-here", "name"), ("secret-not-here", "headers.x")]
    assert not any("hush" in line for line in said(found))


@pytest.mark.parametrize("secret", ["hush-hush", 'qu"ote\\', "温度", "x" * 200, "5"])
def test_no_fault_shows_a_secret(secret: str) -> None:
    nodes = {
        "wrong-type": work(password="${secret:s}", factor="${secret:s}", letters="${secret:s}"),
        "in-a-list": work(password=["${secret:s}"], count=-1),
        "number": work(pin="${secret:s}"),
        "as-a-parameter": work(letters="${hidden}", tags="${hidden}"),
    }
    parameters = {"hidden": {"type": "secret", "default": "${secret:s}"}}
    found = faults(flow(nodes, parameters=parameters), secrets={"s": secret}, environ={})
    assert len(found) >= 6
    if len(secret) > 1:
        for lang in ("en", "zh"):
            assert not any(secret[:20] in str(one.describe(lang)) for one in found)
            assert not any(json.dumps(secret)[1:20] in str(one.describe(lang)) for one in found)


def test_a_secret_parameter_reaches_hidden_fields_and_not_the_env_of_nodes() -> None:
    parameters = {"key": {"type": "secret", "default": "${secret:k}"}, "line": DECLARED["line"]}
    made = run(flow({"n": work(password="${key}")}, parameters=parameters), secrets={"k": "hush"})
    assert made.nodes["n"].config.password == "hush"
    assert made.env == made.nodes["n"].env == {"line": "L1"}


def test_a_secret_parameter_in_plain_text_is_a_warning_that_does_not_show_it() -> None:
    parameters = {"key": {"type": "secret", "default": "plain-text"}}
    found = faults(flow({"n": work(password="${key}", name="${key}")}, parameters=parameters))
    assert codes(found) == ["secret-in-file", "secret-not-here"]
    assert found[0].severity == "warning"
    assert not any("plain-text" in line for line in said(found))


def test_defaults_are_beaten_by_the_project_and_that_by_what_is_given(tmp_path: Path) -> None:
    value = flow({"n": work(any="${limit}")}, parameters=DECLARED)
    project, found = open_project(
        tmp_path, {"project.json": {"format": 1, "parameters": {"f": {"limit": 900}}}, "flows/f.json": value}
    )
    assert found == []
    assert run(value).env["limit"] == 1150
    assert run(value, project).env["limit"] == 900
    made = run(value, project, parameters={"limit": 5})
    assert made.env["limit"] == made.nodes["n"].config.any == 5
    assert codes(faults(value, project, parameters={"limt": 5})) == ["unknown-parameter"]


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("string", "a", 1),
        ("number", 1.5, "1.5"),
        ("number", 1, True),
        ("integer", 3, 3.5),
        ("boolean", False, 0),
        ("list", [], {}),
        ("connection", "broker", 1),
        ("tag", "F1.PV", None),
        ("secret", "${secret:s}", 5),
    ],
)
def test_the_value_of_a_parameter_has_its_type(kind: str, good: Any, bad: Any) -> None:
    def found(value: Any) -> list[Fault]:
        parameters = {"p": {"type": kind, "default": value}}
        return faults(flow(parameters=parameters), secrets={"s": "x"})

    assert found(good) == []
    (one,) = found(bad)
    assert (one.code, one.path, one.field) == ("wrong-type", "/parameters/p", "p")


def test_a_choice_is_one_of_its_choices_and_true_is_not_one() -> None:
    choice = {"type": "choice", "choices": [1, "a"]}
    assert faults(flow(parameters={"p": {**choice, "default": "a"}})) == []
    assert codes(faults(flow(parameters={"p": {**choice, "default": True}}))) == ["not-a-choice"]
    assert codes(faults(flow(parameters={"p": {"type": "choice", "default": 1}}))) == [
        "choices-missing",
        "not-a-choice",
    ]


def test_a_parameter_without_value_is_a_fault_and_null_is_a_value() -> None:
    assert codes(faults(flow(parameters={"p": {"type": "json"}}))) == ["parameter-missing"]
    assert faults(flow(parameters={"p": {"type": "json", "default": None}})) == []


def test_what_the_project_gives_is_checked_where_it_stands(tmp_path: Path) -> None:
    value = flow(parameters={"p": {"type": "number", "default": 1}})
    given = {"f": {"p": "much", "q": 1}, "g": {}}
    project, found = open_project(tmp_path, {"project.json": {"format": 1, "parameters": given}, "flows/f.json": value})
    assert [(one.code, one.path) for one in found] == [
        ("unknown-parameter", "/parameters/f/q"),
        ("unknown-flow", "/parameters/g"),
    ]
    assert [(one.code, one.file, one.path) for one in faults(value, project)] == [
        ("wrong-type", "project.json", "/parameters/f/p")
    ]
