"""Recordings, replay and shadow runs by their calls."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.api.front import BASE, LINE, opened
from tests.runtime.recording.plant import limit_flow, plant


def test_what_passes_is_recorded_listed_and_read_back(tmp_path: Path) -> None:
    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            id = await front.record("line", "line/check", "line/check:ok>wait:in")
            await front.send("in", 50, 150)
            items = (await front.get(f"{BASE}/recordings/{id}/records")).json["items"]
            seen = [(one["place"], one["node"], one["port"], one["message"]["payload"]) for one in items]
            assert seen == [
                ("line", "in", "out", 50),
                ("line/check", "check", "ok", 50),
                ("line/check:ok>wait:in", "check", "ok", 50),
                ("line", "in", "out", 150),
                ("line/check", "check", "breach", 150),
            ]
            (shown,) = (await front.get(f"{BASE}/recordings")).json["items"]
            assert (shown["id"], shown["running"], shown["recorded"], shown["author"]) == (id, True, 5, "local")
            assert (shown["messages"], shown["lost"], shown["missing"], shown["outage"]) == (5, 0, [], None)
            assert (shown["first"], shown["last"]) == (items[0]["time"], items[-1]["time"])

    asyncio.run(main())


def test_a_recording_for_longer_than_time_goes_on_records_like_any_other(tmp_path: Path) -> None:
    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            body = {"name": "for ever", "places": ["line"], "max_age": f"{'9' * 400}d"}
            begun = await front.post(f"{BASE}/recordings", body)
            assert begun.status == 201, begun.raw
            await front.send("in", 1)
            (one,) = (await front.get(f"{BASE}/recordings/{begun.json['id']}/records")).json["items"]
            assert one["message"]["payload"] == 1

    asyncio.run(main())


def test_records_come_in_pages_and_by_time_and_place(tmp_path: Path) -> None:
    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            id = await front.record("line", "line/check")
            records = f"{BASE}/recordings/{id}/records"
            for number in range(5):
                await front.send("in", number)
                await front.get(f"{BASE}/recordings/{id}")  # each in a batch of its own
            found, cursor = [], ""
            while cursor is not None:
                part = (await front.get(f"{records}?place=line&limit=2&cursor={cursor}")).json
                found += [one["message"]["payload"] for one in part["items"]]
                cursor = part["next"]
            assert found == [0, 1, 2, 3, 4]
            items = (await front.get(f"{records}?place=line%2Fcheck")).json["items"]
            begin, end = items[1]["time"], items[3]["time"]
            some = (await front.get(f"{records}?place=line%2Fcheck&from={begin}&to={end}")).json["items"]
            assert [one["message"]["payload"] for one in some] == [1, 2, 3]
            assert (await front.get(f"{records}?cursor=nonsense&limit=1")).json["items"][0]["message"]["payload"] == 0
            beyond = (await front.get(f"{records}?cursor={'9' * 30}.0&limit=1")).json["items"]
            assert beyond[0]["message"]["payload"] == 0
            assert (await front.get(f"{records}?place=line/row")).codes == ["unknown-place"]
            assert (await front.get(f"{records}?from=yesterday")).codes == ["request-value"]

    asyncio.run(main())


def test_a_stopped_recording_takes_no_more_and_a_deleted_one_is_gone(tmp_path: Path) -> None:
    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            id, other = await front.record(), await front.record()
            await front.send("in", 1)
            stopped = await front.post(f"{BASE}/recordings/{id}/stop")
            assert (stopped.status, stopped.json["running"], stopped.json["messages"]) == (200, False, 1)
            assert (await front.call("DELETE", f"{BASE}/recordings/{other}")).status == 204
            await front.send("in", 2)
            assert (await front.get(f"{BASE}/recordings/{id}")).json["recorded"] == 1
            for gone in (await front.get(f"{BASE}/recordings/{other}"), await front.post(f"{BASE}/recordings/x/stop")):
                assert (gone.status, gone.codes) == (404, ["recording-not-found"])
            assert [one["id"] for one in (await front.get(f"{BASE}/recordings")).json["items"]] == [id]

    asyncio.run(main())


def test_a_recording_and_a_subscriber_watch_the_same_point(tmp_path: Path) -> None:
    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            headers = {"Authorization": f"Bearer {front.runtime.token}"}
            async with front.session.ws_connect(f"{front.server.url}{BASE}/events", headers=headers) as socket:
                id = await front.record("line/in")
                await socket.send_json({"subscribe": ["tap:line/in/out:out"]})
                await socket.receive_json()
                await front.send("in", 1)
                assert (await socket.receive_json())["data"]["message"]["payload"] == 1
                await front.post(f"{BASE}/recordings/{id}/stop")
                await front.send("in", 2)
                assert (await socket.receive_json())["data"]["message"]["payload"] == 2
            await front.send("in", 3)
            assert (await front.get(f"{BASE}/recordings/{id}")).json["recorded"] == 1

    asyncio.run(main())


@pytest.mark.parametrize("place", ["nowhere", "line/nobody", "line/in:out>row:in", "line/", "", "/in"])
def test_a_place_that_does_not_exist_is_refused_by_name(tmp_path: Path, place: str) -> None:
    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            refused = await front.post(f"{BASE}/recordings", {"name": "r", "places": ["line", place]})
            assert (refused.status, refused.codes) == (422, ["unknown-place"])
            assert place in refused.json["detail"]

    asyncio.run(main())


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"flow": "nowhere"}, 404, "flow-not-found"),
        ({"recording": "x"}, 404, "recording-not-found"),
        ({"places": ["line/check"]}, 422, "unknown-place"),
        ({"to": "2001-01-01T00:00:00Z"}, 422, "nothing-recorded"),
        ({"settle": "2d"}, 422, "request-value"),
        ({"timeout": "1h"}, 422, "request-value"),
        ({"document": {"format": 1, "id": "other", "nodes": {}}}, 422, "id-not-file-name"),
        ({"document": {"format": 1, "id": "line", "nodes": {"a": {"type": "core.swich"}}}}, 422, "unknown-node-type"),
        ({"document": {"format": 1, "id": "line", "node": {}}}, 422, "unknown-key"),
    ],
)
def test_what_cannot_be_run_is_refused_with_its_faults(tmp_path: Path, more: Any, status: int, code: str) -> None:
    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            body = {"recording": await front.record(), "flow": "line"}
            await front.send("in", 1)
            for call in ("replay", "shadow"):
                document = {"document": limit_flow()} if call == "shadow" else {}
                refused = await front.post(f"{BASE}/{call}", {**body, **document, **more})
                assert (refused.status, refused.codes) == (status, [code])

    asyncio.run(main())


def test_a_shadow_run_needs_a_changed_flow_and_an_empty_recording_says_so(tmp_path: Path) -> None:
    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            body = {"recording": await front.record(), "flow": "line"}
            assert (await front.post(f"{BASE}/replay", body)).codes == ["nothing-recorded"]
            await front.send("in", 1)
            assert (await front.post(f"{BASE}/shadow", body)).codes == ["nothing-to-compare"]
            etag = (await front.get(f"{BASE}/flows/line")).headers["ETag"]
            changed = json.dumps(limit_flow()).replace("100", "50").encode()
            headers = {"If-Match": etag, "Content-Type": "application/json"}
            assert (await front.call("PUT", f"{BASE}/flows/line", data=changed, headers=headers)).status in (200, 201)
            assert (await front.post(f"{BASE}/shadow", body)).status == 200

    asyncio.run(main())


def test_without_a_data_folder_nothing_is_recorded() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            refused = await front.get(f"{BASE}/recordings")
            assert (refused.status, refused.codes) == (409, ["not-recording"])
        async with opened(LINE, rights=frozenset(["view"])) as front:
            body = {"name": "r", "places": ["line"]}
            assert (await front.post(f"{BASE}/recordings", body)).codes == ["missing-right"]
            run = {"recording": "r", "flow": "line", "document": {"id": "line"}}
            assert (await front.post(f"{BASE}/replay", run)).codes == ["missing-right"]

    asyncio.run(main())


def test_a_run_takes_no_code_from_somebody_without_the_right_to_install(tmp_path: Path) -> None:
    document = limit_flow()
    document["nodes"]["seen"] = {"type": "core.function", "config": {"code": "import os\nreturn msg"}}

    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            body = {"recording": await front.record(), "flow": "line", "document": document}
            await front.send("in", 1)
            rights = ["view", "operate", "edit"]
            for given, status in ((rights, 403), ([*rights, "install"], 200)):
                token = (await front.post(f"{BASE}/tokens", {"name": "t", "rights": given})).json["token"]
                for call in ("replay", "shadow"):
                    ran = await front.call("POST", f"{BASE}/{call}", token=token, json=body)
                    assert ran.status == status, ran.raw
            token = (await front.post(f"{BASE}/tokens", {"name": "t", "rights": rights})).json["token"]
            limits = await front.call("POST", f"{BASE}/shadow", token=token, json={**body, "document": limit_flow(50)})
            assert limits.status == 200, "limits are free, also of a flow that writes"

    asyncio.run(main())
