from __future__ import annotations

import fcntl
import os
import subprocess
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

SINTERFLOW = Path(sysconfig.get_path("scripts"), "sinterflow")
Make: TypeAlias = Callable[..., Path]


@pytest.fixture(scope="session")
def make_bundle(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Makes a bundle with the program itself, from the index that pip is set up for; once for all workers."""
    place = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        place = place.parent

    def make(platform: str, *options: str) -> Path:
        folder = place / "bundles" / platform
        folder.parent.mkdir(exist_ok=True)
        with folder.with_name(f"{platform}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                command = [
                    str(SINTERFLOW),
                    "bundle",
                    "--platform",
                    platform,
                    "-o",
                    str(folder),
                    *options,
                    "--lang",
                    "en",
                ]
                done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
                assert done.returncode == 0, done.stdout + done.stderr
        return folder

    return make
