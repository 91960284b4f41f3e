"""Texts for people in English and Simplified Chinese."""

from __future__ import annotations

from typing import TypeAlias

Text: TypeAlias = str | dict[str, str]

LANGUAGES = ("en", "zh")


def text(*, en: str, zh: str) -> Text:
    """One text in both languages of the product."""
    return {"en": en, "zh": zh}


def pick(value: Text, lang: str = "en") -> str:
    """The text in `lang`, else in English, else in whatever language it has."""
    if isinstance(value, str):
        return value
    return value.get(lang) or value.get("en") or next(iter(value.values()), "")


def fill(value: Text, lang: str, args: dict[str, object]) -> str:
    """`pick`, with `{name}` places filled from `args`; a place without an argument stays as it is.

    An argument may be a text in both languages too.
    """
    return pick(value, lang).format_map(_Places({name: _in(lang, arg) for name, arg in args.items()}))


def _in(lang: str, arg: object) -> object:
    return arg.get(lang, arg["en"]) if isinstance(arg, dict) and arg.keys() == {"en", "zh"} else arg


class _Places(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "{" + key + "}"
