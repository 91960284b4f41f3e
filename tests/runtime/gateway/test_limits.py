"""What comes near a limit is said before it bites: in health, in the log, at /events, in the metrics."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families as families

from sinterflow.runtime import logs
from sinterflow.runtime.api.events import TOPICS
from sinterflow.runtime.deploy.deployer import Deployer
from sinterflow.runtime.engine import Engine
from sinterflow.runtime.events import QUEUE_BYTES, TIGHT_BYTES, Subscriber
from sinterflow.runtime.flow.document import LimitsDocument, Settings
from sinterflow.runtime.flow.project import load_project
from sinterflow.runtime.gateway.kernel_clock import KernelClock
from sinterflow.runtime.gateway.machine import LEAST, STEP, Disk, Machine, Memory, Trend
from sinterflow.runtime.gateway.machine_clock import MachineClock
from sinterflow.runtime.gateway.readings import Reading, of_disk, of_memory
from sinterflow.runtime.gateway.relief import Relief
from sinterflow.runtime.gateway.states import HELD, States
from sinterflow.runtime.gateway.watch import Watch
from sinterflow.runtime.metrics.families import GATEWAY
from sinterflow.runtime.recording.recordings import Recordings
from sinterflow.runtime.registry import Registry
from sinterflow.runtime.stalls import Stalls
from tests.runtime.api.front import BASE, Feed, Keep, Plc, Slow, flow, opened
from tests.runtime.api.people import add, logged_in, quick
from tests.runtime.gateway.time_server import answer, time_server

GIB = 1024**3


class Given(Machine):
    """A machine that is as short of everything as the test says."""

    def __init__(self, data: Path) -> None:
        super().__init__(data)
        self.used = 1
        self.free = 100 * GIB
        self.full_in: float | None = None

    def memory(self, configured: int | None) -> Memory:
        return Memory(self.used * GIB, 10 * GIB)

    def disk(self, now: float) -> Disk | None:
        return Disk(self.free, 200 * GIB, self.full_in)

    def files(self) -> tuple[int, int | None]:
        return 10, 1000


def watch(machine: Machine, relief: Any = None, clock: MachineClock | None = None) -> Any:
    def make(engine: Engine, deployer: Deployer) -> Watch:
        gives_way = relief or Relief(engine.shared.events, logs.book().lines, None)
        settings = lambda: deployer.opened.project.document.settings  # noqa: E731
        return Watch(engine, settings, Stalls(), gives_way, None, clock, machine)

    return make


def test_what_is_short_is_said_everywhere_in_both_languages_and_taken_back(tmp_path: Path) -> None:
    machine = Given(tmp_path)
    line = flow("line", {"feed": Feed, "slow": Slow}, "feed>slow", size=10)
    limits = {"wire": 0.5, "wire_time": "0s", "disk_time": "2h"}

    async def main() -> None:
        made: list[Watch] = []

        def make(engine: Engine, deployer: Deployer) -> Watch:
            made.append(watch(machine)(engine, deployer))
            return made[0]

        project = {"settings": {"timezone": "Asia/Shanghai", "limits": limits}}
        async with opened(line, watch=make, project=project) as front:
            (looks,) = made
            await looks.pause()
            machine.free, machine.full_in = GIB // 2, 3600.0
            socket = await front.events()
            await socket.send_json({"subscribe": ["health"]})
            await socket.receive_json()
            for _ in range(9):
                await front.post(f"{BASE}/flows/line/nodes/feed/receive", {})
            await looks.look()
            machine.used = 9
            await looks.look()
            health = (await front.get(f"{BASE}/health", headers={"Accept-Language": "zh"})).json
            codes = {one["code"]: one for one in health["faults"]}
            assert codes.keys() == {"limit-memory", "limit-disk", "limit-disk-trend", "limit-wire"}
            assert codes["limit-memory"]["message"] == "进程已使用内存 9.0 GiB，上限 10.0 GiB"
            assert (codes["limit-wire"]["wire"], codes["limit-wire"]["file"]) == ("feed:out>slow:in", "flows/line.json")
            assert health["status"] == "attention"
            assert (health["machine"]["disk_free"], health["machine"]["memory_limit"]) == (GIB // 2, 10 * GIB)
            seen = [await socket.receive_json() for _ in range(4)]
            assert {(one["topic"], one["data"]["limit"], one["data"]["state"]) for one in seen} == {
                ("health", "disk", "warning"), ("health", "disk-trend", "warning"),
                ("health", "wire", "warning"), ("health", "memory", "warning"),
            }  # fmt: skip
            assert seen[0]["data"]["message"]["zh"] != seen[0]["data"]["message"]["en"]
            await socket.close()
            text = (await front.get("/metrics")).raw.decode()
        shown: Any = families
        found = {(one.name, *one.labels.values()): one.value for family in shown(text) for one in family.samples}
        assert found["sinterflow_limit_state", "memory"] == 1
        assert found["sinterflow_disk_free_bytes",] == GIB // 2
        assert found["sinterflow_disk_full_seconds",] == 3600

    with structlog.testing.capture_logs() as said:
        asyncio.run(main())
    assert [one["limit"] for one in said if one["event"] == "near a limit"].count("memory") == 1


def test_who_may_see_an_area_alone_is_told_of_its_flows_and_the_machine_and_of_no_secrets(tmp_path: Path) -> None:
    machine = Given(tmp_path)
    machine.used = 9
    line = flow("line", {"feed": Feed, "slow": Slow}, "feed>slow", size=10)
    press = flow("press", {"feed": Feed, "keep": Keep}, "feed>keep", disabled=True)
    areas = {"pressing": {"flows": ["press"]}, "sintering": {"flows": ["line"]}}
    settings = {"areas": areas, "limits": {"wire": 0.5, "wire_time": "0s"}}
    connections = {"plc": {"type": Plc.type, "config": {"password": "${secret:plc}"}}}

    async def main() -> None:
        made: list[Watch] = []

        def make(engine: Engine, deployer: Deployer) -> Watch:
            made.append(watch(machine)(engine, deployer))
            return made[0]

        async with opened(line, press, watch=make, project={"settings": settings, "connections": connections}) as front:
            quick(front)
            await front.call("PUT", f"{BASE}/secrets/plc", json={"value": "geheim"})
            await made[0].pause()
            for _ in range(9):
                await front.post(f"{BASE}/flows/line/nodes/feed/receive", {})
            await made[0].look()
            all_of_it = (await front.get(f"{BASE}/health")).json
            assert codes(all_of_it) == {"limit-memory", "limit-wire", "secret-changed"}
            assert all_of_it["flows"] == 1
            sees = {"pressing": ({"limit-memory"}, 0), "sintering": ({"limit-memory", "limit-wire"}, 1)}
            for area, (seen, flows) in sees.items():
                assert (await add(front, area, ("viewer", area))).status == 201
                async with logged_in(front, area) as page:
                    health = (await page.get(f"{BASE}/health")).json
                    assert (codes(health), health["flows"], health["status"]) == (seen, flows, "attention")

    asyncio.run(main())


def codes(health: Any) -> set[str]:
    return {one["code"] for one in health["faults"]}


def test_a_wrong_clock_of_the_machine_is_alarmed_and_the_metrics_of_the_gateway_are_all_there(tmp_path: Path) -> None:
    clock = MachineClock(kernel=lambda: KernelClock(True, 0.0, 0.001))

    async def main(server: str) -> tuple[Any, str]:
        project = {"settings": {"time_server": server}}
        machine = Given(tmp_path)
        machine.full_in = 1e9
        made: list[Watch] = []

        def make(engine: Engine, deployer: Deployer) -> Watch:
            made.append(watch(machine, clock=clock)(engine, deployer))
            return made[0]

        async with opened(flow("line", {"feed": Feed}), watch=make, project=project) as front:
            await made[0].look()
            health = (await front.get(f"{BASE}/health")).json
            return health, (await front.get("/metrics")).raw.decode()

    with time_server(partial(answer, ahead=-90)) as server:
        health, text = asyncio.run(main(server))
    assert [(one["code"], one["severity"]) for one in health["faults"] if "clock" in one["code"]] == [
        ("limit-clock", "error")
    ]
    told = health["machine"]["clock"]
    assert (told["source"], told["server"], round(told["offset"])) == ("server", server, 90)
    read: Any = families
    assert {family.name for family in read(text)} >= GATEWAY.keys()


def test_the_topic_can_be_subscribed_to() -> None:
    assert "health" in TOPICS


def test_at_the_limit_of_memory_previews_and_recordings_give_way_and_come_back(tmp_path: Path) -> None:
    machine = Given(tmp_path)

    async def main() -> None:
        line = flow("line", {"feed": Feed, "keep": Keep}, "feed>keep")
        async with opened(line) as front:
            events = front.engine.shared.events
            recordings = Recordings(front.engine, tmp_path)
            await recordings.open()
            recording = await recordings.begin("all", ["line"], 1 << 20, None, "me")
            reader = Subscriber(lambda: None)
            events.subscribe(reader, ["debug"])
            relief = Relief(events, logs.book().lines, recordings)
            looks = Watch(front.engine, Settings, Stalls(), relief, None, MachineClock(), machine)
            big = {"value": "x" * (TIGHT_BYTES // 2)}
            for _ in range(10):
                events.publish("debug", big)
            await looks.look()
            assert len(reader.take()) == 10
            machine.used = 10
            for _ in range(10):
                events.publish("debug", big)
            await looks.look()
            assert len(reader.take()) <= 3  # with what was lost
            await front.post(f"{BASE}/flows/line/nodes/feed/receive?wait=1m", {})
            assert (recording.recorded, recording.lost) == (0, 1)
            assert recordings.outage
            machine.used = 1
            looks._states._known["memory"].entered -= HELD
            await looks.look()
            await front.post(f"{BASE}/flows/line/nodes/feed/receive?wait=1m", {})
            assert (recording.recorded, recordings.outage) == (1, "")
            for _ in range(10):
                events.publish("debug", big)
            assert len(reader.take()) == 10
            await looks.stop()
            await recordings.close()

    asyncio.run(main())
    assert QUEUE_BYTES > TIGHT_BYTES


@given(st.lists(st.floats(0, 2, allow_nan=False), min_size=1, max_size=60))
def test_a_state_never_flickers_and_is_never_quieter_than_the_figure(figures: list[float]) -> None:
    states, now, changed = States(), 0.0, [-HELD]
    for used in figures:
        for _, before, level in states.judge([Reading("x", used, 0.8, 1.0)], now):
            assert before != level
            if level < before:
                assert now - changed[-1] >= HELD
            changed.append(now)
        level = states.level("x")
        assert level >= (2 if used >= 1 else 1 if used >= 0.8 else 0)
        assert bool(states.level("x")) == bool(level)
        now += 5


def test_what_lasts_too_short_is_not_said() -> None:
    states = States()
    high = Reading("wire", 0.9, 0.8, key="a", after=60)
    assert states.judge([high], 0) == []
    assert states.judge([high], 55) == []
    assert states.judge([], 56) == []
    assert states.judge([high], 60) == []
    assert [level for _, _, level in states.judge([high], 120)] == [1]


def test_the_least_limit_of_memory_counts(tmp_path: Path) -> None:
    (tmp_path / "memory.max").write_text("700000000\n")
    machine = Machine(None, (tmp_path,))
    assert machine.memory(None).limit == 700000000
    assert machine.memory(600000000).limit == 600000000
    (tmp_path / "memory.max").write_text("max\n")
    assert machine.memory(None).limit > 700000000
    assert machine.memory(None).used > 0


def test_the_trend_says_when_the_disk_is_full() -> None:
    trend = Trend()
    for minute in range(30):
        trend.add(minute * 60, 10_000 - 100 * minute)
        if minute * 60 < LEAST:
            assert trend.empty_in(10_000) is None
    assert round(trend.empty_in(7_100) or 0) == 71 * 60
    trend.add(29 * 60 + STEP / 2, 0)  # too soon to count
    assert round(trend.empty_in(7_100) or 0) == 71 * 60
    growing = Trend()
    for minute in range(30):
        growing.add(minute * 60, 10_000 + minute)
    assert growing.empty_in(10_000) is None


def test_limits_of_the_project_are_those_that_count() -> None:
    limits = LimitsDocument(memory=0.5, disk_free=10 * GIB)
    assert of_memory(Memory(6, 10), limits).used >= of_memory(Memory(6, 10), limits).warn
    (room,) = of_disk(Disk(9 * GIB, 100 * GIB, None), 0, limits)
    assert room.used > room.warn


def test_wrong_limits_are_named_with_their_place(tmp_path: Path) -> None:
    settings = {"limits": {"memory": 3, "memroy_bytes": 1, "wire_time": "soon"}, "time_server": "a b"}
    (tmp_path / "project.json").write_text(json.dumps({"format": 1, "settings": settings}))
    _, found = load_project(tmp_path, Registry([], []))
    assert {one.path for one in found} == {
        "/settings/limits/memory",
        "/settings/limits/memroy_bytes",
        "/settings/limits/wire_time",
        "/settings/time_server",
    }
