"""The shape of a fault's texts."""

from __future__ import annotations

from typing import Literal, NamedTuple

from ..text import Text, text


class FaultText(NamedTuple):
    """The texts of one code; `{name}` places are filled from the fault's arguments."""

    severity: Literal["error", "warning"]
    message: Text
    hint: Text


def error(en: str, zh: str, hint_en: str = "", hint_zh: str = "") -> FaultText:
    """The texts of a fault that keeps a flow from running: what is wrong, and the way out."""
    return FaultText("error", text(en=en, zh=zh), text(en=hint_en, zh=hint_zh))


def warning(en: str, zh: str, hint_en: str = "", hint_zh: str = "") -> FaultText:
    """The texts of a fault with which a flow runs all the same."""
    return FaultText("warning", text(en=en, zh=zh), text(en=hint_en, zh=hint_zh))
