"""Changes in meaning, as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from ..flow.diff import Change
from .routes import Call

HIDDEN = "…"


class ChangeShown(msgspec.Struct, kw_only=True):
    """One change; `flow` is null for what flows share, `line` is the change as a text."""

    what: str
    kind: str
    owner: str
    path: str
    field: str | None
    flow: str | None
    old: Any
    new: Any
    line: str


def changes_shown(call: Call, changes: Iterable[Change]) -> list[ChangeShown]:
    """Configs of connections can hold secrets: only who may change them sees their values."""
    open_to_caller = "deploy" in call.caller.rights.everywhere
    seen = [one for one in changes if may_see(call, _flow_of(one))]
    return [_shown(one if open_to_caller else _hidden(one), call.lang) for one in seen]


def may_see(call: Call, flow: str | None) -> bool:
    """Whether the caller may look at a flow or, None, at what flows share: that tells of all areas."""
    return call.may("view", flow) if flow is not None else "view" in call.caller.rights.everywhere


def _flow_of(one: Change) -> str | None:
    """The flow that a change is about; one that came or went is its owner."""
    return one.flow if one.flow is not None else one.owner if one.kind == "flow" else None


def _hidden(one: Change) -> Change:
    if one.kind != "connection":
        return one
    old, new = (None if value is None else HIDDEN for value in (one.old, one.new))
    return msgspec.structs.replace(one, old=old, new=new)


def _shown(one: Change, lang: str) -> ChangeShown:
    return ChangeShown(**msgspec.structs.asdict(one), line=one.line(lang))
