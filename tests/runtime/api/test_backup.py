"""`/backup`: set up, made now, listed, taken away; one at a time, with the right, audited."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sinterflow.runtime.keeping import recovery
from sinterflow.runtime.keeping.making import Backup
from sinterflow.runtime.keeping.restoring import restore
from sinterflow.runtime.security.rights import EVERY_RIGHT
from tests.runtime.api.front import BASE, LINE, Front, opened

PASSPHRASE = "the passphrase of these tests"


@asynccontextmanager
async def front(folder: Path, **more: Any) -> AsyncIterator[Front]:
    async with opened(LINE, data=folder, backed_up=True, **more) as running:
        yield running


async def until_made(running: Front) -> Any:
    for _ in range(1000):
        shown = (await running.get(f"{BASE}/backup")).json
        if shown["running"] is None:
            return shown
        await asyncio.sleep(0.01)
    raise AssertionError("it goes on and on")


def test_a_backup_is_set_up_made_listed_taken_away_and_restored(tmp_path: Path) -> None:
    async def main() -> None:
        async with front(tmp_path / "data") as running:
            assert (await running.post(f"{BASE}/backup")).codes == ["backup-without-key"]
            assert (await running.post(f"{BASE}/backup/download")).codes == ["backup-without-key"]
            short = await running.post(f"{BASE}/backup/recovery", {"passphrase": "geheim"})
            assert (short.status, short.codes) == (422, ["bad-passphrase"])
            made = await running.post(f"{BASE}/backup/recovery", {"passphrase": PASSPHRASE})
            assert (made.status, made.json["passphrase"]) == (201, None)
            assert (await running.post(f"{BASE}/backup/recovery", {})).codes == ["recovery-exists"]

            begun = await running.post(f"{BASE}/backup")
            assert begun.status == 202
            shown = await until_made(running)
            (item,) = shown["items"]
            assert item["name"] == shown["last"]["file"]
            assert shown["last"]["revision"] == 1
            assert datetime.fromisoformat(item["made"]) == datetime.fromisoformat(shown["last"]["time"]).replace(
                microsecond=0
            )
            taken = await running.get(f"{BASE}/backup/files/{item['name']}")
            assert len(taken.raw) == item["bytes"]
            at_once = await running.post(f"{BASE}/backup/download")
            assert at_once.status == 200
            assert at_once.headers["Content-Disposition"].startswith('attachment; filename="plant-1-')
            assert int(at_once.headers["Sinterflow-Expected-Bytes"]) >= len(at_once.raw) // 2
            for number, raw in enumerate((taken.raw, at_once.raw)):
                to = tmp_path / f"new-{number}"
                restored = await asyncio.to_thread(restore, io.BytesIO(raw), to, PASSPHRASE)
                assert restored.manifest.revision == 1
                assert (to / "flows" / "line.json").is_file()
            missing = await running.get(f"{BASE}/backup/files/..%2Fsecret.key")
            assert (missing.status, missing.codes) == (404, ["backup-not-found"])
            audited = await asyncio.to_thread(running.security.store.read, actions)
            assert audited == ["backup.recovery", "backup.make", "backup.download", "backup.download"]

    asyncio.run(main())


def actions(db: Any) -> list[str]:
    return [row[0] for row in db.execute("select action from audit order by number")]


def test_effect_keys_are_kept_from_before_the_cut_to_the_end_and_nothing_is_deployed_at_the_cut(
    tmp_path: Path, monkeypatch: Any
) -> None:
    seen: list[tuple[str, bool]] = []

    async def main() -> None:
        async with front(tmp_path / "data") as running:
            journal = running.engine.shared.durability.journal  # type: ignore[union-attr] # it has a data folder

            def noting(name: str) -> None:
                really = getattr(Backup, name)

                def note(self: Backup, *given: Any) -> Any:
                    seen.append((name, journal.pinned is not None))
                    if name == "begin":
                        assert running.deployer._lock.locked()
                    return really(self, *given)

                monkeypatch.setattr(Backup, name, note)

            for name in ("prepare", "begin", "write", "close"):
                noting(name)
            await running.post(f"{BASE}/backup/recovery", {"passphrase": PASSPHRASE})
            assert (await running.post(f"{BASE}/backup/download")).status == 200
            assert journal.pinned is None

    asyncio.run(main())
    assert seen == [("prepare", False), ("begin", True), ("write", True), ("close", False)]


def test_a_new_passphrase_is_for_later_backups_and_is_shown_once(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(recovery, "COST", 1 << 14)

    async def main() -> None:
        async with front(tmp_path / "data") as running:
            first = (await running.post(f"{BASE}/backup/recovery", {})).json
            second = (await running.post(f"{BASE}/backup/recovery", {"replace": True})).json
            assert first["passphrase"] != second["passphrase"]
            shown = (await running.get(f"{BASE}/backup")).json
            assert shown["recovery"]["fingerprint"] == second["fingerprint"]
            assert second["passphrase"] not in str(shown)

    asyncio.run(main())


def test_of_two_who_set_up_a_passphrase_at_once_one_is_told_that_there_is_one(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(recovery, "COST", 1 << 14)

    async def main() -> None:
        async with front(tmp_path / "data") as running:
            both = await asyncio.gather(*(running.post(f"{BASE}/backup/recovery", {}) for _ in range(2)))
            made, refused = sorted(both, key=lambda one: one.status)
            assert (made.status, refused.codes) == (201, ["recovery-exists"])
            shown = (await running.get(f"{BASE}/backup")).json
            assert shown["recovery"]["fingerprint"] == made.json["fingerprint"]

    asyncio.run(main())


def test_a_damaged_recovery_key_is_said_with_the_way_out(tmp_path: Path) -> None:
    async def main() -> None:
        async with front(tmp_path / "data") as running:
            await asyncio.to_thread((running.security.data / recovery.FILE).write_bytes, b"{damaged")
            for method, path in (("GET", "/backup"), ("POST", "/backup"), ("POST", "/backup/recovery")):
                answer = await running.call(method, f"{BASE}{path}")
                assert answer.codes == ["backup-failed"]
                assert "set up a new recovery passphrase" in answer.json["detail"]

    asyncio.run(main())


def test_without_the_right_nothing_is_told(tmp_path: Path) -> None:
    async def main() -> None:
        async with front(tmp_path / "data", rights=EVERY_RIGHT - {"backup"}) as running:
            for method, path in (
                ("GET", "/backup"), ("POST", "/backup"), ("POST", "/backup/download"), ("POST", "/backup/recovery"),
                ("GET", "/backup/files/x.sfbackup"),
            ):  # fmt: skip
                assert (await running.call(method, f"{BASE}{path}")).codes == ["missing-right"]

    asyncio.run(main())


def test_two_at_a_time_are_refused_and_one_that_nobody_reads_is_given_up(tmp_path: Path) -> None:
    async def main() -> None:
        async with front(tmp_path / "data") as running:
            await running.post(f"{BASE}/backup/recovery", {"passphrase": PASSPHRASE})
            await running.post(f"{BASE}/backup")
            assert (await running.post(f"{BASE}/backup")).codes == ["backup-running"]
            assert (await running.post(f"{BASE}/backup/download")).codes == ["backup-running"]
            await until_made(running)
            url = f"{running.server.url}{BASE}/backup/download"
            headers = {"Authorization": "Bearer a-token-of-the-test"}
            async with running.session.post(url, headers=headers) as answered:
                await answered.content.readany()
                answered.close()
            assert (await until_made(running))["running"] is None
            assert not (running.security.data / ".backup").exists()

    asyncio.run(main())
