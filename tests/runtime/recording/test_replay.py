"""Replay: what was recorded gives the same again, on virtual time and with nothing outside."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sinterflow.runtime import new_message
from sinterflow.runtime.compile.program import Point, Tap
from sinterflow.runtime.delivery import Delivery
from sinterflow.runtime.encoding import decode, encode
from sinterflow.runtime.engine import Engine
from sinterflow.runtime.flow.load import load_flow
from sinterflow.runtime.flow.project import Project
from sinterflow.runtime.flow.resolve import resolve
from sinterflow.runtime.message import Message, copy_message
from sinterflow.runtime.recording.recordings import Recordings
from sinterflow.runtime.recording.request import Asked
from sinterflow.runtime.recording.runs import Runs
from sinterflow.runtime.registry import load
from sinterflow.runtime.running_flow import RunningFlow
from sinterflow.runtime.virtual import run_virtual, virtual_loop
from tests.runtime.api.front import BASE
from tests.runtime.recording.plant import limit_flow, plant

REGISTRY = load()
NODES = {
    "in": {"type": "core.inject"},
    "check": {"type": "rule.limit", "config": {"high": 100, "deadband": 5, "key": "topic", "on_delay": "700ms"}},
    "later": {"type": "core.delay", "config": {"mode": "delay", "for": "1300ms"}},
    "paced": {"type": "core.delay", "config": {"mode": "rate", "count": 1, "per": "900ms"}},
    "changed": {"type": "core.filter", "config": {"mode": "changed"}},
    "ok": {"type": "core.debug"},
    "breach": {"type": "core.debug"},
    "clear": {"type": "core.debug"},
    "same": {"type": "core.debug"},
    "errors": {"type": "core.catch"},
    "failed": {"type": "core.debug"},
}
WIRES = [
    ["in", "check"], ["check:ok", "later"], ["later", "ok"], ["check:breach", "paced"], ["paced", "breach"],
    ["check:clear", "clear"], ["in", "changed"], ["changed", "same"], ["errors", "failed"],
]  # fmt: skip
DOCUMENT = encode({"format": 1, "id": "line", "nodes": NODES, "wires": WIRES})
ENDS = ("ok", "breach", "clear", "same", "failed")
SENT = st.lists(
    st.tuples(
        st.integers(0, 2500).map(lambda ms: ms / 1000),
        st.sampled_from(["a", "b"]),
        st.integers(80, 120) | st.sampled_from([None, "high", 99.5, float("nan"), b"\xff"]),
    ),
    min_size=1,
    max_size=20,
)


def original(folder: Path, sent: list[tuple[float, str, Any]]) -> tuple[Asked, dict[str, list[tuple[float, Message]]]]:
    """Run the flow while it is recorded: the request to replay it, and what came to its ends."""
    seen: dict[str, list[tuple[float, Message]]] = {end: [] for end in ENDS}

    async def main() -> Asked:
        loop, registry, project = virtual_loop(), REGISTRY, Project(None)
        engine = Engine(registry, loop.clock())
        recordings = Recordings(engine, folder)
        await recordings.open()

        def ends(flow: RunningFlow) -> Iterator[tuple[Point, Tap]]:
            for end in ENDS:
                yield (end, "in", "in"), lambda message, end=end: seen[end].append((loop.time(), copy_message(message)))  # type: ignore[misc]

        engine.taps.watch(ends)
        flow, _, _ = load_flow(DOCUMENT, None)
        assert flow is not None
        resolved, faults = resolve(flow, project, registry)
        assert resolved is not None, faults
        await engine.start()
        await engine.run([resolved])
        recording = await recordings.begin("r", ["line"], 10_000_000, None, "test")
        elapsed, begun = 0.0, loop.time()
        for wait, topic, payload in sent:
            elapsed += wait
            await asyncio.sleep(max(0.0, begun + elapsed - loop.time()))
            await loop.settle()
            seen.setdefault("", []).append((loop.time(), {}))
            delivery = Delivery(None, loop.time())
            await engine.flows["line"].receive("in", new_message(payload, topic), "in", delivery)
            delivery.end()
        await loop.settle()
        await asyncio.sleep(60)
        await loop.settle()
        await recordings.stop(recording)
        await engine.stop(drain=0)
        await recordings.close()
        return Asked(
            project=project,
            documents=[DOCUMENT],
            path=recordings.path,
            recording=recording.id,
            places=["line"],
            fed=frozenset([0]),
            limit=1000,
        )

    return run_virtual(main()), seen


@settings(max_examples=10)
@given(SENT)
def test_a_replay_gives_what_the_original_run_gave_at_the_same_times(sent: list[tuple[float, str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        asked, seen = original(Path(folder), sent)
        answer = decode(asyncio.run(Runs().run(asked, 60)))
    first = seen.pop("")[0][0]
    assert answer["records"] == len(sent)
    for end, arrivals in seen.items():
        found = answer["sinks"].get(end, {"count": 0, "arrivals": []})
        assert found["count"] == len(arrivals)
        for one, (at, message) in zip(found["arrivals"], arrivals, strict=True):
            assert abs(one["after"] - (at - first)) < 1e-4
            assert unlike_times(one["message"]) == unlike_times(message)


def unlike_times(message: Message) -> bytes:
    """The message without the moments in it, which differ by less than a microsecond."""
    return encode({**message, "verdict": {**message.get("verdict", {}), "since": None}, "error": message.get("error")})


def test_nothing_outside_is_written_and_what_would_be_is_shown(tmp_path: Path) -> None:
    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            id = await front.record()
            await front.send("in", 50, 150)
            answer = await front.replay(id)
            (row,), (published,) = (answer["sinks"][sink]["arrivals"] for sink in ("write", "out"))
            assert row["outcome"] == {"table": "breaches", "rows": [{"pv": 150, "limit": 100}], "key": []}
            assert published["outcome"] == {"topic": "normal", "payload": "50", "retain": False}
            assert published["after"] == 2.0
            assert answer["stubbed"] == {"in": "source", "write": "sink", "out": "sink"}
            assert answer["nodes"]["check"] == {"received": 2, "sent": 2, "errors": 0}

    asyncio.run(main())


def test_virtual_time_begins_at_the_first_record(tmp_path: Path) -> None:
    async def main() -> None:
        changed = limit_flow()
        rules = [{"op": "set", "path": "payload", "to": {"from": "now"}}]
        changed["nodes"]["row"] = {"type": "core.change", "config": {"rules": rules}}
        changed["wires"] = [["in", "row"], ["row", "seen"]]
        async with plant(tmp_path, limit_flow()) as front:
            id = await front.record()
            before = front.engine.shared.clock.time()
            await front.send("in", 1)
            answer = await front.replay(id, document=changed)
            (arrival,) = answer["sinks"]["seen"]["arrivals"]
            assert before * 1000 <= arrival["message"]["payload"] + 1 <= front.engine.shared.clock.time() * 1000 + 1

    asyncio.run(main())


def test_what_was_recorded_on_a_wire_enters_at_its_end_and_a_recorded_node_does_not_run(tmp_path: Path) -> None:
    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            wire = "line/check:ok>wait:in"
            id = await front.record("line", wire, "line/check")
            await front.send("in", 50, 150)
            on_wire = await front.replay(id, places=[wire])
            assert {node: one["count"] for node, one in on_wire["sinks"].items()} == {"out": 1}
            behind = await front.replay(id, places=["line/check"])
            assert behind["stubbed"]["check"] == "recorded"
            assert {node: one["count"] for node, one in behind["sinks"].items()} == {"out": 1, "write": 1, "seen": 1}
            whole = await front.replay(id)  # each message enters once, wherever else it was seen
            assert {node: one["count"] for node, one in whole["sinks"].items()} == {"out": 1, "write": 1, "seen": 1}

    asyncio.run(main())


def test_a_part_in_time_is_replayed_and_time_goes_on_as_long_as_asked(tmp_path: Path) -> None:
    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            id = await front.record()
            await front.send("in", 1, 2, 3)
            items = (await front.get(f"{BASE}/recordings/{id}/records")).json["items"]
            part = await front.replay(id, **{"from": items[1]["time"]}, settle="1s")
            assert part["records"] == 2
            assert part["from"] == items[1]["time"]
            assert part["sinks"]["seen"]["count"] == 2
            assert "out" not in part["sinks"]  # it waits two seconds

    asyncio.run(main())


def test_messages_without_a_place_in_the_flow_are_counted_and_errors_are_shown(tmp_path: Path) -> None:
    async def main() -> None:
        changed = limit_flow()
        del changed["nodes"]["wait"]
        changed["wires"] = [["in", "check"], ["check:ok", "out"]]
        async with plant(tmp_path, limit_flow()) as front:
            id = await front.record("line", "line/wait")
            await front.send("in", 50, "high")
            while (await front.get(f"{BASE}/recordings/{id}")).json["recorded"] < 3:
                """The message waits for two seconds."""
            answer = await front.replay(id, document=changed)
            assert answer["skipped"] == {"line/wait": 1}
            assert (answer["error_count"], answer["errors"][0]["node"]) == (1, "check")

    asyncio.run(main())
