"""Recordings, replay and shadow runs by their calls."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.runtime.api.front import BASE
from tests.runtime.recording.plant import limit_flow, plant


def test_what_passes_is_recorded_listed_and_read_back(tmp_path: Path) -> None:
    async def main() -> None:
        async with plant(tmp_path, limit_flow()) as front:
            id = await front.record("line", "line/check", "line/check:ok>wait:in")
            await front.send("in", 50, 150)
            (shown,) = (await front.get(f"{BASE}/recordings")).json["items"]
            assert (shown["id"], shown["running"], shown["recorded"], shown["author"]) == (id, True, 5, "local")
            items = (await front.get(f"{BASE}/recordings/{id}/records")).json["items"]
            seen = [(one["place"], one["node"], one["port"], one["message"]["payload"]) for one in items]
            assert seen == [
                ("line", "in", "out", 50),
                ("line/check", "check", "ok", 50),
                ("line/check:ok>wait:in", "check", "ok", 50),
                ("line", "in", "out", 150),
                ("line/check", "check", "breach", 150),
            ]
            answer = await front.replay(id, places=["line"])
            print(answer)
            shadow = await front.shadow(id, limit_flow(40), places=["line"])
            print(shadow)

    asyncio.run(main())
