"""How many files and connections the process may have open at a time."""

from __future__ import annotations

import sys

WANTED = 65_536


def allow_many_open_files() -> None:
    """Raise the soft limit towards the hard one: with the usual 1,024 a few hundred WebSockets would leave the journal
    without files. Windows has no such limit."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = WANTED if hard == resource.RLIM_INFINITY else min(hard, WANTED)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
