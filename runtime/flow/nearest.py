"""The way out that names what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from ..text import Text, text

_SHOWN = 12


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, also when only its case differs."""
    names = list(known)
    folded = {one.lower(): one for one in names}
    found = difflib.get_close_matches(name.lower(), folded, n=1, cutoff=0.6)
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
