"""After a power cut at any moment, everything that was promised before it is there."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.disk.library import NoCompiler, build, slow_fsync
from tests.chaos.disk.trace import read_trace
from tests.chaos.power import MEMORY, record_child, try_cuts

CUTS = 40


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder in memory, since only the recorded disk is to be slow."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        try:
            build(Path(folder))
        except NoCompiler as error:
            pytest.skip(f"the disk cannot be recorded here: {error}")
        yield Path(folder)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_the_journal_has_acknowledged_is_there_after_a_power_cut(home: Path, seed: int) -> None:
    recording = record_child("line", home, 300, seed)
    kinds = {event.kind for event in read_trace(recording.trace)}
    assert kinds >= set("cwbsBn")
    try_cuts(recording, CUTS, seed)


def test_a_power_cut_while_the_journal_is_made_does_not_keep_it_from_opening(home: Path) -> None:
    try_cuts(record_child("line", home, 10, 5), 3 * CUTS, 5, until=60)


@pytest.mark.parametrize("failing", [range(5, 6), range(16, 17), range(15, 17), range(20, 22), range(25, 28)], ids=str)
def test_a_sync_that_fails_takes_nothing_with_it(home: Path, failing: range) -> None:
    recording = record_child("line", home, 300, failing.start, failing)
    assert [event.kind for event in read_trace(recording.trace)].count("f") == len(failing)
    try_cuts(recording, CUTS, failing.start)


def test_a_power_cut_while_a_damaged_journal_is_salvaged_costs_nothing(home: Path) -> None:
    try_cuts(record_child("salvage", home, 30, 3), CUTS, 3)


def test_a_document_is_the_old_or_the_new_one_after_a_power_cut(home: Path) -> None:
    try_cuts(record_child("documents", home, 40, 4), 4 * CUTS, 4)


def test_a_slow_disk_can_be_had_for_a_child(home: Path) -> None:
    sync = "import os, sys, time; f = open(sys.argv[1], 'wb'); t = time.monotonic(); os.fsync(f.fileno()); "
    command = (sys.executable, "-c", sync + "print(time.monotonic() - t)", str(home / "file"))
    done = subprocess.run(command, env=slow_fsync(build(home), home, 200), capture_output=True, text=True, check=True)
    assert float(done.stdout) >= 0.2
