"""`parse.json`: from JSON text to values and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec

from sinterflow.runtime import Message, Node, NodeConfig, NodeError, PathText, field, paths, text

LONGEST_NUMBER = 20_000
"""Digits of a number: reading takes time that grows faster than they do."""


class Json(Node):
    """Read a text as JSON, or write a value as JSON text. Integers are exact whatever their size."""

    type = "parse.json"
    title = text(en="JSON", zh="JSON")
    help = text(
        en="Turns JSON text into values, and values into JSON text.",
        zh="在 JSON 文本与数据对象之间转换。",
    )
    icon = "json"

    class Config(NodeConfig):
        property: Annotated[PathText, field(title=text(en="Property", zh="属性"), path=True)] = "payload"
        to: Annotated[
            Literal["auto", "object", "text"],
            field(
                title=text(en="To", zh="转换为"),
                choices={
                    "auto": text(en="The other of the two", zh="自动（互相转换）"),
                    "object": text(en="Values", zh="数据对象"),
                    "text": text(en="Text", zh="文本"),
                },
            ),
        ] = "auto"

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._path = paths.parse(config.property)
        self._convert: Callable[[Any], Any] = {"auto": other, "object": to_values, "text": to_text}[config.to]

    def written(self) -> Sequence[str]:
        return [self.config.property]

    def receive(self, message: Message, port: str = "in") -> Message:
        found = paths.get(message, self._path)
        converted = self._convert(found)
        if converted is not found:
            paths.put(message, self._path, converted)
        return message


def other(value: Any) -> Any:
    """Text becomes values, values become text; null stays."""
    return value if value is None else to_values(value) if isinstance(value, (str, bytes)) else to_text(value)


def to_values(value: Any) -> Any:
    """What a JSON text says; anything but a text as it is. Raises NodeError with line and column."""
    if not isinstance(value, (str, bytes)):
        return value
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError, UnicodeEncodeError):
        return _read_slowly(value)


def _read_slowly(value: str | bytes) -> Any:
    """What the fast reader has refused: texts with a mark at the front, very long numbers, and what is no JSON."""
    try:
        said = value.decode("utf-8-sig") if isinstance(value, bytes) else value.removeprefix("\ufeff")
        read = json.loads(said, parse_constant=_no_constant, parse_int=_integer)
        _check_texts(read)
        return read
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise NodeError(
            text(
                en=f"not JSON: {error.msg} at {where}",
                zh=f"不是有效的 JSON：第 {error.lineno} 行第 {error.colno} 列，{error.msg}",
            )
        ) from None
    except UnicodeDecodeError as error:
        raise NodeError(
            text(
                en=f"not JSON: byte {error.start + 1} is not UTF-8",
                zh=f"不是有效的 JSON：第 {error.start + 1} 个字节不是 UTF-8",
            )
        ) from None
    except RecursionError:
        raise NodeError(text(en="not read: the JSON is nested too deeply", zh="JSON 嵌套过深，无法读取")) from None
    except ValueError as error:
        raise NodeError(text(en=f"not JSON: {error}", zh=f"不是有效的 JSON：{error}")) from None


def _no_constant(name: str) -> Any:
    raise ValueError(f"JSON has no {name}")


def _check_texts(value: Any) -> None:
    """Raises ValueError for half a surrogate pair: a text that nobody can write again."""
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError("a text has half of a surrogate pair") from None
    elif isinstance(value, (dict, list)):
        for inner in [*value, *value.values()] if isinstance(value, dict) else value:
            _check_texts(inner)


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError(f"a number has {len(digits)} digits")
    return int(Decimal(digits))


def to_text(value: Any) -> str:
    """The JSON text of a value; a text as it is. Times are written as RFC 3339, bytes as base64, NaN as null."""
    if isinstance(value, str):
        return value
    try:
        return msgspec.json.encode(value).decode()
    except (TypeError, ValueError, RecursionError) as error:
        said = str(error) or type(error).__name__
        raise NodeError(text(en=f"JSON cannot say this value: {said}", zh=f"该值无法写成 JSON：{said}")) from None
