"""`core.split`: one message for each member, line or part."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Annotated, Any

from sinterflow.runtime import (
    Message,
    Node,
    NodeConfig,
    NodeError,
    Out,
    PathText,
    copy_value,
    field,
    new_id,
    paths,
    text,
)


class Split(Node):
    """Send a list's or an object's members, or the parts of a text, one by one, with `msg.parts` to join them again."""

    type = "core.split"
    title = text(en="Split", zh="拆分")
    help = text(
        en="Sends the members of a list or object, or the lines of a text, one message each. "
        "msg.parts has id, index, count, key and type.",
        zh="把列表、对象的成员或文本的各行逐条发出。msg.parts 包含 id、index、count、key 和 type。",
    )
    icon = "split"

    class Config(NodeConfig):
        property: Annotated[PathText, field(title=text(en="Property", zh="属性"), path=True)] = "payload"
        by: Annotated[
            str | None,
            field(
                title=text(en="Split texts at", zh="文本分隔符"),
                help=text(en="Empty: at the ends of lines.", zh="留空按行拆分。"),
                example=";",
            ),
        ] = None

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._path = paths.parse(config.property)

    def written(self) -> Sequence[str]:
        return [self.config.property, "parts", "_msgid"]

    async def receive(self, message: Message, port: str = "in") -> AsyncIterator[Out]:
        whole = paths.get(message, self._path)
        paths.put(message, self._path, None)
        common = {"id": new_id()}
        if "parts" in message:
            common["parts"] = message.pop("parts")
        for part, value in self._parts(whole):
            one = copy_value(message)
            one["_msgid"] = new_id()
            one["parts"] = copy_value(common) | part
            paths.put(one, self._path, value)
            yield Out("out", one)

    def _parts(self, whole: Any) -> Iterator[tuple[dict[str, Any], Any]]:
        """`msg.parts` and the value of each part."""
        if isinstance(whole, dict):
            for index, (key, value) in enumerate(whole.items()):
                yield {"type": "object", "index": index, "count": len(whole), "key": key}, value
        elif isinstance(whole, (str, bytes)):
            separator = self._separator(whole)
            pieces = whole.split(separator)  # type: ignore[arg-type]  # both are texts, or both bytes
            kind = "string" if isinstance(whole, str) else "buffer"
            for index, piece in enumerate(pieces):
                yield {"type": kind, "index": index, "count": len(pieces), "ch": separator}, piece
        elif isinstance(whole, list):
            for index, value in enumerate(whole):
                yield {"type": "array", "index": index, "count": len(whole), "len": 1}, value
        else:
            shown = f"{whole!r:.60}"
            raise NodeError(
                text(
                    en=f"{self.config.property} has no parts to split: {shown}",
                    zh=f"{self.config.property} 无法拆分：{shown}",
                )
            )

    def _separator(self, whole: str | bytes) -> str | bytes:
        """What to split at; lines end as most of this text's do, with CR LF or LF."""
        if self.config.by:
            given: str = self.config.by
            return given if isinstance(whole, str) else given.encode()
        ends: tuple[Any, Any] = ("\r\n", "\n") if isinstance(whole, str) else (b"\r\n", b"\n")
        windows, other = ends
        found: str | bytes = windows if windows in whole and whole.count(windows) == whole.count(other) else other
        return found
