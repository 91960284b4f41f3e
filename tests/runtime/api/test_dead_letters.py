"""The tray at the front door: inspect, retry, delete, in bulk and in order, with reason and owner."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from sinterflow.runtime import Message, Node, Source, new_message
from sinterflow.runtime.letters import Failure

from .front import BASE, Answer, Fail, Front, Keep, Slow, Write, flow, opened

LETTERS = f"{BASE}/dead-letters"


class Moody(Node):
    """Fails until the test has `well` set."""

    type = "test.moody"
    title = "moody"
    well = False

    def receive(self, message: Message) -> Message:
        if not self.well:
            raise ValueError("not today")
        return message


class Sticky(Slow):
    """Fails on the first message, and holds the next until the test says so."""

    type = "test.sticky"
    came = 0

    async def receive(self, message: Message, port: str = "in") -> Message:
        self.came += 1
        if self.came == 1:
            raise ValueError("the first")
        return await super().receive(message)


class Broken(Source):
    """Fails at its start, again and again."""

    type = "test.broken"
    title = "broken"

    async def run(self) -> None:
        raise ValueError("no port")


MOODY = flow("f", {"moody": Moody, "keep": Keep}, "moody>keep")


async def fails(front: Front, *payloads: Any, id: str = "f", node: str = "moody") -> list[str]:
    """Give a node messages that it fails on; gives the ids of the letters, oldest first."""
    for payload in payloads:
        body = {"message": {"payload": payload}}
        assert (await front.post(f"{BASE}/flows/{id}/nodes/{node}/receive?wait=10s", body)).status == 200
    return [letter["id"] for letter in await letters(front)]


async def letters(front: Front, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await front.get(LETTERS + query)).json["items"]
    return found


async def until(front: Front, kinds: list[str], query: str = "") -> None:
    """Wait until the tray holds letters of these kinds and no others."""
    for _ in range(1000):
        if [letter["error"]["kind"] for letter in await letters(front, query)] == kinds:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(await letters(front, query))


async def handled(front: Front) -> list[tuple[str, str, str]]:
    """Action, letter and reason of each act."""
    items = (await front.get(f"{LETTERS}/handled")).json["items"]
    assert {act["author"] for act in items} <= {"local"}
    return [(act["action"], act["letter"], act["reason"]) for act in items]


async def delete(front: Front, path: str, body: dict[str, Any]) -> Answer:
    return await front.call("DELETE", path, json=body)


def test_a_letter_is_shown_with_its_port_its_owner_and_its_state() -> None:
    async def main() -> None:
        async with opened(MOODY) as front:
            (id,) = await fails(front, 1)
            letter = (await front.get(f"{LETTERS}/{id}")).json
            assert (letter["flow"], letter["node"], letter["port"], letter["owner"]) == ("f", "moody", "in", "")
            assert (letter["retrying"], letter["retried"], letter["whole"]) == (False, 0, True)
            assert (letter["error"]["kind"], letter["message"]["payload"]) == ("ValueError", 1)
            unknown = await front.get(f"{LETTERS}/7")
            assert (unknown.status, unknown.codes) == (404, ["letter-not-found"])

    asyncio.run(main())


def test_letters_are_found_by_flow_node_and_kind() -> None:
    async def main() -> None:
        async with opened(MOODY, flow("g", {"fail": Fail})) as front:
            await fails(front, 1)
            await fails(front, 2, id="g", node="fail")
            for query, payloads in (
                ("?flow=g", [2]),
                ("?node=moody", [1]),
                ("?kind=ValueError", [1, 2]),
                ("?kind=x", []),
            ):
                assert [one["message"]["payload"] for one in await letters(front, query)] == payloads

    asyncio.run(main())


def test_a_retried_letter_goes_when_its_message_is_handled_and_who_did_it_is_kept() -> None:
    async def main() -> None:
        async with opened(MOODY) as front:
            (id,) = await fails(front, "x")
            front.node("f", "moody").well = True
            done = await front.post(f"{LETTERS}/{id}/retry?wait=10s", {"reason": "repaired"})
            assert (done.status, done.json["state"], done.json["failed"]) == (200, "done", None)
            assert await letters(front) == []
            assert [(one["payload"], one["retried"]) for one in front.node("f", "keep").seen] == [("x", 1)]
            assert await handled(front) == [("retry", id, "repaired")]

    asyncio.run(main())


def test_a_letter_that_fails_again_becomes_a_new_one_that_was_retried_once_more() -> None:
    async def main() -> None:
        async with opened(MOODY) as front:
            (id,) = await fails(front, "x")
            for times in (1, 2, 3):
                answer = (await front.post(f"{LETTERS}/{id}/retry?wait=10s", {})).json
                (letter,) = await letters(front)
                assert (answer["state"], answer["failed"]) == ("failed", letter["id"])
                assert (letter["retried"], letter["id"] != id) == (times, True)
                id = letter["id"]

    asyncio.run(main())


def test_a_letter_under_way_stays_marked_and_is_neither_sent_again_nor_deleted() -> None:
    async def main() -> None:
        async with opened(flow("f", {"sticky": Sticky, "keep": Keep}, "sticky>keep")) as front:
            (id,) = await fails(front, "x", node="sticky")
            admitted = await front.post(f"{LETTERS}/{id}/retry", {})
            assert (admitted.status, admitted.json["state"]) == (202, "admitted")
            assert (await letters(front))[0]["retrying"]
            again = await front.post(f"{LETTERS}/{id}/retry", {})
            assert (again.status, again.codes) == (409, ["letter-under-way"])
            refused = await delete(front, f"{LETTERS}/{id}", {})
            assert (refused.status, refused.codes) == (409, ["letter-under-way"])
            assert (await delete(front, LETTERS, {"all": True})).json == {"deleted": [], "left": 1}
            front.node("f", "sticky").go_on.set()
            await until(front, [])
            assert len(front.node("f", "keep").seen) == 1

    asyncio.run(main())


def test_a_letter_whose_flow_was_started_anew_may_be_retried_again() -> None:
    async def main() -> None:
        async with opened(flow("f", {"sticky": Sticky, "keep": Keep}, "sticky>keep")) as front:
            (id,) = await fails(front, "x", node="sticky")
            await front.post(f"{LETTERS}/{id}/retry", {})
            running = front.engine.flows.pop("f")
            await running.stop_sources()
            await running.stop()
            gone = await front.post(f"{LETTERS}/{id}/retry", {})
            assert (gone.status, gone.codes) == (409, ["letter-flow-gone"])
            await front.engine.run([running.plan.flow])
            assert not (await letters(front))[0]["retrying"]
            front.node("f", "sticky").came = 1
            front.node("f", "sticky").go_on.set()
            assert (await front.post(f"{LETTERS}/{id}/retry?wait=10s", {})).json["state"] == "done"

    asyncio.run(main())


def test_what_cannot_be_retried_is_refused_with_the_way_out() -> None:
    async def main() -> None:
        async with opened(MOODY, flow("s", {"broken": Broken, "keep": Keep}, "broken>keep")) as front:
            tray = front.engine.shared.tray
            tray.add("gone", Failure("no", "ValueError", "node"), new_message())
            tray.add("f", Failure("no", "ValueError", "nobody"), new_message())
            tray.add("f", Failure("no", "ValueError", "moody"), new_message(), None, "second")
            deep: list[Any] = []
            deep.append(deep)
            tray.add("f", Failure("no", "RecursionError", "moody"), new_message(deep))
            await until(front, ["ValueError"], "?flow=s")
            found = {}
            for letter in tray.letters():
                refused = await front.post(f"{LETTERS}/{letter.id}/retry", {})
                found[refused.codes[0]] = refused.status
                assert refused.json["hint"]
            assert found == {
                "letter-flow-gone": 409,
                "letter-node-gone": 409,
                "letter-port-gone": 409,
                "letter-not-whole": 422,
                "letter-of-source": 422,
            }
            assert await handled(front) == []

    asyncio.run(main())


def test_several_letters_are_sent_oldest_first_and_those_that_cannot_be_are_named() -> None:
    async def main() -> None:
        async with opened(MOODY) as front:
            ids = await fails(front, 0, 1, 2, 3)
            front.engine.shared.tray.add("f", Failure("no", "ValueError", "nobody"), new_message())
            front.node("f", "moody").well = True
            body = {"ids": [ids[2], ids[0]], "reason": "two of them"}
            two = await front.post(f"{LETTERS}/retry?wait=10s", body)
            assert (two.status, [item["id"] for item in two.json["items"]]) == (200, [ids[0], ids[2]])
            rest = (await front.post(f"{LETTERS}/retry?wait=10s", {"flow": "f", "kind": "ValueError"})).json
            assert [item["state"] for item in rest["items"]] == ["done", "done", "refused"]
            assert rest["items"][2]["fault"]["code"] == "letter-node-gone"
            assert [one["payload"] for one in front.node("f", "keep").seen] == [0, 2, 1, 3]
            assert [letter for _, letter, _ in await handled(front)] == [ids[0], ids[2], ids[1], ids[3]]

    asyncio.run(main())


def test_a_full_queue_ends_sending_several_and_the_rest_stays() -> None:
    async def main() -> None:
        class Gate(Moody):
            type = "test.gate"

        line = flow("f", {"gate": Gate, "slow": Slow}, "gate>slow", size=1)
        async with opened(line, patience=0.2) as front:
            await fails(front, *range(6), node="gate")
            front.node("f", "gate").well = True
            answer = (await front.post(f"{LETTERS}/retry", {"all": True})).json
            assert ([item["state"] for item in answer["items"]], answer["left"]) == (["admitted"] * 3, 3)
            assert [letter["retrying"] for letter in await letters(front)] == [True] * 3 + [False] * 3
            front.node("f", "slow").go_on.set()

    asyncio.run(main())


def test_several_are_named_before_anything_is_done_with_them() -> None:
    async def main() -> None:
        async with opened(MOODY) as front:
            await fails(front, 1)
            for refused in (await front.post(f"{LETTERS}/retry", {}), await delete(front, LETTERS, {})):
                assert (refused.status, refused.codes) == (422, ["no-letters-named"])
            assert len(await letters(front)) == 1

    asyncio.run(main())


def test_letters_and_what_was_done_with_them_outlive_the_process(tmp_path: Path) -> None:
    async def before() -> list[str]:
        async with opened(MOODY, data=tmp_path) as front:
            ids = await fails(front, 0, 1, 2)
            gone = await delete(front, f"{LETTERS}/{ids[0]}", {"reason": "a test"})
            assert (gone.status, gone.json) == (200, {"deleted": [ids[0]], "left": 0})
            owned = await front.call("PUT", f"{LETTERS}/{ids[1]}/owner", json={"owner": "Li", "reason": "on shift"})
            assert (owned.status, owned.json["owner"]) == (200, "Li")
            front.node("f", "moody").well = True
            await front.post(f"{LETTERS}/{ids[2]}/retry?wait=10s", {"reason": "repaired"})
            return ids

    async def after(ids: list[str]) -> None:
        async with opened(MOODY, data=tmp_path) as front:
            assert [(one["id"], one["owner"]) for one in await letters(front)] == [(ids[1], "Li")]
            assert await handled(front) == [
                ("delete", ids[0], "a test"),
                ("owner", ids[1], "on shift"),
                ("retry", ids[2], "repaired"),
            ]
            assert (await delete(front, LETTERS, {"flow": "f"})).json["deleted"] == [ids[1]]

    asyncio.run(after(asyncio.run(before())))


def test_only_the_last_thousand_acts_are_kept(tmp_path: Path) -> None:
    async def main(payloads: range) -> list[str]:
        async with opened(MOODY, data=tmp_path) as front:
            tray, durability = front.engine.shared.tray, front.engine.shared.durability
            assert durability is not None
            for payload in payloads:
                letter = tray.add("f", Failure("no", "ValueError", "moody"), new_message(payload))
                if payload % 100 == 99:
                    await delete(front, LETTERS, {"node": letter.node, "reason": str(payload)})
            for _ in range(2):
                await durability.journal.written()
            assert durability.journal.lane("$handled").depth == 1000
            return [reason for _, _, reason in await handled(front)]

    for payloads in (range(1100), range(1100, 1200)):
        reasons = asyncio.run(main(payloads))
        last = payloads[-1]
        assert (len(reasons), reasons[0], reasons[-1]) == (1000, str(last - 900), str(last))


def test_sending_what_may_reach_a_device_needs_the_right_to_write_to_devices() -> None:
    async def main() -> None:
        valve = flow("valve", {"fail": Fail, "write": Write}, "fail>write")
        async with opened(MOODY, valve, rights=frozenset(["view", "operate"])) as front:
            tray = front.engine.shared.tray
            near = tray.add("f", Failure("no", "ValueError", "moody"), new_message())
            far = tray.add("valve", Failure("no", "ValueError", "fail"), new_message())
            old = tray.add("f", Failure("old", "Expired", "moody"), new_message())
            unsure = tray.add("f", Failure("?", "Uncertain", "moody"), new_message())
            for letter in (far, old, unsure):
                refused = await front.post(f"{LETTERS}/{letter.id}/retry", {})
                assert (refused.status, refused.codes) == (403, ["missing-right"])
            assert (await front.post(f"{LETTERS}/retry", {"all": True})).status == 403
            assert len(tray) == 4
            assert (await front.post(f"{LETTERS}/{near.id}/retry", {})).status == 202
        async with opened(MOODY, rights=frozenset(["view"])) as front:
            for method, path in (("DELETE", LETTERS), ("POST", f"{LETTERS}/retry"), ("PUT", f"{LETTERS}/1/owner")):
                assert (await front.call(method, path, json={})).status == 403

    asyncio.run(main())


def test_who_watches_is_told_when_a_letter_comes_is_sent_and_goes() -> None:
    async def main() -> None:
        async with opened(MOODY) as front, await front.events() as socket:
            await socket.send_json({"subscribe": ["dead-letters"]})
            assert (await socket.receive_json())["topic"] == "subscribed"
            (id,) = await fails(front, 1)
            front.node("f", "moody").well = True
            await front.call("PUT", f"{LETTERS}/{id}/owner", json={"owner": "Li"})
            await front.post(f"{LETTERS}/{id}/retry?wait=10s", {})
            told = [await socket.receive_json() for _ in range(4)]
            assert {event["topic"] for event in told} == {"dead-letters"}
            assert [(one["data"]["change"], one["data"]["letters"]) for one in told] == [
                ("came", 1), ("owner", 1), ("retrying", 1), ("went", 0),
            ]  # fmt: skip
            assert {(one["data"]["id"], one["data"]["node"], one["data"]["kind"]) for one in told} == {
                (id, "moody", "ValueError")
            }

    asyncio.run(main())
