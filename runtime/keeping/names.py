"""Names inside a backup: `project/…` and `data/…`, such as every system can make a file of, and no other."""

from __future__ import annotations

import unicodedata

from ..portable import reserved

PROJECT, DATA = "project", "data"
LONGEST = 1000
_REFUSED = set('\\:*?"<>|')


def is_safe(name: str) -> bool:
    """Whether it names a file below one of the two folders, on every system: no way out of them, no drive, no device,
    no stream."""
    parts = name.split("/")
    return (
        len(name) <= LONGEST and len(parts) > 1 and parts[0] in (PROJECT, DATA) and all(_is_plain(one) for one in parts)
    )


def same(name: str) -> str:
    """Equal for two names that some file system takes for one."""
    return unicodedata.normalize("NFC", name).casefold()


def _is_plain(part: str) -> bool:
    return (
        part not in ("", ".", "..")
        and not reserved(part)
        and not any(one in _REFUSED or ord(one) < 32 or 0xD800 <= ord(one) < 0xE000 for one in part)
    )
