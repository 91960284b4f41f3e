"""Giving a running node a message."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import msgspec
import pytest

from sinterflow.runtime import Source
from sinterflow.runtime.registry import load
from tests.runtime.api.front import BASE, LINE, Fail, Feed, Keep, Pass, Slow, Split, Write, flow, opened


def to(flow_id: str, node: str, query: str = "") -> str:
    return f"{BASE}/flows/{flow_id}/nodes/{node}/receive{query}"


def test_a_message_goes_the_way_of_the_node_s_wires() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            admitted = await front.post(to("line", "pass"), {"message": {"payload": 5, "topic": "t", "extra": None}})
            assert admitted.status == 202
            (seen,) = front.node("line", "keep").seen
            assert seen == {"payload": 5, "topic": "t", "extra": None, "_msgid": admitted.json["_msgid"]}

    asyncio.run(main())


def test_values_that_json_does_not_know_arrive_as_they_are() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            payload = {"time": {"$time": "2026-03-01T08:00:00Z"}, "raw": {"$bytes": "AP8="}, "odd": {"$": {"$x": 1}}}
            await front.post(to("line", "pass"), {"message": {"payload": [payload, 2**70]}})
            (seen,) = front.node("line", "keep").seen
            time = datetime(2026, 3, 1, 8, tzinfo=UTC)
            assert seen["payload"] == [{"time": time, "raw": b"\x00\xff", "odd": {"$x": 1}}, 2**70]

    asyncio.run(main())


def test_a_message_keeps_the_id_it_came_with() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            assert (await front.post(to("line", "pass"), {"message": {"_msgid": "mine"}})).json == {"_msgid": "mine"}
            assert front.node("line", "keep").seen == [{"payload": None, "topic": "", "_msgid": "mine"}]

    asyncio.run(main())


def test_a_source_that_is_started_by_hand_sends_its_own_message() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            without_body = await front.call("POST", to("line", "feed"))
            assert without_body.status == 202
            (seen,) = front.node("line", "keep").seen
            assert seen == {"payload": "its own", "_msgid": without_body.json["_msgid"]}

    asyncio.run(main())


@pytest.mark.parametrize("type", ["core.catch", "core.status", "core.complete", "core.link-in"])
def test_what_the_engine_itself_gives_messages_takes_none_by_hand(type: str) -> None:
    drawn = flow("f", {"keep": Keep, "follower": load().nodes[type]})
    if type != "core.link-in":
        drawn.document["nodes"]["follower"]["config"] = {"scope": ["keep"]}

    async def main() -> None:
        async with opened(drawn) as front:
            refused = await front.post(to("f", "follower"), {"message": {"payload": 1}})
            assert (refused.status, refused.codes) == (422, ["no-input"])

    asyncio.run(main())


def test_a_node_without_inputs_takes_no_message() -> None:
    class Clockwork(Feed):
        type = "test.clockwork"
        receive = Source.receive  # type: ignore[assignment]

    async def main() -> None:
        async with opened(flow("f", {"clock": Clockwork, "split": Split, "keep": Keep}, "split:2>keep")) as front:
            refused = await front.post(to("f", "clock"), {})
            assert (refused.status, refused.codes) == (422, ["no-input"])
            unknown = await front.post(to("f", "split"), {"port": "third"})
            assert (unknown.status, unknown.codes, unknown.json["hint"]) == (
                422,
                ["no-input"],
                "its inputs: in, second",
            )
            assert (await front.post(to("f", "split"), {"port": "second"})).status == 202
            assert len(front.node("f", "keep").seen) == 1

    asyncio.run(main())


def test_what_does_not_exist_is_named() -> None:
    async def main() -> None:
        async with opened(LINE, flow("idle", {"keep": Keep}, disabled=True)) as front:
            assert (await front.post(to("nowhere", "feed"), {})).codes == ["flow-not-found"]
            refused = await front.post(to("line", "nobody"), {})
            assert (refused.status, refused.codes) == (404, ["node-not-running"])
            stopped = await front.post(to("idle", "keep"), {})
            assert (stopped.status, stopped.codes) == (409, ["flow-not-running"])

    asyncio.run(main())


def test_a_node_inside_a_subflow_is_addressed_percent_encoded() -> None:
    async def main() -> None:
        inner = {"dose": {"inputs": {"in": ["pump"]}, "nodes": {"pump": {"type": "test.keep"}}}}
        drawn = flow("f", {"keep": Keep}, "keep:error>here", subflows=inner)
        drawn.document["nodes"]["here"] = {"type": "subflow:dose"}
        async with opened(drawn) as front:
            assert (await front.post(to("f", "here%2Fpump"), {})).status == 202
            assert len(front.node("f", "here/pump").seen) == 1

    asyncio.run(main())


def test_with_a_wait_the_answer_comes_when_the_delivery_is_done() -> None:
    async def main() -> None:
        async with opened(flow("f", {"slow": Slow, "keep": Keep}, "slow>keep")) as front:
            early = await front.post(to("f", "slow", "?wait=1ms"), {})
            assert early.status == 202
            waiting = asyncio.create_task(front.post(to("f", "slow", "?wait=1m"), {}))
            for _ in range(2):
                await front.node("f", "slow").arrived.acquire()
            assert not waiting.done()
            front.node("f", "slow").go_on.set()
            assert (await waiting).status == 200
            assert len(front.node("f", "keep").seen) == 2

    asyncio.run(main())


def test_a_message_that_fails_is_done_too_once_it_is_in_the_tray() -> None:
    async def main() -> None:
        async with opened(flow("f", {"fail": Fail})) as front:
            assert (await front.post(to("f", "fail", "?wait=1m"), {})).status == 200
            assert len(front.engine.shared.tray) == 1

    asyncio.run(main())


def test_a_wait_is_a_duration_and_has_an_end() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            for wait in ("5", "later", "6m"):
                refused = await front.post(to("line", "feed", f"?wait={wait}"), {})
                assert (refused.status, refused.codes) == (400, ["request-value"])

    asyncio.run(main())


def test_a_full_queue_admits_nothing_and_says_when_to_come_again() -> None:
    async def main() -> None:
        line = flow("f", {"pass": Pass, "slow": Slow}, "pass>slow", size=1)
        async with opened(line, patience=0.2) as front:
            for _ in range(3):  # two are being handled, one waits
                assert (await front.post(to("f", "pass"), {})).status == 202
            full = await front.post(to("f", "pass"), {})
            assert (full.status, full.codes, full.headers["Retry-After"]) == (503, ["not-admitted"], "1")
            front.node("f", "slow").go_on.set()
            assert (await front.post(to("f", "pass", "?wait=1m"), {})).status == 200

    asyncio.run(main())


def test_a_flow_that_can_reach_a_device_needs_the_right_to_write_to_devices() -> None:
    async def main() -> None:
        flows = LINE, flow("valve", {"pass": Pass, "write": Write}, "pass>write"), flow("near", {"pass": Pass})
        async with opened(*flows, rights=frozenset(["view", "operate"])) as front:
            refused = await front.post(to("valve", "pass"), {})
            assert (refused.status, refused.codes) == (403, ["missing-right"])
            assert "device-write" in refused.json["detail"]
            assert (await front.post(to("near", "pass"), {})).status == 202
        async with opened(*flows) as front:
            assert (await front.post(to("valve", "pass"), {})).status == 202

    asyncio.run(main())


def test_a_device_that_is_reached_by_a_link_to_another_flow_counts() -> None:
    async def main() -> None:
        valve = flow("valve", {"link": LinkIn, "write": Write}, "link>write")
        sender = flow("sender", {"pass": Pass, "over": LinkOut}, "pass>over")
        async with opened(valve, sender, rights=frozenset(["view", "operate"])) as front:
            assert (await front.post(to("sender", "pass"), {})).codes == ["missing-right"]

    asyncio.run(main())


class LinkIn(Pass):
    type = "test.link-in"
    role = "link-in"


class LinkOut(Keep):
    type = "test.link-out"
    role = "link-out"

    class Config(Pass.Config):
        to: list[str] = msgspec.field(default_factory=lambda: ["valve/link"])
