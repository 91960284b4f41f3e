"""Recovery passphrases: made so that a person can type them from a sheet of paper, and read forgivingly."""

from __future__ import annotations

import secrets
import unicodedata

from ..errors import SinterflowError
from ..text import text

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, which are taken for others."""
GROUP = 5
GROUPS = 5
SHORTEST = 12
"""Characters of a passphrase that a person gives."""
_ALIKE = str.maketrans("ILO", "110")


def make_passphrase() -> str:
    """120 random bits and a check letter, in five groups of five: `7KQ2M-…`."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(GROUP * GROUPS - 1))
    return _grouped(letters + _check(letters))


def accepted(given: str) -> str:
    """A passphrase that a person has chosen, as it is kept. Raises SinterflowError for one that is too short."""
    read = as_read(given)
    if len(read) < SHORTEST:
        raise SinterflowError(
            text(
                en=f"the recovery passphrase has {len(read)} characters, at least {SHORTEST} are needed; "
                "or let one be made",
                zh=f"恢复口令只有 {len(read)} 个字符，至少需要 {SHORTEST} 个；也可以由系统生成",
            )
        )
    return read


def as_read(given: str) -> str:
    """What is meant: one that was made is found again whatever its case, spaces and dashes, another is kept as it is,
    in the composed form of Unicode and without spaces around it."""
    plain = unicodedata.normalize("NFKC", given).strip()
    letters = "".join(plain.upper().split()).replace("-", "").translate(_ALIKE)
    return _grouped(letters) if is_made(letters) else plain


def is_made(letters: str) -> bool:
    """Whether these are the letters of a passphrase that was made here: the check letter is right."""
    return (
        len(letters) == GROUP * GROUPS
        and all(one in LETTERS for one in letters)
        and _check(letters[:-1]) == letters[-1]
    )


def looks_mistyped(given: str) -> bool:
    """It has the form of a passphrase that was made, and its check letter is wrong."""
    letters = "".join(given.upper().split()).replace("-", "").translate(_ALIKE)
    return len(letters) == GROUP * GROUPS and all(one in LETTERS for one in letters) and not is_made(letters)


def _grouped(letters: str) -> str:
    return "-".join(letters[at : at + GROUP] for at in range(0, len(letters), GROUP))


def _check(letters: str) -> str:
    """One wrong letter or two that changed places are noticed: weights that are odd have an inverse modulo 32."""
    return LETTERS[sum((2 * at + 1) * LETTERS.index(one) for at, one in enumerate(letters)) % len(LETTERS)]
