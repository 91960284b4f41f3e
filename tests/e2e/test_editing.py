from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import browse, copied, started, written

CHAIN = {"a": {"type": "core.inject"}, "b": {"type": "core.change"}, "c": {"type": "core.debug"}}
CHAIN_LAYOUT = {"a": [0, 0], "b": [240, 0], "c": [480, 0]}
FLOWS: dict[str, dict[str, Any]] = {
    "empty": {"nodes": {}},
    "keys": {"nodes": {}},
    "tags": {"nodes": {}},
    "copies": {"nodes": {}},
    "line": {"nodes": CHAIN, "wires": [["a", "b"], ["b", "c"]], "layout": CHAIN_LAYOUT},
    "quick": {
        "nodes": {"tick": {"type": "core.inject"}, "show": {"type": "core.debug"}},
        "wires": [["tick", "show"]],
        "layout": {"tick": [0, 0], "show": [320, 0]},
    },
    "policy": {
        "nodes": {"a": {"type": "core.inject"}, "b": {"type": "core.debug"}},
        "wires": [["a", "b"]],
        "layout": {"a": [0, 0], "b": [480, 0]},
    },
}
TAGS = """id,name_en,connection,address,type,unit,equipment
F1.T,Temperature,plc,40001,int16,°C,F1
F1.P,Pressure,plc,40002,int16,bar,F1
"""


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    """A project with a device, two tags of a furnace, and flows to draw in."""
    plc = {"type": "modbus.tcp", "config": {"host": "127.0.0.1", "port": 1}}
    furnace = {"F1": {"name": {"en": "Furnace 1", "zh": "1 号炉"}}}
    files = {"equipment.json": furnace, "tags/furnace.csv": TAGS}
    return written(tmp_path / "plant", FLOWS, files, connections={"plc": plc})


@pytest.mark.timeout(300)
def test_a_person_draws_flows_in_a_browser(plant: Path) -> None:
    with started("run", str(plant)) as link:
        browse(link, "editing")


@pytest.mark.timeout(300)
def test_a_person_gives_nodes_other_ids_and_looks_into_a_shared_subflow(tmp_path: Path) -> None:
    with started("run", str(copied("areas", tmp_path / "plant"))) as link:
        browse(link, "naming")
