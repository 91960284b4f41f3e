"""Building `record.c`, and the environment in which a child process runs under it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

LIBRARIES = ("-ldl", "-lpthread")
SOURCE = Path(__file__).with_name("record.c")


class NoCompiler(Exception):
    """There is no gcc, or it cannot make this library here."""


def build(into: Path) -> Path:
    """The library, compiled into a folder. Raises NoCompiler, with the reason."""
    if shutil.which("gcc") is None:
        raise NoCompiler("there is no gcc")
    library = into / "record.so"
    if not library.exists():
        command = [
            "gcc",
            "-O2",
            "-Wall",
            "-Werror",
            "-shared",
            "-fPIC",
            "-o",
            str(library),
            str(SOURCE),
            "-ldl",
            "-lpthread",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NoCompiler(done.stderr)
    return library


def recorded(library: Path, folder: Path, trace: Path, failing: range = range(0)) -> dict[str, str]:
    """For a child whose work below `folder` is recorded; the syncs with the numbers `failing`, from 1 on, fail."""
    failure = {"DISK_FAIL_FSYNC": str(failing.start), "DISK_FAIL_COUNT": str(len(failing))} if failing else {}
    return _environment(library, folder) | {"DISK_TRACE": str(trace)} | failure


def slow_fsync(library: Path, folder: Path, milliseconds: int) -> dict[str, str]:
    """For a child that has a disk on which each sync of a file below `folder` takes so much longer."""
    return _environment(library, folder) | {"DISK_SLOW_FSYNC": str(milliseconds)}


def _environment(library: Path, folder: Path) -> dict[str, str]:
    return {**os.environ, "LD_PRELOAD": str(library), "DISK_FOLDER": str(folder.resolve())}
