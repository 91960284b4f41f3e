"""The process crashes again and again: the flow last at work is held, the others run."""

from __future__ import annotations

import json
import signal
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.cli.plugin import installed
from tests.runtime.cli.running import Running, started

TICK = {"type": "core.inject", "config": {"every": "50ms", "message": {"payload": 1}}}
GOOD = {
    "format": 1,
    "id": "good",
    "nodes": {"tick": TICK, "show": {"type": "core.debug"}},
    "wires": [["tick", "show"]],
}


def bad(kind: str = "press.abort", id: str = "bad", **config: Any) -> dict[str, Any]:
    """A flow that ends the process a moment after its start."""
    once = {"type": "core.inject", "config": {"at_start": True}}
    node = {"type": kind, **({"config": config} if config else {})}
    fed = {"nodes": {"tick": once, "press": node}, "wires": [["tick", "press"]]}
    return {"format": 1, "id": id, **(fed if kind != "press.abort-source" else {"nodes": {"press": node}})}


class Plant:
    """A project that is started again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "plant"
        self.data = self.folder / "data"
        (self.folder / "flows").mkdir(parents=True)
        (self.folder / "project.json").write_text(json.dumps({"format": 1, "name": "Plant"}))
        self.path = installed(folder / "plugin")
        self.write(GOOD)

    def write(self, *flows: dict[str, Any]) -> None:
        for flow in flows:
            (self.folder / "flows" / f"{flow['id']}.json").write_text(json.dumps(flow))
        self._deploy()

    def remove(self, flow: str) -> None:
        (self.folder / "flows" / f"{flow}.json").unlink()
        self._deploy()

    def _deploy(self) -> None:
        """Let the next start run the files as they are: without a history they are deployed anew."""
        for file in self.data.glob("history.db*"):
            file.unlink()

    def start(self, *options: str) -> Any:
        arguments = ("run", "plant", "--port", "0", *options)
        return started(*arguments, cwd=self.folder.parent, PYTHONPATH=self.path)

    def crash(self, times: int = 1) -> None:
        """Start it, and see it end by itself."""
        for _ in range(times):
            with self.start() as process:
                assert process.ended() not in (0, 1), process.output

    def held(self) -> list[str]:
        file = self.data / "held-flows.json"
        return [one["flow"] for one in json.loads(file.read_text())] if file.exists() else []


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    return Plant(tmp_path)


def flows(process: Running) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in process.get("/api/v1/flows")[1]["items"]}


def runs(process: Running) -> dict[str, bool]:
    return {id: flow["running"] for id, flow in flows(process).items()}


@pytest.mark.parametrize(
    "flow",
    [
        bad(),
        bad(how="exit"),
        bad(how="fault"),
        bad("press.abort-later"),
        bad("press.abort-at-start"),
        bad("press.abort-in-task"),
        bad("press.abort-source"),
        bad("press.abort-timer"),
    ],
    ids=["abort", "exit", "fault", "asynchronous", "start", "task", "source", "timer"],
)
def test_after_three_crashes_the_flow_at_work_is_held_and_the_others_run(plant: Plant, flow: dict[str, Any]) -> None:
    plant.write(flow)
    plant.crash(3)
    with plant.start() as process:
        process.until("1 flow, 1 held after crashes")
        process.until("bad is held because of crashes; .* --release bad")
        process.until("Log in:")
        found = flows(process)
        assert found["good"]["running"]
        assert not found["bad"]["running"]
        assert found["bad"]["reason"].startswith("the process crashed 3 times within 5 minutes")
        assert found["bad"]["faults"][0]["code"] == "flow-held"
        assert process.get("/readyz")[0] == 503
        assert process.end() == 0
    assert "the last run ended in a crash" in process.output


def test_two_crashes_hold_nothing(plant: Plant) -> None:
    plant.write(bad())
    plant.crash(2)
    plant.remove("bad")
    with plant.start() as process:
        process.until("Log in:")
        assert runs(process) == {"good": True}
    assert plant.held() == []


def test_a_flow_that_goes_on_crashing_the_rest_is_held_too(plant: Plant) -> None:
    plant.write(bad())
    plant.crash(3)
    plant.write(bad("press.abort-later", id="worse"))
    plant.crash(1)
    with plant.start() as process:
        process.until("Log in:")
        assert runs(process) == {"bad": False, "good": True, "worse": False}
    assert plant.held() == ["bad", "worse"]


def test_a_power_cut_or_a_kill_is_a_crash_too(plant: Plant) -> None:
    for _ in range(3):
        with plant.start() as process:
            process.until("Log in:")
            while flows(process)["good"]["received"] == 0:
                pass
            process.end(signal.SIGKILL)
    with plant.start() as process:
        process.until("good is held")
        process.until("Log in:")
        assert runs(process) == {"good": False}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_ends_that_were_asked_for_do_not_count(plant: Plant, number: signal.Signals) -> None:
    for _ in range(4):
        with plant.start() as process:
            process.until("Stop with")
            assert process.end(number) == 0
    assert plant.held() == []
    assert "crash" not in process.output


def test_a_stop_that_was_cut_short_does_not_count(plant: Plant) -> None:
    deaf = {"type": "press.deaf"}
    once = {"type": "core.inject", "config": {"at_start": True}}
    flow = {"format": 1, "id": "good", "nodes": {"tick": once, "deaf": deaf}, "wires": [["tick", "deaf"]]}
    plant.write(flow)
    for _ in range(3):
        with plant.start() as process:
            process.until("Stop with")
            process.process.send_signal(signal.SIGTERM)
            process.until("stopping")
            assert process.end() == 130
    plant.write(GOOD)
    with plant.start() as process:
        process.until("1 flow")
        process.until("Stop with")
    assert "crash" not in process.output


def test_crashes_further_apart_than_five_minutes_do_not_count(plant: Plant) -> None:
    plant.write(bad())
    plant.crash(3)
    file = plant.data / "crashes.json"
    known = json.loads(file.read_text())
    assert [one["flow"] for one in known["crashes"]] == ["bad", "bad"]  # the third is seen at the next start
    known["crashes"][0]["ago"] += 300
    file.write_text(json.dumps(known))
    plant.crash(1)
    assert plant.held() == []
    with plant.start() as process:  # the first is out of the window, three are in it by now
        process.until("bad is held")


def test_a_clock_that_was_set_back_neither_hides_crashes_nor_makes_them_recent(plant: Plant) -> None:
    plant.write(bad())
    plant.crash(2)
    file = plant.data / "crashes.json"
    known = json.loads(file.read_text())
    ahead = datetime.fromisoformat(known["written"]) + timedelta(days=1)
    known["written"] = ahead.isoformat()
    known["crashes"][0]["ago"] += 301
    file.write_text(json.dumps(known))
    plant.crash(1)
    assert plant.held() == []
    plant.crash(1)
    with plant.start() as process:
        process.until("bad is held")


def test_a_held_flow_starts_when_it_is_released_and_has_a_clean_record(plant: Plant) -> None:
    plant.write(bad())
    plant.crash(3)
    plant.write({**GOOD, "id": "bad"})
    with plant.start() as process:
        process.until("Log in:")
        assert process.post("/api/v1/flows/good/release")[0] == 409
        assert process.post("/api/v1/flows/nothing/release")[0] == 404
        assert process.post("/api/v1/flows/bad/release") == (200, {"running": True, "reason": None})
        assert process.post("/api/v1/flows/bad/release")[0] == 409
        assert flows(process)["bad"]["reason"] is None
        assert runs(process) == {"bad": True, "good": True}
        process.end(signal.SIGKILL)
    with plant.start() as process:
        process.until("2 flows")
        process.until("Log in:")
        assert process.end() == 0
    assert plant.held() == []


def test_it_stays_held_over_orderly_starts_until_it_is_released_on_the_command_line(plant: Plant) -> None:
    plant.write(bad())
    plant.crash(3)
    for options in ((), ("--safe",), ()):
        with plant.start(*options) as process:
            process.until("bad is held")
            process.until("Log in:")
            assert process.end() == 0
    plant.write({**GOOD, "id": "bad"})
    with plant.start("--release", "bad", "--release", "good") as process:
        assert '"good"' in process.until("a flow that is to be released is not held")
        process.until("2 flows")
        process.until("Log in:")
        assert runs(process) == {"bad": True, "good": True}
    with plant.start() as process:
        process.until("2 flows")


def test_the_crash_before_is_released_with_the_flow(plant: Plant) -> None:
    """The third crash is only seen by the start that is to release the flow."""
    plant.write(bad())
    plant.crash(3)
    plant.write({**GOOD, "id": "bad"})
    with plant.start("--release", "bad") as process:
        process.until("2 flows")


NAIVE = b'{"written": "2026-01-01T00:00:00", "crashes": [{"time": "2026-01-01T00:00:00", "ago": 1}]}'


@pytest.mark.parametrize("file", ["active", "crashes.json", "held-flows.json"])
@pytest.mark.parametrize(
    "content", [None, b"", b"\xff" * 128, b'[{"flow": 1}]', NAIVE], ids=["gone", "empty", "ff", "json", "naive"]
)
def test_no_state_of_its_files_keeps_a_project_from_starting(plant: Plant, file: str, content: bytes | None) -> None:
    plant.write(bad())
    plant.crash(2)
    plant.remove("bad")
    if content is None:
        (plant.data / file).unlink(missing_ok=True)
    else:
        (plant.data / file).write_bytes(content)
    with plant.start() as process:
        process.until("1 flow")
        process.until("Log in:")
        assert runs(process) == {"good": True}
        assert process.end() == 0
    assert "Traceback" not in process.output


def test_doctor_names_a_held_flow_with_the_way_out(plant: Plant, sinterflow: Any) -> None:
    plant.write(bad())
    plant.crash(3)
    with plant.start() as process:
        process.until("bad is held")
    said = sinterflow("doctor", str(plant.folder))
    assert "bad was at work at the crash of" in said.out
    assert "--release bad" in said.out
