"""What needs attention is shown: a journal that cannot be written, damage, a full tray."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from tests.runtime.test_metrics import values

from .front import BASE, Answer, Fail, Feed, Front, flow, opened

LINE = flow("line", {"feed": Feed, "fail": Fail})


def durable_line() -> Any:
    drawn = flow("line", {"feed": Feed, "fail": Fail})
    drawn.document["wires"] = [["feed", "fail", {"policy": "durable"}]]
    return drawn


async def health(front: Front, lang: str = "en") -> dict[str, Any]:
    found: dict[str, Any] = (await front.get(f"{BASE}/health", headers={"Accept-Language": lang})).json
    return found


def codes(found: dict[str, Any]) -> list[str]:
    return [one["code"] for one in found["faults"]]


async def measured(front: Front) -> dict[tuple[str, ...], float]:
    return values((await front.get("/metrics")).raw.decode())


async def ready(front: Front) -> Answer:
    return await front.get("/readyz", token=None)


def test_all_is_well_with_and_without_a_journal(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            found = await health(front)
            assert (found["status"], found["faults"], found["journal"]) == ("ok", [], None)
            assert ("sinterflow_journal_stopped",) not in await measured(front)
        async with opened(durable_line(), data=tmp_path) as front:
            await front.post(f"{BASE}/flows/line/nodes/feed/receive?wait=10s", {})
            found = await health(front)
            assert (found["status"], found["journal"]["stopped"], found["journal"]["damaged"]) == ("ok", None, [])
            assert found["journal"]["commits"] > 0
            assert found["dead_letters"] == {"letters": 1, "parked": 0, "full": False}
            figures = await measured(front)
            assert figures["sinterflow_journal_stopped",] == 0
            assert figures["sinterflow_journal_commits_total",] > 0
            assert figures["sinterflow_journal_bytes",] > 0
            assert figures["sinterflow_wire_repeats_total", "line", "feed:out>fail:in"] == 0

    asyncio.run(main())


def test_a_journal_that_cannot_be_written_is_said_and_its_recovery_too(tmp_path: Path) -> None:
    data = tmp_path / "data"

    async def main() -> None:
        data.write_text("a file where the folder should be")
        async with opened(durable_line(), data=data) as front:
            found = await health(front)
            assert (found["status"], codes(found)) == ("attention", ["journal-stopped"])
            assert "nothing more is taken" in found["faults"][0]["message"]
            assert "停止接收" in (await health(front, "zh"))["faults"][0]["message"]
            assert found["journal"]["stopped"]
            assert (await ready(front)).status == 503
            assert (await measured(front))["sinterflow_journal_stopped",] == 1
            data.unlink()
            for _ in range(500):
                if (await ready(front)).status == 200:
                    break
                await asyncio.sleep(0.02)
            assert (await health(front))["status"] == "ok"
            assert (await measured(front))["sinterflow_journal_stopped",] == 0

    asyncio.run(main())


def test_a_damaged_file_is_named_until_the_next_start(tmp_path: Path) -> None:
    async def main() -> None:
        (tmp_path / "journal.db").write_bytes(b"no database" * 1000)
        async with opened(durable_line(), data=tmp_path) as front:
            found = await health(front)
            assert codes(found)[0] == "journal-damaged"
            assert found["journal"]["damaged"] == ["journal.db.damaged-1"]
            assert "journal.db.damaged-1" in found["faults"][0]["message"]
            assert (await ready(front)).status == 200
            assert (await measured(front))["sinterflow_journal_damaged_files_total",] == 1
        async with opened(durable_line(), data=tmp_path) as front:
            assert (await health(front))["status"] == "ok"

    asyncio.run(main())


def test_a_full_tray_is_said_and_that_messages_wait_for_room_in_it(tmp_path: Path) -> None:
    async def main() -> None:
        async with opened(durable_line(), data=tmp_path) as front:
            tray = front.engine.shared.tray
            tray._size = 2
            for _ in range(2):
                await front.post(f"{BASE}/flows/line/nodes/feed/receive?wait=10s", {})
            for _ in range(500):
                if codes(await health(front)) == ["tray-full"]:
                    break
                await asyncio.sleep(0.02)
            await front.post(f"{BASE}/flows/line/nodes/feed/receive?wait=10s", {})
            for _ in range(500):
                if codes(await health(front)) == ["letters-parked"]:
                    break
                await asyncio.sleep(0.02)
            found = await health(front)
            assert (codes(found), found["dead_letters"]["parked"]) == (["letters-parked"], 1)
            assert (await measured(front))["sinterflow_dead_letters_parked",] == 1
            await front.call("DELETE", f"{BASE}/dead-letters", json={"all": True})
            assert (await health(front))["status"] == "ok"

    asyncio.run(main())
