"""The way out that names what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from ..text import Text, text

_SHOWN = 12
_MANY = 500
_LONGEST = 200


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, also when only its case differs."""
    folded = {one.lower(): one for one in known}
    wanted = name.lower()[:_LONGEST]
    if wanted in folded:
        return folded[wanted]
    if len(folded) > _MANY:  # comparing with all would take a second for some hundred faults
        folded = {low: one for low, one in folded.items() if low[:2] == wanted[:2] or low[-3:] == wanted[-3:]}
    found = difflib.get_close_matches(wanted, list(folded)[:_MANY], n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def way_out(name: str, known: Iterable[str]) -> Text:
    """A hint: the nearest known name, else the known ones, else that there is none."""
    names = list(known)
    found = nearest(name, names)
    if found is not None:
        return text(en=f"did you mean {found}?", zh=f"是否想写 {found}？")
    if not names:
        return text(en="there is none yet", zh="目前一个也没有")
    listed = ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
    return text(en=f"known: {listed}", zh=f"可用：{listed}")
