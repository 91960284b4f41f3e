"""Breakpoints: what comes to a wire is held, shown, and let go by a person; nothing of it is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sinterflow.runtime.security.rights import EVERY_RIGHT
from tests.runtime.api.front import BASE, LINE, Drawn, Feed, Front, Keep, Pass, Write, audited, flow, opened

WIRE = "pass:out>keep:in"
HERE = f"{BASE}/flows/line/breakpoints/{quote(WIRE, safe='')}"
QUEUED = flow("line", {"feed": Feed, "pass": Pass, "keep": Keep}, "feed>pass", "pass>keep", size=1000)


def durable() -> Drawn:
    drawn = flow("line", {"feed": Feed, "pass": Pass, "keep": Keep}, "feed>pass", "pass>keep")
    drawn.document["wires"][1].append({"policy": "durable"})
    return drawn


async def send(front: Front, *payloads: Any) -> None:
    for payload in payloads:
        sent = await front.post(f"{BASE}/flows/line/nodes/pass/receive", {"message": {"payload": payload}})
        assert sent.status == 202


async def held(front: Front) -> tuple[int, list[Any]]:
    (item,) = (await front.get(f"{BASE}/flows/line/breakpoints")).json["items"]
    return item["held"], [one["message"]["payload"] for one in item["messages"]]


def arrived(front: Front) -> list[Any]:
    return [message["payload"] for message in front.node("line", "keep").seen]


async def until(true: Callable[[], bool | Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while True:
            found = true()
            if found is True or (not isinstance(found, bool) and await found):
                return
            await asyncio.sleep(0.002)


async def redeploy(front: Front, change: Callable[[dict[str, Any]], None]) -> None:
    found = await front.get(f"{BASE}/flows/line?version=draft")
    document = found.json
    change(document)
    url = f"{BASE}/flows/line"
    saved = await front.call("PUT", url, json=document, headers={"If-Match": found.headers["ETag"]})
    revision = (await front.get(f"{BASE}/flows")).json["revision"]
    order = {"revision": revision, "flows": {"line": saved.json["etag"]}}
    assert (await front.post(f"{BASE}/deploy", order)).status == 200


@pytest.mark.parametrize("drawn", [LINE, QUEUED, durable()], ids=["direct", "bounded", "durable"])
def test_what_comes_is_held_shown_and_let_go_one_by_one(drawn: Drawn, tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(drawn, data=tmp_path) as front:
            await send(front, 0)
            await until(lambda: arrived(front) == [0])
            assert (await front.call("PUT", HERE)).status == 201
            assert (await front.call("PUT", HERE)).status == 200
            await send(front, 1, 2, 3)

            async def all_there() -> bool:
                return await held(front) == (3, [1, 2, 3])

            await until(all_there)
            assert (await front.call("POST", f"{HERE}/step")).json["held"] == 2
            await until(lambda: arrived(front) == [0, 1])
            assert await held(front) == (2, [2, 3])
            assert (await front.call("DELETE", HERE)).status == 204
            await send(front, 4)
            await until(lambda: arrived(front) == [0, 1, 2, 3, 4])
            assert (await front.get(f"{BASE}/flows/line/breakpoints")).json["items"] == []
            gone = await front.call("POST", f"{HERE}/step")
            assert (gone.status, gone.codes) == (404, ["no-breakpoint"])

    asyncio.run(main())


def test_a_hit_is_told_and_stepping_over_nothing_is_refused() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            await front.call("PUT", HERE)
            socket = await front.events()
            await socket.send_json({"subscribe": ["breakpoints"]})
            await socket.receive_json()
            nothing = await front.call("POST", f"{HERE}/step")
            assert (nothing.status, nothing.codes) == (409, ["nothing-held"])
            await send(front, 1)
            hit = await socket.receive_json()
            assert (hit["topic"], hit["data"]) == ("breakpoints", {"flow": "line", "wire": WIRE, "held": 1})
            await socket.close()
            assert await audited(front) == ["breakpoint.set"]

    asyncio.run(main())


def test_what_is_held_counts_against_the_bound_of_its_wire() -> None:
    async def main() -> None:
        small = flow("line", {"feed": Feed, "pass": Pass, "keep": Keep}, "feed>pass", "pass>keep", size=2)
        async with opened(small, patience=0.05) as front:
            await front.call("PUT", HERE)
            await send(front, 1, 2)

            async def full() -> bool:
                items = (await front.get(f"{BASE}/flows/line/breakpoints")).json["items"]
                return bool(items[0]["full"])

            await until(full)
            # pass's own wire takes two more, then nothing is admitted
            answers = [await front.post(f"{BASE}/flows/line/nodes/feed/receive", {}) for _ in range(3)]
            assert [one.status for one in answers][-1] == 503
            await front.call("DELETE", HERE)
            await until(lambda: len(arrived(front)) == 4)

    asyncio.run(main())


def test_a_redeploy_of_other_nodes_keeps_the_breakpoint_and_what_it_holds() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            await front.call("PUT", HERE)
            await send(front, 1, 2)

            def change(document: dict[str, Any]) -> None:
                document["nodes"]["more"] = {"type": "test.keep"}
                document["nodes"]["pass"]["config"] = {"label": "other"}

            await redeploy(front, change)
            assert await held(front) == (2, [1, 2])
            await send(front, 3)
            assert await held(front) == (3, [1, 2, 3])
            await front.call("DELETE", HERE)
            await until(lambda: arrived(front) == [1, 2, 3])

    asyncio.run(main())


def test_what_is_held_as_the_process_ends_is_kept_for_a_person(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(LINE, data=tmp_path) as front:
            await front.call("PUT", HERE)
            await send(front, 1, 2)
        async with opened(LINE, data=tmp_path) as front:
            letters = (await front.get(f"{BASE}/dead-letters")).json["items"]
            assert [(one["error"]["kind"], one["node"], one["message"]["payload"]) for one in letters] == [
                ("Held", "keep", 1),
                ("Held", "keep", 2),
            ]

    asyncio.run(main())


def test_wires_and_flows_that_are_not_there_are_named_and_devices_need_their_right() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            missing = await front.call("PUT", f"{BASE}/flows/line/breakpoints/pass%3Aout%3Enobody%3Ain")
            assert (missing.status, missing.codes) == (404, ["unknown-wire"])
            assert (await front.call("PUT", HERE.replace("/line/", "/other/"))).codes == ["flow-not-found"]
        device = flow("line", {"pass": Pass, "keep": Write}, "pass>keep")
        async with opened(device, rights=EVERY_RIGHT - {"device-write"}) as front:
            assert (await front.call("PUT", HERE)).codes == ["missing-right"]

    asyncio.run(main())


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(["send", "send", "set", "delete", "step", "deploy"]), max_size=14))
def test_whatever_is_done_all_messages_come_once_and_in_order(acts: list[str]) -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            count = 0
            for number, act in enumerate(acts):
                if act == "send":
                    count += 1
                    await send(front, count)
                elif act == "deploy":
                    label = {"label": str(number)}
                    await redeploy(front, lambda one, label=label: one["nodes"]["pass"].update(config=label))  # type: ignore[misc]
                else:
                    method = {"set": "PUT", "delete": "DELETE", "step": "POST"}[act]
                    await front.call(method, f"{HERE}/step" if act == "step" else HERE)
            await front.call("DELETE", HERE)
            await until(lambda: len(arrived(front)) == count)
            assert arrived(front) == [*range(1, count + 1)]

    asyncio.run(main())
