"""`database.write` into SQLite keeps the contract of exactly-once sinks."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.once import Flow, Once


class TestSqlite(Once):
    """The keys are in a table beside the rows."""

    @pytest.fixture(autouse=True)
    def _other_folder(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """The file lies beside the data folder, which the machine has to allow."""
        monkeypatch.setenv("SINTERFLOW_FOLDERS", str(tmp_path))

    def sink(self) -> tuple[str, dict[str, Any]]:
        return "database.write", {"connection": "db", "table": "numbers"}

    def together(self) -> dict[str, Any]:
        return {"batch": {"size": 100, "for": "50ms"}}

    def connections(self, folder: Path) -> Flow:
        return {"db": ("database.sqlite", {"file": str(folder / "records.db")})}

    def prepare(self, folder: Path) -> None:
        with sqlite3.connect(folder / "records.db") as file:
            file.execute("CREATE TABLE IF NOT EXISTS numbers (n INTEGER CHECK (n >= 0))")

    def stored(self, folder: Path) -> list[int]:
        return [n for (n,) in _rows(folder, "SELECT n FROM numbers ORDER BY rowid")]

    def keys(self, folder: Path) -> int | None:
        tables = [name for (name,) in _rows(folder, "SELECT name FROM sqlite_schema")]
        if "sinterflow_effects" not in tables:
            return None
        count: int = _rows(folder, "SELECT count(*) FROM sinterflow_effects")[0][0]
        return count


def _rows(folder: Path, sql: str) -> list[Any]:
    file = sqlite3.connect(folder / "records.db")
    try:
        return file.execute(sql).fetchall()
    finally:
        file.close()
