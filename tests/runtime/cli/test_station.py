"""`sinterflow station`: stations made, paired and taken away from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime.flow.project import init_project


@pytest.fixture
def station(sinterflow: Any, tmp_path: Path) -> Any:
    """`sinterflow station …` on a project of its own."""
    folder = tmp_path / "plant"
    init_project(folder)
    return lambda *arguments: sinterflow("station", *arguments, "--project", str(folder))


def test_a_station_is_made_shown_paired_and_taken_away(station: Any) -> None:
    assert "no stations" in station("list").err
    made = station("add", "press-1", "--name", "压机 1", "--idle", "60")
    assert made.code == 0, made.err
    assert "no device yet" in station("list").out
    code = station("pair", "press-1").out.strip()
    assert len(code) == 8
    (shown,) = json.loads(station("list", "--json").out)["items"]
    assert (shown["id"], shown["name"], shown["idle"], shown["paired"]) == ("press-1", "压机 1", 60, None)
    assert station("unpair", "press-1").code == 0
    assert station("remove", "press-1").code == 0
    assert "no stations" in station("list").err


@pytest.mark.parametrize("verb", ["pair", "unpair", "remove"])
def test_a_station_that_does_not_exist_is_named(station: Any, verb: str) -> None:
    refused = station(verb, "press-9")
    assert refused.code == 1
    assert "press-9" in refused.err


def test_an_id_that_cannot_be_one_is_refused(station: Any) -> None:
    refused = station("add", "压机")
    assert refused.code == 2
    assert "压机" in refused.err
