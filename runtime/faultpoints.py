"""Named places at which a test ends the process as a power cut would: `SINTERFLOW_FAULT_POINT=name` or `name:count`."""

from __future__ import annotations

import os
import signal

VARIABLE = "SINTERFLOW_FAULT_POINT"

_name, _, _count = os.environ.get(VARIABLE, "").partition(":")
_left = int(_count or 1)


def reach(name: str) -> None:
    """The process is at this place; it ends here when it was told to, the `count`th time it comes by."""
    if name == _name:
        _end()


def _end() -> None:
    global _left
    _left -= 1
    if not _left:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
