"""What differs between systems. Elsewhere nothing asks for the system, but for the lock on a data folder (lock.py),
signals (cli/signals.py) and the event loop (cli/at_work.py)."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

WINDOWS = sys.platform == "win32"
PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
"""Seconds between two tries to replace a file that somebody has open."""
_RESERVED = {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(10))}


def replace(new: Path, path: Path) -> None:
    """Rename over a file. Raises OSError.

    Windows refuses while anybody has it open, such as a virus scanner, which mostly is over in a moment. Blocks for
    that time there.
    """
    for pause in PAUSES if WINDOWS else ():
        try:
            os.replace(new, path)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    os.replace(new, path)


def reserved(name: str) -> bool:
    """Whether Windows has no files of that name, whatever follows its first dot, or drops its end.

    (Microsoft, "Naming Files, Paths, and Namespaces")
    """
    return name.partition(".")[0].rstrip(" ").lower() in _RESERVED or name.endswith((".", " "))


def owner(folder: Path) -> str | None:
    """Name of the user whom a folder belongs to; None where there is no such name."""
    if sys.platform == "win32":
        return None
    try:
        return folder.owner()
    except KeyError:
        return None


def limit_memory(size: int) -> None:
    """The most address space that this process may take from now on, in bytes; 0: no limit. Nothing on Windows."""
    if sys.platform != "win32" and size:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def give_way(steps: int) -> None:
    """Lower the priority of this process. Nothing on Windows."""
    if sys.platform != "win32":
        os.nice(steps)


def kill_group(leader: int) -> None:
    """End a process that leads a group of its own, with all that it has started; on Windows, itself alone.

    Raises ProcessLookupError when it has ended.
    """
    import signal

    if sys.platform == "win32":
        try:
            os.kill(leader, signal.SIGTERM)  # there that is TerminateProcess, which nobody can refuse
        except PermissionError as error:  # what it says of one that is ending
            raise ProcessLookupError(leader) from error
    else:
        os.killpg(leader, signal.SIGKILL)
