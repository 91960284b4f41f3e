from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.program import browse, started, written

TAGS = """id,name_en,name_zh,connection,address,type,unit
F1.Z1.PV,Zone 1,一区温度,plc,40001,int16,°C
F1.Z2.PV,Zone 2,二区温度,plc,40002,int16,°C
"""

NODES: dict[str, dict[str, Any]] = {
    "press": {"type": "core.inject", "config": {"message": {"payload": 21}}},
    "limit": {"type": "rule.limit", "config": {"low": 5}},
    "wait": {"type": "core.delay", "config": {"for": "5s"}},
    "split": {"type": "core.switch", "config": {"rules": [{"op": "gt", "value": 5}]}},
    "change": {"type": "core.change"},
    "code": {"type": "core.function", "config": {"code": "return msg"}},
    "ask": {"type": "network.http-request", "config": {"url": "http://127.0.0.1:9/"}},
    "read": {"type": "modbus.read", "config": {"tags": ["F1.Z1.PV"], "every": "1s"}},
    "errors": {"type": "core.catch", "config": {"scope": ["code"]}},
    "show": {"type": "core.debug"},
}


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
def furnace_port() -> int:
    return free_port()


@pytest.fixture
def project(tmp_path: Path, furnace_port: int) -> Path:
    plc = {"type": "modbus.tcp", "config": {"host": "127.0.0.1", "port": furnace_port}}
    simulated = {"furnace": {"type": "simulate.furnace", "config": {"port": furnace_port}}}
    parameters = {"high": {"type": "number", "default": 1150, "title": {"en": "Upper limit", "zh": "上限"}}}
    wires = [["press", "limit"], ["limit", "wait"], ["press", "change"], ["change", "code"], ["code", "show"]]
    layout = {id: [80 + 180 * (at % 4), 80 + 90 * (at // 4)] for at, id in enumerate(NODES)}
    kinds = {"parameters": parameters, "nodes": NODES, "wires": wires, "layout": layout}
    flows: dict[str, dict[str, Any]] = {"plant": {"nodes": simulated}, "kinds": kinds}
    return written(tmp_path / "project", flows, {"tags/furnace.csv": TAGS}, connections={"plc": plc})


@pytest.mark.timeout(300)
def test_a_person_sets_every_kind_of_field_and_is_told_what_is_wrong(project: Path, furnace_port: int) -> None:
    with started("run", str(project)) as link:
        browse(link, "forms", FURNACE_PORT=str(furnace_port))
