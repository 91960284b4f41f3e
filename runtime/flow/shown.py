"""Values and types as fault texts show them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ..text import Text, pick, text

_MOST = 60
_TYPES = {
    "null": text(en="null", zh="空值（null）"),
    "boolean": text(en="true or false", zh=" true 或 false"),
    "integer": text(en="a whole number", zh="整数"),
    "number": text(en="a number", zh="数值"),
    "string": text(en="a text", zh="文本"),
    "array": text(en="a list", zh="列表"),
    "object": text(en="an object", zh="对象"),
}


def shown(value: Any) -> str:
    """A value as its file has it, cut to a glance."""
    if isinstance(value, dict | list) and len(value) > _MOST:
        return "{…}" if isinstance(value, dict) else "[…]"
    try:
        written = json.dumps(value, ensure_ascii=False, default=repr)
    except (ValueError, RecursionError):  # an integer longer than Python writes out
        return "…"
    return written if len(written) <= _MOST else written[: _MOST - 1] + "…"


def one_of(values: Iterable[Any]) -> str:
    """Choices, as a hint lists them."""
    return ", ".join(shown(value) for value in values)


def type_names(names: Iterable[str]) -> Text:
    """JSON types in words: `a number or null`."""
    known = list(dict.fromkeys(names))
    words = [_TYPES.get(name, name) for name in known]
    return text(
        en=" or ".join(pick(word, "en") for word in words), zh="或".join(pick(word, "zh").strip() for word in words)
    )
