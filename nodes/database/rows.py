"""The rows that a message stands for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, NamedTuple

from sinterflow.runtime import EffectKey, Message, NodeError, Value, text

Row = dict[str, Any]


class Rows(NamedTuple):
    """Rows for one table, written all or none. `key`: columns by which a row replaces the one that is there.

    `effect`: with this key they are written once, however often they come.
    """

    table: str
    rows: Sequence[Row]
    key: tuple[str, ...]
    create: bool
    effect: EffectKey | None = None


def rows_of(message: Message, columns: Mapping[str, Value], scope: Any, zone: tzinfo) -> list[Row]:
    """With `columns` one row of their values, else the payload: an object is one row, a list one row each.

    Raises NodeError when there is nothing to write, or a value that a database cannot hold.
    """
    if columns:
        return [_row({name: value.read(message, scope) for name, value in columns.items()}, zone)]
    payload = message.get("payload")
    objects = [one for one in (payload if isinstance(payload, list) else [payload]) if isinstance(one, dict) and one]
    if not objects or (isinstance(payload, list) and len(objects) < len(payload)):
        kind = type(payload).__name__
        raise NodeError(
            text(
                en=f"the payload is {kind} and not an object or a list of objects; name the columns in the node",
                zh=f"载荷是 {kind}，不是对象或对象列表。请在节点中填写各列。",
            )
        )
    return [_row(one, zone) for one in objects]


def _row(values: Mapping[Any, Any], zone: tzinfo) -> Row:
    row: Row = {}
    seen: set[str] = set()
    for name, value in values.items():
        if not isinstance(name, str) or not name or "\0" in name or name.casefold() in seen:
            raise NodeError(
                text(
                    en=f"{name!r} cannot be a column: it is empty, no text, or there twice when case is ignored",
                    zh=f"{name!r} 不能作为列名：为空、不是文本，或忽略大小写后重复。",
                )
            )
        seen.add(name.casefold())
        row[name] = _cell(name, value, zone)
    return row


def _cell(name: str, value: Any, zone: tzinfo) -> Any:
    if value is None or isinstance(value, bool | float | str | bytes):
        return value
    if isinstance(value, int):
        if -(2**63) <= value < 2**63:
            return value
        raise _unfit(name, f"{str(value)[:30]} has more than 64 bits", f"{str(value)[:30]} 超过 64 位")
    if isinstance(value, datetime):
        return utc_text(value, zone)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping | Sequence):
        try:
            return json.dumps(value, ensure_ascii=False, default=_in_json(zone))
        except (TypeError, ValueError, RecursionError) as error:
            raise _unfit(name, str(error), str(error)) from None
    kind = type(value).__name__
    raise _unfit(name, f"a {kind} is no value of a database", f"数据库无法保存 {kind}")


def utc_text(moment: datetime, zone: tzinfo) -> str:
    """ISO 8601 in UTC, always as long, so that text order is time order. Without a zone it is in the project's."""
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
    return aware.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _in_json(zone: tzinfo) -> Callable[[Any], Any]:
    def written(value: Any) -> Any:
        if isinstance(value, datetime):
            return utc_text(value, zone)
        if isinstance(value, date | time):
            return value.isoformat()
        raise TypeError(f"a {type(value).__name__} cannot be written as JSON")

    return written


def _unfit(name: str, english: str, chinese: str) -> NodeError:
    return NodeError(
        text(
            en=f"the column {name} cannot take its value: {english}; change the value before it is written",
            zh=f"列 {name} 无法写入该值：{chinese}。请在写入前转换。",
        )
    )
