"""What several answers have in common: texts, faults and pages of lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any, Generic, Literal, TypeAlias, TypeVar

import msgspec

from ..faults import Fault

T = TypeVar("T")

Number: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
"""What something is counted by; 0 is before the first. Every program and database can say it."""
Shown: TypeAlias = str | dict[str, str]
"""A text for people: one for everybody, or one a language."""


class FaultShown(msgspec.Struct, omit_defaults=True, kw_only=True):
    """One fault; places that are not known are null."""

    code: str
    severity: Literal["error", "warning"]
    message: str
    hint: str
    file: str | None = None
    path: str | None = None
    row: int | None = None
    column: int | None = None
    node: str | None = None
    wire: str | None = None
    field: str | None = None


class ConflictShown(msgspec.Struct, kw_only=True):
    """What was deployed since the revision that the caller knows; `flow` is null for a file that flows share."""

    flow: str | None
    file: str
    author: str
    revision: int


class ProblemShown(msgspec.Struct, kw_only=True):
    """A refused request (RFC 9457).

    `conflicts` and `revision`: of a deploy on an old revision; `gaps`: seconds for which nodes were not there while a
    deploy was tried that could not be; `record`: what a second person is to sign before it can be done.
    """

    type: str
    title: str
    status: int
    detail: str
    hint: str
    errors: list[FaultShown]
    conflicts: list[ConflictShown] = []
    revision: int | None = None
    gaps: dict[str, float] = {}
    record: dict[str, Any] | None = None


class PageQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which part of a list: at most `limit` items after `cursor`, the `next` of the part before."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1000
    cursor: str = ""


class Page(msgspec.Struct, Generic[T]):
    """A part of a list; `next` is the cursor of the following one, null: there is none."""

    items: list[T]
    next: str | None


def faults_shown(faults: Iterable[Fault], lang: str) -> list[dict[str, Any]]:
    return [one.describe(lang) for one in faults]


def page(items: Sequence[T], query: PageQuery, key: Callable[[T], str]) -> tuple[Sequence[T], str | None]:
    """The wanted part of `items`, and the cursor of the next: the key of an item. One that is gone starts anew."""
    keys = [key(item) for item in items] if query.cursor else []
    start = keys.index(query.cursor) + 1 if query.cursor in keys else 0
    part = items[start : start + query.limit]
    return part, key(part[-1]) if part and start + len(part) < len(items) else None
