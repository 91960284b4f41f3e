"""Ways in which a disk, or somebody, damages a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from random import Random

PAGE = 4096


def flip(path: Path, random: Random) -> None:
    """A few bits in a few pages are another."""
    data = bytearray(path.read_bytes())
    for _ in range(random.randint(1, 3)):
        start = random.randrange(0, len(data), PAGE)
        for _ in range(random.randint(1, 8)):
            at = min(start + random.randrange(PAGE), len(data) - 1)
            data[at] ^= 1 << random.randrange(8)
    path.write_bytes(data)


def zero(path: Path, random: Random) -> None:
    """Some pages are as they came from the factory."""
    data = bytearray(path.read_bytes())
    for _ in range(random.randint(1, 3)):
        start = random.randrange(0, len(data), PAGE)
        data[start : start + PAGE] = bytes(len(data[start : start + PAGE]))
    path.write_bytes(data)


def truncate(path: Path, random: Random) -> None:
    path.write_bytes(path.read_bytes()[: random.randrange(path.stat().st_size)])


def replace_by_text(path: Path, random: Random) -> None:
    path.write_text("shift report\n" * random.choice((1, 1000)), encoding="utf-8")


WAYS: tuple[Callable[[Path, Random], None], ...] = (flip, zero, truncate, replace_by_text)
