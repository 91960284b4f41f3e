"""What `rule.limit` says of a value, in words too."""

from __future__ import annotations

from typing import Any

from sinterflow.runtime import Text, text

from .latches import Latches, Limits, OneLimit, State

_NAMES = {
    "low": ("low limit", "下限"),
    "low-low": ("low low limit", "下下限"),
    "high": ("high limit", "上限"),
    "high-high": ("high high limit", "上上限"),
}


def verdict(limits: Limits, latches: Latches, before: State) -> dict[str, Any]:
    """`msg.verdict`: `limit` is the one that is breached or, on the return, was; null while normal."""
    state = latches.state
    limit = limits.by_state.get(before if state == "ok" else state)
    return {
        "state": state,
        "limit": None if limit is None else limit.value,
        "value": latches.value,
        "since": latches.since,
        "text": _normal(latches)
        if limit is None
        else _returned(latches, limit)
        if state == "ok"
        else _beyond(latches, limit),
    }


def _normal(latches: Latches) -> Text:
    value = _number(latches.value)
    if not latches.pending:
        return text(en=f"{value} is normal", zh=f"{value} 正常")
    beyond = _beyond(latches, latches.pending[0].limit)
    assert isinstance(beyond, dict)
    return text(en=f"{beyond['en']}, not for long enough yet", zh=f"{beyond['zh']}，尚未达到触发延时")


def _beyond(latches: Latches, limit: OneLimit) -> Text:
    value, border = _number(latches.value), _number(limit.value)
    en, zh = _NAMES[limit.state]
    how_en, how_zh = ("above", "高于") if limit.sign > 0 else ("below", "低于")
    return text(en=f"{value} is {how_en} the {en} {border}", zh=f"{value} {how_zh}{zh} {border}")


def _returned(latches: Latches, limit: OneLimit) -> Text:
    value, border = _number(latches.value), _number(limit.value)
    en, zh = _NAMES[limit.state]
    return text(en=f"{value} is back within the {en} {border}", zh=f"{value} 已恢复到{zh} {border} 以内")


def _number(value: float | None) -> str:
    return f"{value:.10g}"
