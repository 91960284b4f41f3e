"""Stands in for systemctl where no systemd runs: it starts and stops what a unit says, and nothing more."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(os.environ["STAND_IN_ROOT"])
UNIT = ROOT / "etc/systemd/system/sinterflow.service"
PID = ROOT / "pid"


def stop() -> None:
    if not PID.exists():
        return
    pid = int(PID.read_text())
    PID.unlink()
    try:
        os.kill(pid, signal.SIGTERM)
        while True:
            os.kill(pid, 0)
            time.sleep(0.05)
    except ProcessLookupError:
        pass


def start() -> None:
    (command,) = (line for line in UNIT.read_text().splitlines() if line.startswith("ExecStart="))
    words = shlex.split(command.partition("=")[2].replace("%%", "%"))
    with (ROOT / "log").open("ab") as log:
        process = subprocess.Popen(
            words, stdout=log, stderr=log, start_new_session=True, env={**os.environ, "JOURNAL_STREAM": "1"}
        )
    PID.write_text(str(process.pid))


{"start": start, "stop": stop}.get(sys.argv[1], lambda: None)()
