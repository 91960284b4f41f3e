"""Backups by schedule, on virtual time: at their times, few enough, tried again, caught up, and missed when missing."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime.clock import Clock
from sinterflow.runtime.compile.compiled import Compiled
from sinterflow.runtime.deploy.deployer import Deployer
from sinterflow.runtime.deploy.desk import Desk
from sinterflow.runtime.engine import Engine
from sinterflow.runtime.faults import Fault
from sinterflow.runtime.flow.project import load_project
from sinterflow.runtime.keeping.backups import Backups
from sinterflow.runtime.keeping.belongs import Place
from sinterflow.runtime.keeping.recovery import save_keys
from sinterflow.runtime.registry import Registry
from sinterflow.runtime.testing import virtual
from sinterflow.runtime.virtual import VirtualLoop
from tests.runtime.keeping.small_plant import keys

HOUR, DAY = 3600, 86400


def project(folder: Path, backup: Any) -> Path:
    plant = folder / "plant"
    (plant / "flows").mkdir(parents=True)
    (folder / "stick").mkdir()
    settings = {"timezone": "Asia/Shanghai", "backup": backup}
    (plant / "project.json").write_text(json.dumps({"format": 1, "name": "Plant 1", "settings": settings}))
    (plant / "flows" / "line.json").write_text('{"format": 1, "id": "line", "nodes": {}, "wires": []}')
    return plant


@asynccontextmanager
async def kept(plant: Path) -> AsyncIterator[Backups]:
    """What a running process has of backups."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    desk = await asyncio.to_thread(Desk, plant, Registry([], []), plant / "data")
    clock = Clock(desk.opened.project.calendar, wall=loop.wall, monotonic=loop.time)
    engine = Engine(Registry([], []), clock, data=plant / "data", make_program=Compiled)
    deployer = Deployer(desk, engine)
    await deployer.start()
    backups = Backups(deployer, plant / "data", Place(plant, plant / "data"), clock.now)
    await backups.start()
    try:
        yield backups
    finally:
        await backups.stop()
        await deployer.finish()
        await engine.stop()
        await deployer.close()


async def hours_of(folder: Path) -> list[str]:
    """When the backups there were made: day and hour in UTC."""
    return await asyncio.to_thread(lambda: sorted(path.stem[-10:-5] for path in folder.glob("*.sfbackup")))


def codes(backups: Backups) -> list[str]:
    return [one.code for one in backups.faults]


def test_backups_are_made_at_their_times_and_the_newest_stay(tmp_path: Path) -> None:
    plant = project(tmp_path, {"cron": "0 2 * * *", "to": str(tmp_path / "stick"), "keep": 2})
    save_keys_now(plant)
    (tmp_path / "stick" / "another-ABCDEF-20200101T000000Z.sfbackup").write_text("of another project")

    @virtual
    async def run() -> None:
        async with kept(plant) as backups:
            await asyncio.sleep(11 * HOUR)  # it is 16:00 in the plant at first
            assert await hours_of(tmp_path / "stick") == ["01T00", "05T18"]
            await asyncio.sleep(2 * DAY)
            assert await hours_of(tmp_path / "stick") == ["01T00", "06T18", "07T18"]
            assert codes(backups) == []

    run()
    assert (tmp_path / "stick" / "another-ABCDEF-20200101T000000Z.sfbackup").exists()


def test_a_missing_stick_is_said_tried_again_and_in_time_the_backup_is_overdue(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    plant = project(tmp_path, {"every": "1d", "to": str(stick)})
    save_keys_now(plant)

    @virtual
    async def run() -> None:
        async with kept(plant) as backups:
            await asyncio.sleep(DAY + 60)
            assert len(await hours_of(stick)) == 1
            await asyncio.to_thread(shutil.rmtree, stick)
            await asyncio.sleep(DAY)
            assert codes(backups) == ["backup-failed"]
            assert not await asyncio.to_thread(stick.exists), "nothing is written where the stick is not"
            await asyncio.sleep(DAY + 60)
            assert codes(backups) == ["backup-failed", "backup-overdue"]
            await asyncio.to_thread(stick.mkdir)
            await asyncio.sleep(660)
            assert codes(backups) == []
            assert len(await hours_of(stick)) == 1

    run()


def test_what_was_missed_while_nothing_ran_is_caught_up(tmp_path: Path) -> None:
    plant = project(tmp_path, {"every": "1d", "to": "../stick"})
    save_keys_now(plant)

    @virtual
    async def run() -> None:
        async with kept(plant):
            await asyncio.sleep(DAY + 60)
        await asyncio.sleep(3 * DAY)
        async with kept(plant) as backups:
            assert codes(backups) == ["backup-overdue"]
            await asyncio.sleep(60)
            assert (len(await hours_of(tmp_path / "stick")), codes(backups)) == (2, [])

    run()


def test_a_schedule_without_a_passphrase_is_said_until_there_is_one(tmp_path: Path) -> None:
    plant = project(tmp_path, {"every": "1h"})

    @virtual
    async def run() -> None:
        async with kept(plant) as backups:
            await asyncio.sleep(HOUR + 60)
            assert codes(backups) == ["backup-without-key"]
            await asyncio.to_thread((plant / "data" / "recovery.key").write_text, "half of it")
            await asyncio.sleep(900)
            await asyncio.to_thread(save_keys_now, plant)
            await asyncio.sleep(900)
            assert codes(backups) == []
            assert len(await hours_of(plant / "data" / "backups")) == 1

    run()


@pytest.mark.parametrize(
    ("backup", "code"),
    [
        ({}, "backup-times"),
        ({"every": "1d", "cron": "0 2 * * *"}, "backup-times"),
        ({"every": "1s"}, "backup-too-often"),
        ({"cron": "0 25 * * *"}, "bad-cron"),
    ],
)
def test_a_schedule_that_cannot_be_meant_is_a_fault(tmp_path: Path, backup: Any, code: str) -> None:
    found: list[Fault] = load_project(project(tmp_path, backup), Registry([], []))[1]
    assert [(one.code, one.path) for one in found if one.code == code] == [
        (code, "/settings/backup" + {"backup-too-often": "/every", "bad-cron": "/cron"}.get(code, ""))
    ]


def save_keys_now(plant: Path) -> None:
    save_keys(plant / "data", keys())


def test_a_backup_that_nobody_waits_for_says_why_it_was_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(backups: Backups, *arguments: Any) -> None:
        raise ZeroDivisionError("nobody foresaw this")

    plant = project(tmp_path, {"every": "1d", "to": "../stick"})
    save_keys(plant / "data", keys())
    monkeypatch.setattr(Backups, "_run", broken)

    @virtual
    async def run() -> None:
        async with kept(plant) as backups:
            backups.begin()
            await asyncio.sleep(1)
            assert backups.under is None
            assert backups.state.failed is not None
            assert "nobody foresaw this" in str(backups.state.failed.reason)
            assert codes(backups) == ["backup-failed"]

    run()
