"""The WebSocket of events and taps."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from sinterflow.runtime import events as queues
from tests.runtime.api.front import BASE, LINE, TOKEN, Front, opened

OUT = "tap:line/pass/out:out"


async def ask(socket: aiohttp.ClientWebSocketResponse, **request: Any) -> Any:
    """Send a request; its answer's data."""
    await socket.send_json(request)
    answer = await socket.receive_json()
    assert answer["topic"] == "subscribed"
    return answer["data"]


async def give(front: Front, payload: Any) -> None:
    given = await front.post(f"{BASE}/flows/line/nodes/pass/receive", {"message": {"payload": payload, "_msgid": "m"}})
    assert given.status == 202


def test_what_passes_a_tapped_port_is_seen_from_the_answer_on() -> None:
    async def main() -> None:
        async with opened(LINE) as front, await front.events() as socket:
            assert await ask(socket, subscribe=[OUT]) == {"topics": [OUT], "faults": []}
            await give(front, 850.5)
            seen = await socket.receive_json()
            assert seen["topic"] == OUT
            assert seen["time"]
            message = {"payload": 850.5, "topic": "", "_msgid": "m"}
            assert seen["data"] == {"message": message, "seq": 1, "truncated": False}

    asyncio.run(main())


def test_what_is_no_longer_subscribed_is_no_longer_sent() -> None:
    async def main() -> None:
        async with opened(LINE) as front, await front.events() as socket:
            into = "tap:line/keep/in"
            await ask(socket, subscribe=[OUT, into])
            assert await ask(socket, subscribe=[into], unsubscribe=[OUT]) == {"topics": [into], "faults": []}
            await give(front, 1)
            assert (await socket.receive_json())["topic"] == into
            assert await ask(socket, unsubscribe=[into]) == {"topics": [], "faults": []}

    asyncio.run(main())


def test_the_same_topic_twice_is_sent_once_and_two_callers_do_not_disturb_each_other() -> None:
    async def main() -> None:
        async with opened(LINE) as front, await front.events() as one, await front.events() as other:
            await ask(one, subscribe=[OUT, OUT])
            await ask(one, subscribe=[OUT])
            await ask(other, subscribe=[OUT])
            await ask(other, unsubscribe=[OUT])
            await give(front, 1)
            await give(front, 2)
            assert [(await one.receive_json())["data"]["message"]["payload"] for _ in range(2)] == [1, 2]

    asyncio.run(main())


@pytest.mark.parametrize(
    "topic", ["tap:line/nobody/in", "tap:line/pass/out:second", "tap:nowhere/pass/in", "tap:line", "weather", ""]
)
def test_a_topic_that_does_not_exist_is_a_fault_and_the_others_are_taken(topic: str) -> None:
    async def main() -> None:
        async with (
            opened(LINE) as front,
            await front.events(
                headers={
                    "Authorization": f"Bearer {TOKEN}",
                    "Accept-Language": "zh-CN",
                }
            ) as socket,
        ):
            answer = await ask(socket, subscribe=["debug", topic, OUT])
            assert answer["topics"] == ["debug", OUT]
            (fault,) = answer["faults"]
            assert fault["code"] == ("unknown-tap" if topic.startswith("tap:") else "unknown-topic")
            assert topic in fault["message"]
            assert "可用" in fault["hint"] or "请写成" in fault["hint"]

    asyncio.run(main())


@pytest.mark.parametrize("request_text", ["", "{", "[]", '{"subscribe": "debug"}', '{"subscrib": []}', "[" * 5000])
def test_what_is_no_request_is_answered_with_a_fault(request_text: str) -> None:
    async def main() -> None:
        async with opened(LINE) as front, await front.events() as socket:
            await socket.send_str(request_text)
            answer = (await socket.receive_json())["data"]
            assert [fault["code"] for fault in answer["faults"]] == ["not-a-subscription"]
            assert await ask(socket, subscribe=["debug"]) == {"topics": ["debug"], "faults": []}

    asyncio.run(main())


def test_debug_and_status_events_name_flow_and_node() -> None:
    async def main() -> None:
        async with opened(LINE) as front, await front.events() as socket:
            await ask(socket, subscribe=["debug", "status"])
            node = front.node("line", "pass")
            node.publish("debug", {"value": 5})
            node.status("warning", "hot")
            where = {"flow": "line", "node": "pass"}
            assert (await socket.receive_json())["data"] == {**where, "value": 5}
            assert (await socket.receive_json())["data"] == {**where, "state": "warning", "text": "hot"}

    asyncio.run(main())


def test_a_slow_reader_loses_the_oldest_and_is_told_how_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "QUEUE_EVENTS", 3)

    async def main() -> None:
        async with opened(LINE) as front, await front.events() as socket:
            await ask(socket, subscribe=["debug"])
            for number in range(10):  # all in one turn of the loop: nothing can be sent between
                front.node("line", "pass").publish("debug", {"value": number})
            lost = await socket.receive_json()
            assert lost == {"topic": "lost", "data": {"debug": 7}}
            assert [(await socket.receive_json())["data"]["value"] for _ in range(3)] == [7, 8, 9]

    asyncio.run(main())


def test_a_reader_that_does_not_read_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "QUEUE_BYTES", 1_000_000)

    async def main() -> None:
        async with opened(LINE) as front, await front.events() as reading, await front.events() as stuck:
            await ask(reading, subscribe=["debug"])
            await ask(stuck, subscribe=["debug"])
            for number in range(300):  # 30 MB: far more than sockets hold
                front.node("line", "pass").publish("debug", {"number": number, "value": "x" * 100_000})
                assert (await reading.receive_json())["data"]["number"] == number
            got, lost = await read_until(stuck, 299)
            assert got + lost == 300
            assert lost > 0

    asyncio.run(main())


async def read_until(socket: aiohttp.ClientWebSocketResponse, number: int) -> tuple[int, int]:
    """How many events came until the one with this number, and how many were said to be lost."""
    got = lost = 0
    while True:
        event = await socket.receive_json()
        if event["topic"] == "lost":
            lost += event["data"]["debug"]
            continue
        got += 1
        if event["data"]["number"] == number:
            return got, lost


def test_many_readers_all_get_each_event() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            sockets = [await front.events() for _ in range(100)]
            for socket in sockets:
                await ask(socket, subscribe=[OUT])
            await give(front, 7)
            for socket in sockets:
                assert (await socket.receive_json())["data"]["message"]["payload"] == 7

    asyncio.run(main())


def test_a_browser_gives_its_token_as_sub_protocol() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            protocols = ("sinterflow", f"bearer.{TOKEN}")
            async with await front.events(headers={"Origin": front.server.url}, protocols=protocols) as socket:
                assert socket.protocol == "sinterflow"
                assert (await ask(socket, subscribe=["debug"]))["topics"] == ["debug"]

    asyncio.run(main())


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"headers": {}}, 401),
        ({"headers": {}, "protocols": ("sinterflow",)}, 401),
        ({"headers": {}, "protocols": ("sinterflow", "bearer.wrong")}, 401),
        ({"headers": {}, "protocols": (f"bearer.{TOKEN}",)}, 400),
        ({"headers": {"Origin": "https://evil.example", "Authorization": f"Bearer {TOKEN}"}}, 403),
    ],
)
def test_a_stranger_gets_no_events(more: dict[str, Any], status: int) -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await front.events(**more)
            assert refused.value.status == status

    asyncio.run(main())


def test_events_asked_for_without_a_websocket_are_refused() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            refused = await front.get(f"{BASE}/events")
            assert (refused.status, refused.codes) == (400, ["bad-request"])

    asyncio.run(main())


def test_a_caller_that_went_leaves_no_tap_behind() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            async with await front.events() as socket:
                await ask(socket, subscribe=[OUT, "debug"])
                assert front.engine.shared.events.wanted(OUT)
            async with await front.events() as other:  # the server has seen the first one go when this one is answered
                await ask(other, subscribe=["status"])
                assert not front.engine.shared.events.wanted(OUT)
                assert not front.engine.shared.events.wanted("debug")

    asyncio.run(main())


def test_a_server_that_ends_closes_its_sockets() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            socket = await front.events()
            await front.server.stop()
            closed = await socket.receive()
            assert (closed.type, closed.data) == (aiohttp.WSMsgType.CLOSE, 1001)

    asyncio.run(main())
