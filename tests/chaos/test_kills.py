"""A process that is killed at the worst places of the journal has lost nothing that it acknowledged."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sinterflow.runtime.faultpoints import VARIABLE
from tests.chaos.power import check_journal


@pytest.mark.parametrize(
    "point",
    [
        *(f"journal-{when}-commit:{count}" for when in ("before", "after") for count in (1, 2, 3, 20, 61)),
        *(f"journal-{when}-checkpoint:{count}" for when in ("before", "after") for count in (1, 2)),
    ],
)
def test_nothing_acknowledged_is_lost_by_a_kill(tmp_path: Path, point: str) -> None:
    folder, notes = tmp_path / "folder", tmp_path / "notes"
    # On a busy machine groups are large: there are records enough for each count of them.
    command = (sys.executable, "-m", "tests.chaos.workload", "line", str(folder), str(notes), "4000", "1")
    child = subprocess.run(command, env={**os.environ, VARIABLE: point}, capture_output=True, check=False, timeout=60)
    assert child.returncode == -signal.SIGKILL, child.stderr.decode()
    promised = notes.read_text(encoding="utf-8").splitlines()
    asyncio.run(check_journal(folder, promised, frozenset()))
