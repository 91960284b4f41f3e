"""Codes of trays with a check character (ISO 7064, MOD 37-2)."""

from __future__ import annotations

CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
"""`*` occurs only as a check character."""


def check_character(text: str) -> str:
    """The character that makes a code of digits and capital letters safe against single errors and swaps."""
    rest = 0
    for character in text:
        rest = (rest + CHARACTERS.index(character)) * 2 % 37
    return CHARACTERS[(38 - rest) % 37]


def tray_code(number: int) -> str:
    """`TR` and six digits, and the check character."""
    code = f"TR{number % 1_000_000:06d}"
    return code + check_character(code)
