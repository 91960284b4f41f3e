"""What the installer says, in the language of whoever reads it."""

from __future__ import annotations

import locale
import os
import sys


class Failed(Exception):
    """What was asked for did not come about; the text says why and what to do."""


_chinese = False


def speak(language: str | None) -> None:
    """`en` or `zh`; None: as the system is set up."""
    global _chinese
    named = language or next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
    )
    if not named and sys.platform == "win32":
        named = locale.getlocale()[0] or ""  # such as Chinese (Simplified)_China
    _chinese = named.lower().startswith(("zh", "chinese"))


def pick(*, en: str, zh: str) -> str:
    return zh if _chinese else en


def say(*, en: str, zh: str) -> None:
    print(pick(en=en, zh=zh), flush=True)
