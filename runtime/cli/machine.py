"""Facts about the machine that a command needs."""

from __future__ import annotations

import errno
import os
import socket
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

from ..portable import WINDOWS


def time_zone() -> str:
    """The IANA name of the system's time zone; UTC where the system does not say."""
    named = os.environ.get("TZ", "").lstrip(":")
    for name in (named, _from_windows(), _from_link(Path("/etc/localtime")), _from_file(Path("/etc/timezone"))):
        if name and _known(name):
            return name
    return "UTC"


def _from_windows() -> str:
    """What Windows calls "China Standard Time" is Asia/Shanghai."""
    if sys.platform != "win32":
        return ""
    import tzlocal

    try:
        return str(tzlocal.get_localzone_name())
    except LookupError:
        return ""


def _from_link(link: Path) -> str:
    try:
        return str(link.resolve(strict=True)).partition("zoneinfo/")[2]
    except OSError:
        return ""


def _from_file(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (OSError, ValueError):
        return False
    return True


def port_is_free(host: str, port: int) -> bool:
    """Whether a server could listen there now. Raises OSError when the host is none of this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        if not WINDOWS:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def free_port(host: str = "127.0.0.1") -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        found: int = probe.getsockname()[1]
    return found
