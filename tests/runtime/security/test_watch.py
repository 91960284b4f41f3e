"""What a running program notices of what other processes do to people, secrets and the audit."""

from __future__ import annotations

import asyncio

import pytest

from sinterflow.runtime.security import directory
from tests.runtime.api.front import BASE, LINE, opened


def test_a_look_that_fails_is_not_the_last_one(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []

    async def main() -> None:
        again = asyncio.Event()
        look = directory.Directory.look

        async def fails_once(self: directory.Directory) -> bool:
            looks.append(len(looks))
            if len(looks) == 1:
                raise RuntimeError("nobody foresaw this")
            again.set()
            return await look(self)

        monkeypatch.setattr(directory, "LOOK", 0)
        monkeypatch.setattr(directory.Directory, "look", fails_once)
        async with opened(LINE, lasting=True) as front:
            await asyncio.wait_for(again.wait(), 10)
            assert (await front.get(f"{BASE}/me")).status == 200

    asyncio.run(main())
