"""docs/faults.md, made from the catalogue: `python -m sinterflow.runtime.fault_texts.page > docs/faults.md`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from ..text import Text, pick
from . import CATALOGUE

HEAD = """# Faults

Everything that `sinterflow check`, the editor and the API can find wrong, by its code. Codes are stable: programs may
rely on them. What stands in angle brackets is filled in. A warning keeps nothing from running.

This page is made from the catalogue in `runtime/fault_texts`; a test holds the two equal.
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(f"\n{section}" for section in _sections())


def _sections() -> Iterator[str]:
    for code in sorted(CATALOGUE):
        severity, message, hint = CATALOGUE[code]
        lines = [f"## {code}", "", f"{severity.capitalize()}.", ""]
        for lang in ("en", "zh"):
            way = _shown(hint, lang)
            lines.append(f"- {_shown(message, lang)}" + (f"{'; ' if lang == 'en' else '；'}{way}" if way else ""))
        yield "\n".join(lines) + "\n"


def _shown(said: Text, lang: str) -> str:
    words = pick(said, lang).replace("{{", "\0").replace("}}", "\1")
    return re.sub(r"\{(\w+)\}", r"`<\1>`", words).replace("\0", "{").replace("\1", "}")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr] # it is a text stream
    sys.stdout.write(page())
