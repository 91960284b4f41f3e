"""In which order a process starts and stops what runs in it, and what it does with what does not end."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.cli.plugin import installed
from tests.runtime.cli.running import Running, started

FEED = {"type": "press.feed"}


class Plant:
    """A project with one flow, and a file in which its nodes tell what they do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "plant"
        (self.folder / "flows").mkdir(parents=True)
        (self.folder / "project.json").write_text(json.dumps({"format": 1, "name": "Plant"}))
        self.path = installed(folder / "plugin")
        self.order = folder / "order"
        self.order.touch()

    def write(self, id: str, nodes: dict[str, Any], *wires: list[Any]) -> None:
        flow = {"format": 1, "id": id, "nodes": nodes, "wires": wires}
        (self.folder / "flows" / f"{id}.json").write_text(json.dumps(flow))

    def start(self) -> Any:
        environment = {"PYTHONPATH": self.path, "ORDER": str(self.order)}
        return started("run", "plant", "--port", "0", cwd=self.folder.parent, **environment)

    @property
    def told(self) -> list[str]:
        return self.order.read_text().splitlines()

    def until_told(self, what: str) -> None:
        while what not in self.told:
            time.sleep(0.01)


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    return Plant(tmp_path)


def flows(process: Running) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in process.get("/api/v1/flows")[1]["items"]}


def test_sinks_start_first_and_at_the_end_sources_stop_then_what_is_under_way_then_sinks(plant: Plant) -> None:
    drain = {"type": "press.drain"}
    plant.write("line", {"feed": FEED, "drain": drain}, ["feed", "drain", {"policy": "bounded", "size": 5}])
    with plant.start() as process:
        process.until("Stop with")
        plant.until_told("sink has")
        assert process.end() == 0
    told = plant.told
    assert told[:2] == ["sink starts", "source starts"]
    assert "sink has" in told[told.index("source ends") :]  # what waited on the wire when the source ended
    assert told.count("sink takes") == told.count("sink has") >= told.count("source has sent")
    assert told[-2:] == ["source stops", "sink stops"]


def test_a_slow_sink_is_given_five_seconds_and_then_stopped(plant: Plant) -> None:
    plant.write("line", {"feed": FEED, "drain": {"type": "press.drain", "config": {"takes": 3600}}}, ["feed", "drain"])
    with plant.start() as process:
        process.until("Stop with")
        plant.until_told("sink takes")
        assert process.end() == 0
    assert "stopped before all messages under way were handled" in process.output
    assert "sink has" not in plant.told
    assert plant.told[-2:] == ["source stops", "sink stops"]
    assert "Traceback" not in process.output


@pytest.mark.parametrize("kind", ["press.deaf", "press.blocked"])
def test_a_sink_that_never_ends_does_not_keep_the_process(plant: Plant, kind: str) -> None:
    plant.write("line", {"feed": FEED, "sink": {"type": kind}}, ["feed", "sink"])
    with plant.start() as process:
        process.until("Stop with")
        plant.until_told("sink takes")
        assert process.end() == 0
    assert "what does not end is left, the process ends" in process.output
    assert "Traceback" not in process.output
    with plant.start() as process:
        process.until("1 flow")
        process.end(signal.SIGKILL)
    assert "the last run ended in a crash" not in process.output


def test_a_flow_of_an_unknown_type_stays_stopped_and_runs_once_its_plugin_is_there(plant: Plant) -> None:
    plant.write("press", {"feed": FEED, "force": {"type": "press.drain"}}, ["feed", "force"])
    plant.write("good", {"tick": {"type": "core.inject", "config": {"every": "50ms"}}})
    with started("run", "plant", "--port", "0", cwd=plant.folder.parent) as process:
        process.until("1 flow, 1 stopped by faults")
        process.until("Log in:")
        found = flows(process)
        assert found["good"]["running"]
        assert not found["press"]["running"]
        assert "press.drain" in found["press"]["faults"][1]["message"]
        assert "press.feed" in found["press"]["reason"]
        assert process.get("/readyz")[1] == {"ready": False, "flows": 2, "running": 1}
        assert process.end() == 0
    with plant.start() as process:
        process.until("2 flows")
        process.until("Log in:")
        assert [one["running"] for one in flows(process).values()] == [True, True]
        assert process.get("/readyz")[0] == 200
