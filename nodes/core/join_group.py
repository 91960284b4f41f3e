"""The messages that are to become one."""

from __future__ import annotations

from typing import Any

from sinterflow.runtime import Kept, Message, Out, Timer, paths

from .values import finite, text_of


class Group:
    """What was collected so far: values by key or index, the messages' other keys, and their deliveries."""

    def __init__(self, kind: str, count: int | None, separator: Any, path: paths.Path) -> None:
        self._kind = kind
        self._count = count
        self._separator = separator
        self._path = path
        self._values: dict[str | int, Any] = {}
        self._message: Message = {}
        self._kept: list[Kept] = []
        self.messages = 0
        self.timer: Timer | None = None

    @property
    def full(self) -> bool:
        return self._count is not None and len(self._values) >= self._count

    @property
    def next_index(self) -> int:
        return self.messages

    def add(self, message: Message, place: str | int, value: Any, kept: Kept) -> None:
        self.messages += 1
        if self._count is None and isinstance(message.get("parts"), dict):
            self._count = whole(message["parts"].get("count"))
        self._values[place] = value
        self.end_with(message, kept)

    def end_with(self, message: Message, kept: Kept) -> None:
        """A message that adds no value of its own."""
        self._message |= message
        self._kept.append(kept)

    def out(self) -> Out:
        """The joined message: of keys that several have, the last one's; `msg.parts` are those before the split."""
        self.stop()
        message = self._message
        parts = message.pop("parts", None)
        message.pop("complete", None)
        if isinstance(parts, dict) and "parts" in parts:
            message["parts"] = parts["parts"]
        paths.put(message, self._path, self._joined())
        return Out("out", message, self._kept)

    def drop(self) -> None:
        self.stop()
        for kept in self._kept:
            kept.drop()

    def stop(self) -> None:
        if self.timer is not None:
            self.timer.cancel()

    def _joined(self) -> Any:
        if self._kind == "object":
            return self._values
        ordered = [self._values[index] for index in sorted(self._values, key=_by_number)]
        if self._kind == "string":
            return text_of(self._separator).join(map(text_of, ordered))
        if self._kind == "buffer":
            return _bytes(self._separator).join(map(_bytes, ordered))
        return ordered


def whole(count: Any) -> int | None:
    """A number of messages; None when it is none."""
    number = finite(count)
    return None if number is None else int(number)


def _by_number(index: str | int) -> int:
    return index if isinstance(index, int) else 0


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else text_of(value).encode()
