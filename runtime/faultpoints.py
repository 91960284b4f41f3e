"""Named places at which a test can have the process killed, to see what is left after it."""

from __future__ import annotations

import os
import signal

VARIABLE = "SINTERFLOW_FAULT_POINT"
_reached: dict[str, int] = {}


def reach(name: str) -> None:
    """Nothing, unless the environment names this point (`name`, or `name:3` for the third time): then SIGKILL."""
    wanted = os.environ.get(VARIABLE)
    if wanted is None:
        return
    point, _, count = wanted.partition(":")
    if point == name:
        _reached[name] = _reached.get(name, 0) + 1
        if _reached[name] == int(count or 1):
            os.kill(os.getpid(), signal.SIGKILL)
