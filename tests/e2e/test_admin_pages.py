"""The pages of people and of the gateway, on a running flow that fails on purpose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import browse, copied, started, written

PROJECT: dict[str, Any] = {
    "name": {"en": "Plant 1", "zh": "一厂"},
    "settings": {
        "timezone": "Asia/Shanghai",
        "areas": {"press": {"name": {"en": "Pressing", "zh": "压制"}, "flows": ["line"]}},
    },
}
FLOW: dict[str, Any] = {
    "nodes": {
        "button": {"type": "core.inject", "config": {"message": {"payload": "pressed"}, "at_start": True}},
        "fails": {"type": "core.function", "config": {"code": "raise ValueError('broken')"}},
        "show": {"type": "core.debug"},
    },
    "wires": [["button", "fails"], ["button", "show"]],
}
STUBS = {"button": "source", "show": "sink"}
TEST: dict[str, Any] = {
    "format": 1,
    "flow": "line",
    "cases": [
        {
            "name": "passes on what comes",
            "stub": STUBS,
            "steps": [
                {"at": "0s", "send": {"from": "button", "message": {"payload": "pressed"}}},
                {"at": "0s", "expect": {"at": "show", "count": 1, "messages": [{"payload": "pressed"}]}},
            ],
        },
        {"name": "expects too much", "stub": STUBS, "steps": [{"at": "1s", "expect": {"at": "show", "count": 7}}]},
    ],
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return written(tmp_path / "plant", {"line": FLOW}, {"tests/line.json": TEST}, **PROJECT)


@pytest.mark.timeout(300)
def test_an_administrator_sees_to_people_stations_and_the_gateway_in_a_browser(project: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with started("run", str(project), "--data", str(data)) as link:
        browse(link, "admin", SINTERFLOW_PASSWORD=(data / "initial-password").read_text().strip())


@pytest.mark.timeout(300)
def test_somebody_with_rights_in_an_area_is_offered_what_counts_there(tmp_path: Path) -> None:
    with started("run", str(copied("areas", tmp_path / "plant"))) as link:
        browse(link, "areas")
