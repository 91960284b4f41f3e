"""A program that is told to stop ends all of its parts, also when one of them fails at it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest

from tests.runtime.recording.plant import plant

LINE = {"format": 1, "id": "line", "nodes": {"show": {"type": "core.debug"}}}


async def _broken() -> None:
    raise RuntimeError("it cannot")


def test_a_part_that_does_not_stop_holds_up_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def main() -> None:
        async with plant(tmp_path, LINE) as running:
            url = running.server.url
            monkeypatch.setattr(running.runtime.backups, "stop", _broken)
        assert running.engine.flows == {}
        async with aiohttp.ClientSession() as session:
            with pytest.raises(aiohttp.ClientConnectionError):
                await session.get(f"{url}/healthz")
        async with plant(tmp_path, LINE) as again:  # nothing holds the data folder any more
            assert again.engine.flows["line"].running

    asyncio.run(main())
