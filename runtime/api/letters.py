"""What the calls of the tray take and answer."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from ..letters import Failure
from .shown import FaultShown, PageQuery


class DeadLettersQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """Those of one `flow`, one `node`, one `kind` of error, or all."""

    flow: str = ""
    node: str = ""
    kind: str = ""


class Reasoned(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why it is done; it is kept with who does it."""

    reason: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class Several(Reasoned, frozen=True, forbid_unknown_fields=True):
    """Which letters: `ids`, or all that fit `flow`, `node` and `kind`; every letter only with `all`."""

    ids: list[str] = []
    flow: str = ""
    node: str = ""
    kind: str = ""
    all: bool = False


class Owner(Reasoned, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who sees to a letter; empty for nobody."""

    owner: Annotated[str, msgspec.Meta(max_length=200)]


class Letter(msgspec.Struct, kw_only=True):
    """A message that nothing handled, for the input `port` of `node`.

    `whole`: nothing of it was left out. `retried`: how often it was sent once more; `retrying`: it is on its way now.
    `more` counts like ones that the full tray left out.
    """

    id: str
    time: str
    flow: str
    node: str
    port: str
    error: Failure
    message: dict[str, Any]
    whole: bool
    retried: int
    retrying: bool
    more: int
    owner: str


class Retried(msgspec.Struct, kw_only=True):
    """What came of sending a letter once more. `failed`: it is done, and this letter came of it; `fault`: refused."""

    id: str
    state: Literal["admitted", "done", "failed", "refused"]
    failed: str | None
    fault: FaultShown | None


class RetriedSeveral(msgspec.Struct):
    """In the order in which they were sent: the oldest first. What a full queue did not admit is not in it."""

    items: list[Retried]
    left: int


class Deleted(msgspec.Struct):
    """The ids of the letters that are gone, and how many are on their way and stay."""

    deleted: list[str]
    left: int
