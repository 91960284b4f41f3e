"""Metrics, rates and stalls."""

from __future__ import annotations

import asyncio
import gc
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families as families

from sinterflow.runtime import Connection, Port, logs, text
from sinterflow.runtime import stalls as stalls_module
from sinterflow.runtime.metrics import FAMILIES
from sinterflow.runtime.metrics.families import GATEWAY
from sinterflow.runtime.metrics.page import page
from sinterflow.runtime.rates import Rates
from sinterflow.runtime.stalls import Stalls
from sinterflow.runtime.virtual import VirtualLoop
from tests.runtime.api.front import BASE, Fail, Feed, Keep, Slow, flow, opened

ROOT = Path(__file__).parents[2]
ELSEWHERE = set(GATEWAY)
"""They are shown in tests of their own."""

LINE = flow("line", {"feed": Feed, "slow": Slow, "fail": Fail}, "feed>slow", "slow>fail")


def test_prometheus_reads_the_counters_of_nodes_and_wires() -> None:
    async def main() -> dict[tuple[str, ...], float]:
        async with opened(LINE) as front:
            for _ in range(3):
                await front.post(f"{BASE}/flows/line/nodes/feed/receive", {})
            for _ in range(2):
                await front.node("line", "slow").arrived.acquire()
            before = await front.get("/metrics")
            front.node("line", "slow").go_on.set()
            await front.post(f"{BASE}/flows/line/nodes/slow/receive?wait=1m", {})
            after = await front.get("/metrics")
        assert before.headers["Content-Type"].startswith("text/plain")
        waiting = values(before.raw.decode())
        assert waiting["sinterflow_wire_depth", "line", "feed:out>slow:in"] == 1
        return values(after.raw.decode())

    found = asyncio.run(main())
    assert found["sinterflow_node_messages_total", "line", "feed", "out"] == 3
    assert found["sinterflow_node_received_total", "line", "fail"] == 4
    assert found["sinterflow_node_errors_total", "line", "fail"] == 4
    assert found["sinterflow_wire_messages_total", "line", "feed:out>slow:in"] == 3
    assert found["sinterflow_wire_depth", "line", "feed:out>slow:in"] == 0
    assert found["sinterflow_wire_dropped_total", "line", "feed:out>slow:in", "full"] == 0
    assert found["sinterflow_messages_unhandled_total",] == 4
    assert found["sinterflow_dead_letters",] == 4
    assert found["sinterflow_flow_running", "line"] == 1
    assert found["process_resident_memory_bytes",] > 0


def values(text: str) -> dict[tuple[str, ...], float]:
    """Samples by name and label values."""
    read: Any = families
    return {(one.name, *one.labels.values()): one.value for family in read(text) for one in family.samples}


def test_labels_are_escaped_and_every_family_is_described() -> None:
    class Odd(Feed):
        type = "test.odd"
        outputs = (Port('a "quoted" \\ port\n'),)
        acknowledges = True

    async def main() -> str:
        async with opened(flow("line", {"odd": Odd})) as front:
            return (await front.get("/metrics")).raw.decode()

    said = asyncio.run(main())
    assert values(said)["sinterflow_node_messages_total", "line", "odd", 'a "quoted" \\ port\n'] == 0
    assert values(said)["sinterflow_source_acknowledged_total", "line", "odd"] == 0
    read: Any = families
    described = {family.name: family for family in read(said)}
    for name, family in described.items():
        documented = FAMILIES.get(name) or FAMILIES[f"{name}_total"]
        assert (family.type, family.documentation) == (documented.kind, documented.help)


class Odd(Connection):
    """Tells of its peer as a real one does."""

    type = "test.odd-peer"
    title = text(en="Peer", zh="对端")

    async def open(self) -> None:
        self.exchanged(0.02)
        self.exchanged(0.0, failed=True)
        self.told_time(datetime.fromtimestamp(self.host.clock.time() + 7, UTC))


class Gate(Feed):
    """A source whose peer waits."""

    type = "test.gate"
    acknowledges = True


WIRED = flow("wired", {"gate": Gate, "slow": Slow, "keep": Keep}, "gate>slow", "slow>keep")
WIRED.document["wires"] = [["gate", "slow", {"policy": "durable"}], ["slow", "keep", {"policy": "bounded", "size": 1}]]


def test_every_metric_that_is_shown_is_documented_and_every_documented_one_is_shown(tmp_path: Path) -> None:
    assert (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8") == page(), (
        "python -m sinterflow.runtime.metrics.page > docs/metrics.md"
    )
    logs.set_up()
    structlog.get_logger("x").info("a line")

    async def main() -> str:
        links = {"peer": {"type": "test.odd-peer", "config": {}}}
        async with opened(WIRED, data=tmp_path, project={"connections": links}, connections=[Odd]) as front:
            program: Any = front.engine.flows["wired"].program
            await front.post(f"{BASE}/flows/wired/nodes/gate/receive", {})
            await front.node("wired", "slow").arrived.acquire()
            program.sample()
            front.node("wired", "slow").go_on.set()
            await front.post(f"{BASE}/flows/wired/nodes/gate/receive?wait=1m", {})
            gc.collect()
            return (await front.get("/metrics")).raw.decode()

    try:
        said = asyncio.run(main())
    finally:
        structlog.reset_defaults()
        logging.getLogger().handlers.clear()
    read: Any = families
    shown: dict[str, set[str]] = {}
    for family in read(said):
        for sample in family.samples:
            name = family.name if family.name in FAMILIES else f"{family.name}_total"
            shown.setdefault(name, set()).update(sample.labels.keys() - {"le"})
    assert {name: shown.get(name) for name in FAMILIES if name not in ELSEWHERE} == {
        name: set(family.labels) for name, family in FAMILIES.items() if name not in ELSEWHERE
    }
    assert shown.keys() <= FAMILIES.keys()
    found = values(said)
    assert found["sinterflow_connection_request_seconds_count", "peer", "test.odd-peer"] == 1
    assert found["sinterflow_connection_requests_failed_total", "peer", "test.odd-peer"] == 1
    assert found["sinterflow_connection_opened_total", "peer", "test.odd-peer"] == 1
    assert 6 < found["sinterflow_connection_clock_skew_seconds", "peer", "test.odd-peer"] <= 7
    assert found["sinterflow_journal_records_total",] >= 2
    posts = "POST", f"{BASE}/flows/{{id}}/nodes/{{node}}/receive"
    assert found["sinterflow_http_requests_total", *posts, "202"] == 1
    assert found["sinterflow_http_request_seconds_count", posts[1]] == 2


def test_what_a_wire_drops_is_counted_by_reason() -> None:
    line = flow("line", {"feed": Feed, "slow": Slow}, "feed>slow")
    line.document["wires"] = [["feed", "slow", {"policy": "bounded", "size": 2, "full": "drop-oldest"}]]

    async def main() -> dict[tuple[str, ...], float]:
        async with opened(line) as front:
            for _ in range(7):
                await front.post(f"{BASE}/flows/line/nodes/feed/receive", {})
            return values((await front.get("/metrics")).raw.decode())

    found = asyncio.run(main())
    wire = "sinterflow_wire_dropped_total", "line", "feed:out>slow:in"
    assert (found[*wire, "full"], found[*wire, "age"]) == (3, 0)  # two are under way, two wait
    assert found["sinterflow_wire_oldest_seconds", "line", "feed:out>slow:in"] > 0


def test_an_unknown_path_or_method_makes_no_new_label() -> None:
    async def main() -> set[tuple[str, str]]:
        async with opened(LINE) as front:
            for number in range(5):
                await front.get(f"/nowhere-{number}")
                await front.call(f"BREW{number}", f"{BASE}/flows")
            said = (await front.get("/metrics")).raw.decode()
            return {(name[1], name[2]) for name in values(said) if name[0] == "sinterflow_http_requests_total"}

    assert len(asyncio.run(main())) <= 2


def run_virtual(counts: dict[str, int], times: list[float], steps: dict[str, int]) -> list[dict[str, float]]:
    """The rates that are seen at these virtual times, while the counts grow by `steps` each second."""

    async def main() -> list[dict[str, float]]:
        rates = Rates(lambda flow: dict(counts) if flow == "f" else None)
        seen = []
        now = 0.0
        for at in times:
            while now < at:
                await asyncio.sleep(0.5)
                now += 0.5
                if now % 1 == 0.5:
                    for wire, step in steps.items():
                        counts[wire] += step
            seen.append(dict(rates.of("f")))
        rates.stop()
        return seen

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(main())


def test_rates_are_those_of_the_last_second() -> None:
    seen = run_virtual({"a": 100, "b": 0}, [0, 0.5, 1.5, 2.5], {"a": 7, "b": 0})
    assert seen == [{}, {}, {"a": 7.0, "b": 0.0}, {"a": 7.0, "b": 0.0}]


def test_a_flow_that_nobody_asked_for_is_not_counted_and_starts_anew() -> None:
    seen = run_virtual({"a": 0}, [0, 1.5, 30, 31.5], {"a": 7})
    assert seen == [{}, {"a": 7.0}, {}, {"a": 7.0}]


def test_counting_ends_when_nobody_asks() -> None:
    asked = 0

    def counts(flow: str) -> dict[str, int]:
        nonlocal asked
        asked += 1
        return {"a": 0}

    async def main() -> int:
        Rates(counts).of("f")
        await asyncio.sleep(100)
        return asked

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        assert runner.run(main()) <= 12


def test_a_flow_that_was_started_anew_or_ended_has_no_wrong_rate() -> None:
    counts: dict[str, int] | None = {"a": 1000}

    async def main() -> None:
        nonlocal counts
        rates = Rates(lambda flow: None if counts is None else dict(counts))
        rates.of("f")
        await asyncio.sleep(1.5)
        counts = {"a": 3}
        await asyncio.sleep(1)
        assert rates.of("f") == {"a": 0.0}
        counts = None
        await asyncio.sleep(1)
        assert rates.of("f") == {}
        rates.stop()

    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        runner.run(main())


class JumpingLoop(asyncio.SelectorEventLoop):
    """Its clock can jump, as if something had kept the loop from turning."""

    ahead = 0.0

    def time(self) -> float:
        return super().time() + self.ahead


def test_a_stall_of_the_loop_is_seen_and_forgotten_after_two_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stalls_module, "EVERY", 0.0)
    monkeypatch.setattr(stalls_module, "WINDOW", 0.0)
    loop = JumpingLoop()

    async def main() -> list[bool]:
        stalls = Stalls()
        stalls.start()
        loop.ahead += 1000
        seen = []
        for _ in range(6):
            await asyncio.sleep(0)
            seen.append(stalls.longest > 900)
        stalls.stop()
        return seen

    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        seen = runner.run(main())
    assert True in seen
    assert seen[-1] is False
