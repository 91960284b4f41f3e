"""The text that Prometheus reads: samples as lines, and the whole page."""

from __future__ import annotations

from collections.abc import Iterable

from ..histogram import Labels, Sample
from .families import FAMILIES

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Lines = dict[str, list[str]]
"""The samples of each family, as the text has them."""


def no_lines() -> Lines:
    return {name: [] for name in FAMILIES}


def label(value: str) -> str:
    """A label's value as the text format has it."""
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def written(labels: Labels) -> str:
    """Labels between braces; nothing without labels."""
    shown = ",".join([f'{name}="{label(value)}"' for name, value in labels.items()])
    return f"{{{shown}}}" if shown else ""


def add(lines: Lines, samples: Iterable[Sample]) -> None:
    for family, labels, value, suffix in samples:
        lines[family].append(f"{family}{suffix}{written(labels)} {value}")


def encode(lines: Lines) -> bytes:
    """The whole text. On a large plant megabytes: call it in a thread."""
    parts: list[str] = []
    for name, family in FAMILIES.items():
        if lines[name]:
            parts += [f"# HELP {name} {family.help}", f"# TYPE {name} {family.kind}", *lines[name]]
    return "\n".join([*parts, ""]).encode()
