"""`sinterflow nodes`."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from sinterflow.runtime import Node, registry

TYPES = registry.load().nodes


def test_every_installed_type_is_listed_with_its_title_in_both_languages(sinterflow: Any) -> None:
    english, chinese = sinterflow("nodes"), sinterflow("nodes", "--lang", "zh")
    for kind in TYPES.values():
        assert f"{kind.type} " in english.out
        assert kind.title["zh"] in chinese.out  # type: ignore[index]


@pytest.mark.parametrize("name", sorted(TYPES))
def test_one_type_is_shown_with_every_field_and_output(sinterflow: Any, name: str) -> None:
    said = sinterflow("nodes", name)
    assert said.code == 0
    for field in msgspec.structs.fields(TYPES[name].Config):
        assert f"  {field.encode_name}" in said.out
    for port in TYPES[name].outputs:
        assert port.name in said.out
    assert sinterflow("nodes", name, "--lang", "zh").code == 0


@pytest.mark.parametrize("name", sorted(TYPES))
def test_the_example_of_every_type_is_a_config_that_it_takes(sinterflow: Any, name: str) -> None:
    example = json.loads(sinterflow("nodes", name, "--json").out)["example"]
    assert example["type"] == name
    kind = TYPES[name]
    config = msgspec.convert(example.get("config", {}), kind.Config)
    assert kind.check(config) == []


def test_json_gives_every_type_for_programs(sinterflow: Any) -> None:
    listed = json.loads(sinterflow("nodes", "--json").out)
    assert [one["type"] for one in listed] == sorted(TYPES)
    switch = next(one for one in listed if one["type"] == "core.switch")
    assert switch["title"] == {"en": "Switch", "zh": "条件分支"}
    assert switch["config"]["properties"]["match"]["default"] == "all"


def test_a_switch_is_explained_down_to_its_rules(sinterflow: Any) -> None:
    said = sinterflow("nodes", "core.switch").out
    assert 'default "all"' in said
    assert "not-empty" in said
    assert "A typed value is" in said


def test_a_type_that_is_not_installed_is_refused_with_the_nearest(sinterflow: Any) -> None:
    said = sinterflow("nodes", "core.swich")
    assert said.code == 2
    assert "core.swich; did you mean core.switch?" in said.err
    assert "您是指 core.switch 吗" in sinterflow("nodes", "core.swich", "--lang", "zh").err


def test_a_type_without_a_help_text_shows_the_first_words_of_its_docstring() -> None:
    class Scale(Node):
        """Multiply a number
        by a factor.

        Not shown.
        """

        type = "test.scale"
        title = "Scale"

    class Silent(Node):
        type = "test.silent"
        title = "Silent"

    assert Scale.help == "Multiply a number by a factor."
    assert Silent.help == ""


def test_a_large_limit_is_shown_in_all_its_digits(sinterflow: Any) -> None:
    assert "≥ 1, ≤ 268435456" in sinterflow("nodes", "network.http-in").out


def test_a_type_without_config_says_nothing_of_how_configs_are_written(sinterflow: Any) -> None:
    config = json.loads(sinterflow("nodes", "core.junction", "--json").out)["config"]
    assert config["properties"] == {}
    assert "description" not in config
