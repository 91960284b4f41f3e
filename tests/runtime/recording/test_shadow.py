"""Shadow runs: what a changed flow would do else on the same traffic."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime.recording.compare import Arrival, compare, differing_paths
from tests.runtime.recording.plant import limit_flow, plant

NOTHING = {"moved": 0, "changed": 0, "only_before": 0, "only_after": 0}


def counts(compared: dict[str, Any]) -> dict[str, int]:
    return {name: compared[name] for name in ("same", *NOTHING)}


def test_a_changed_limit_shows_exactly_the_messages_and_rows_that_differ(tmp_path: Path) -> None:
    async def main() -> None:
        async with plant(tmp_path, limit_flow(100)) as front:
            id = await front.record()
            await front.send("in", 50, 90, 150, 50, 60)
            answer = await front.shadow(id, limit_flow(80))
            assert answer["differs"] is True
            assert counts(answer["sinks"]["seen"]) == NOTHING | {"same": 2, "changed": 1, "only_before": 1}
            gone, back = answer["sinks"]["seen"]["examples"]
            assert (gone["kind"], gone["before"]["value"]["payload"]) == ("only_before", 90)
            assert (back["kind"], back["after"]["value"]["payload"]) == ("changed", 50)
            assert back["paths"] == ["verdict.limit", "verdict.text.en", "verdict.text.zh"]
            assert counts(answer["sinks"]["out"]) == NOTHING | {"same": 3, "only_before": 1}
            # 90 is beyond the limit already, so 150 is no change: one row less, another one more
            assert counts(answer["rows"]["write"]) == NOTHING | {"same": 0, "only_before": 1, "only_after": 1}
            after, before = answer["rows"]["write"]["examples"]
            assert before["before"]["value"] == {"table": "breaches", "row": {"pv": 150, "limit": 100}}
            assert after["after"]["value"] == {"table": "breaches", "row": {"pv": 90, "limit": 80}}

    asyncio.run(main())


def test_a_row_with_other_values_is_changed_and_its_paths_are_named(tmp_path: Path) -> None:
    async def main() -> None:
        async with plant(tmp_path, limit_flow(100)) as front:
            id = await front.record()
            await front.send("in", 150, 50, 160)
            answer = await front.shadow(id, limit_flow(90))
            rows = answer["rows"]["write"]
            assert counts(rows) == NOTHING | {"same": 0, "changed": 2}
            assert [example["paths"] for example in rows["examples"]] == [["row.limit"], ["row.limit"]]
            assert answer["errors"] == []

    asyncio.run(main())


def test_the_same_flow_differs_in_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            id = await front.record()
            await front.send("in", 150, "high", 50)
            answer = await front.shadow(id, limit_flow())
            assert answer["differs"] is False
            assert {sink: counts(one) for sink, one in answer["sinks"].items()} == {
                sink: NOTHING | {"same": 1} for sink in ("out", "seen", "write")
            }
            assert answer["errors"] == [{"node": "check", "kind": "NodeError", "before": 1, "after": 1}]

    asyncio.run(main())


def test_a_longer_delay_moves_what_is_sent(tmp_path: Path) -> None:
    async def main() -> None:
        slower = limit_flow()
        slower["nodes"]["wait"]["config"]["for"] = "5s"
        async with plant(tmp_path, limit_flow()) as front:
            id = await front.record()
            await front.send("in", 50, 60)
            out = (await front.shadow(id, slower))["sinks"]["out"]
            assert counts(out) == NOTHING | {"same": 0, "moved": 2}
            assert out["examples"][0]["before"]["after"] + 3 == pytest.approx(out["examples"][0]["after"]["after"])

    asyncio.run(main())


def arrival(at: float, content: bytes, id: str = "") -> Arrival:
    return Arrival(at, id, "in", content)


def test_what_nothing_is_known_by_is_paired_by_its_time() -> None:
    compared = compare([arrival(1, b"1"), arrival(2, b"2")], [arrival(1, b"5"), arrival(3, b"7")], 10)
    assert (compared.changed, compared.only_before, compared.only_after) == (1, 1, 1)
    assert [example.kind for example in compared.examples] == ["changed", "only_before", "only_after"]


def test_equal_messages_are_counted_as_often_as_they_come() -> None:
    compared = compare([arrival(1, b"1")] * 3, [arrival(1, b"1")] * 5, 1)
    assert (compared.same, compared.only_after, len(compared.examples)) == (3, 2, 1)


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 1.0}, ["a"]),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, ["a.b[1]"]),
        ({"a": [1]}, {"a": [1, 2]}, ["a"]),
        ({"a": 1, "x y": 2}, {"b": 1}, ["a", '["x y"]', "b"]),
        (1, "1", [""]),
    ],
)
def test_differing_paths_are_as_deep_as_they_can_be(before: Any, after: Any, paths: list[str]) -> None:
    assert differing_paths(before, after) == paths
