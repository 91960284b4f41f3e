"""The language of this run: `--lang`, else what the environment says."""

from __future__ import annotations

import locale
from collections.abc import Mapping
from contextvars import ContextVar

from ..text import pick, text

_CURRENT: ContextVar[str] = ContextVar("sinterflow_language", default="en")


def language() -> str:
    """`en` or `zh`."""
    return _CURRENT.get()


def speak(lang: str) -> None:
    _CURRENT.set(lang)


def say(*, en: str, zh: str) -> str:
    """One of two texts, by the language of this run."""
    return pick(text(en=en, zh=zh), language())


def from_environment(environment: Mapping[str, str]) -> str:
    """The language that the first of LC_ALL, LC_MESSAGES and LANG asks for; without them the system's."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    wanted = next((value for name in names if (value := environment.get(name))), None) or locale.getlocale()[0] or ""
    return "zh" if wanted.lower().startswith(("zh", "chinese")) else "en"
