"""The history file: revisions, and how it stays bounded."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sinterflow.runtime.deploy.documents import digest
from sinterflow.runtime.deploy.history import Damaged, History, Revision, open_history

FILES = {"project.json": b'{"format": 1}\n', "flows/a.json": b"", "tags/f.csv": "名称".encode("gb18030")}


def revision(number: int, contents: dict[str, bytes]) -> Revision:
    files = {name: digest(data) for name, data in contents.items()}
    when = datetime(2026, 1, 1, tzinfo=UTC)
    return Revision(number=number, time=when, author="li", reason={"en": "why", "zh": "原因"}, files=files)


def deployed(history: History, number: int, before: Revision | None = None, **flows: bytes) -> Revision:
    contents = {**FILES, **{f"flows/{id}.json": data for id, data in flows.items()}}
    made = revision(number, contents)
    history.add(made, contents, {}, before.files.values() if before else ())
    return made


def test_a_revision_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    history = History(tmp_path / "history.db")
    made = deployed(history, 1, b=b"x" * 100_000)
    history.close()
    again, last, contents = open_history(tmp_path)
    assert last == made
    assert contents == {**FILES, "flows/b.json": b"x" * 100_000}
    assert again.get(2) is None
    again.close()


def test_only_so_many_revisions_are_kept_and_no_content_that_none_refers_to(tmp_path: Path) -> None:
    history = History(tmp_path / "history.db", kept=3)
    last = None
    for number in range(1, 21):
        last = deployed(history, number, last, b=str(number).encode())
        history.prune()
    kept = [one.number for one in history.page(None, 100)]
    assert kept[:4] == [20, 19, 18, 17]
    assert len(kept) <= 6
    assert [history.contents(one)["flows/b.json"] for one in history.page(None, 100)] == [
        str(number).encode() for number in kept
    ]
    with sqlite3.connect(tmp_path / "history.db") as db:
        (count,) = db.execute("select count(*) from contents").fetchone()
    db.close()
    assert count == len(FILES) + len(kept)
    history.close()


def test_what_was_deployed_since_a_revision_that_is_gone_begins_with_the_oldest_that_is_kept(tmp_path: Path) -> None:
    history = History(tmp_path / "history.db", kept=1)
    for number in range(1, 10):
        deployed(history, number)
        history.prune()
    oldest = history.page(None, 100)[-1].number
    assert oldest > 1
    assert [one.number for one in history.since(1)] == list(range(oldest, 10))
    assert [one.number for one in history.since(9)] == [9]
    history.close()


def test_a_revision_that_cannot_be_kept_leaves_nothing_behind(tmp_path: Path) -> None:
    history = History(tmp_path / "history.db")
    first = deployed(history, 1)
    with pytest.raises(sqlite3.Error):
        deployed(history, 1, b=b"twice")
    assert history.last() == first
    with pytest.raises(Damaged):
        history.content(digest(b"twice"))
    deployed(history, 2)
    history.close()
