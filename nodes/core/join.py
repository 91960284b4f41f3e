"""`core.join`: several messages into one."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

import msgspec

from sinterflow.runtime import (
    Duration,
    Message,
    Node,
    NodeConfig,
    NodeError,
    Out,
    PathText,
    field,
    paths,
    seconds,
    text,
)

from .join_group import Group, whole
from .values import finite, text_of

AtLeastOne = Annotated[int, msgspec.Meta(ge=1)]

MOST_GROUPS = 10_000
MOST_MESSAGES = 100_000
ALL = "_"
COMPANY = 0.5
"""Seconds for which a group that is overdue when it begins (after a restart) waits for what comes again with it."""


class Join(Node):
    """Collect messages and send what they make together: what was split, a list, or an object.

    With `msg.complete` a group is sent as far as it is there, with `msg.reset` it is dropped.
    """

    type = "core.join"
    title = text(en="Join", zh="合并")
    help = text(
        en="Makes one message of several: puts together what was split, or collects a list or an object. "
        "msg.complete sends what is there, msg.reset drops it.",
        zh="把多条消息合并为一条：还原拆分的内容，或汇集成列表、对象。msg.complete 立即发出，msg.reset 清空。",
    )
    icon = "join"
    keeps = True

    class Config(NodeConfig):
        mode: Annotated[
            Literal["auto", "count", "object", "list"],
            field(
                title=text(en="Mode", zh="方式"),
                choices={
                    "auto": text(en="what was split", zh="还原拆分的内容"),
                    "count": text(en="a list of so many messages", zh="按数量组成列表"),
                    "object": text(en="an object by key", zh="按键组成对象"),
                    "list": text(en="a list until it is complete", zh="组成列表直至完成"),
                },
            ),
        ] = "auto"
        property: Annotated[PathText, field(title=text(en="Property", zh="属性"), path=True)] = "payload"
        count: Annotated[
            AtLeastOne | None, field(title=text(en="Messages", zh="消息数"), when={"mode": ["count", "object", "list"]})
        ] = None
        key: Annotated[
            PathText,
            field(
                title=text(en="Key", zh="键"),
                help=text(en="What names a message's value in the object.", zh="消息的值在对象中的键。"),
                path=True,
                when={"mode": ["object"]},
            ),
        ] = "topic"
        timeout: Annotated[
            Duration | None,
            field(
                title=text(en="Wait at most", zh="最长等待"),
                help=text(en="After the first message of a group.", zh="从一组的第一条消息起计时。"),
            ),
        ] = None

    @classmethod
    def check(cls, config: Any) -> list[tuple[str, str, dict[str, Any]]]:
        if config.mode == "count" and config.count is None:
            return [("needed-with", "count", {"other": "mode", "value": "count"})]
        return []

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._path = paths.parse(config.property)
        self._key = paths.parse(config.key)
        self._groups: dict[str, Group] = {}
        self._messages = 0
        self.deterministic = config.timeout is None

    def receive(self, message: Message, port: str = "in") -> list[Out]:
        parts = message.get("parts")
        parts = parts if isinstance(parts, dict) else {}
        if "reset" in message:
            self._reset(parts)
            return []
        name = self._group_of(parts)
        value, complete = paths.get(message, self._path), "complete" in message
        if not (complete and value is None):
            self._add(name, message, parts, value)
        elif name in self._groups:
            self._groups[name].end_with(message, self.keep())
        else:
            return []
        return [self._sent(name)] if complete or self._groups[name].full else []

    async def stop(self) -> None:
        for group in self._groups.values():
            group.stop()

    def _group_of(self, parts: dict[str, Any]) -> str:
        if self.config.mode != "auto":
            return ALL
        if parts.get("id") is None:
            raise NodeError(
                text(
                    en="the message has no msg.parts.id: nothing says what it is a part of; choose another mode",
                    zh="消息没有 msg.parts.id，无法判断属于哪一组；请改用其他方式",
                )
            )
        return str(parts["id"])

    def _add(self, name: str, message: Message, parts: dict[str, Any], value: Any) -> None:
        group = self._groups.get(name)
        place = self._place(message, parts, group)
        if self._messages >= MOST_MESSAGES or (group is None and len(self._groups) >= MOST_GROUPS):
            raise NodeError(
                text(
                    en=f"{self._messages} messages of {len(self._groups)} unfinished groups wait here; set a timeout",
                    zh=f"已有 {len(self._groups)} 组共 {self._messages} 条消息等待合并；请设置最长等待时间",
                )
            )
        kept = self.keep()
        if group is None:
            group = self._groups[name] = self._begun(name, parts, kept.since)
        self._messages += 1
        group.add(message, place, value, kept)

    def _begun(self, name: str, parts: dict[str, Any], since: float) -> Group:
        mode, wanted = self.config.mode, self.config.count
        count = parts.get("count") if mode == "auto" or wanted is None else wanted
        kind = {"auto": parts.get("type"), "object": "object"}.get(mode, "array")
        group = Group(str(kind), whole(count), parts.get("ch"), self._path)
        if self.config.timeout is not None:
            wait, waited = seconds(self.config.timeout), self.clock.monotonic() - since
            left = wait - waited if waited < wait else min(wait, COMPANY)
            group.timer = self.after(left, partial(self._late, name, group))
        return group

    def _place(self, message: Message, parts: dict[str, Any], group: Group | None) -> str | int:
        """Where the value belongs in its group: a key, or an index."""
        auto = self.config.mode == "auto"
        if self.config.mode == "object" or (auto and parts.get("type") == "object"):
            key = parts.get("key") if auto else paths.get(message, self._key)
            if key is None or key == "":
                where = "parts.key" if auto else self.config.key
                raise NodeError(
                    text(en=f"msg.{where} is missing: it names the value", zh=f"缺少 msg.{where}：它是值的键")
                )
            return text_of(key)
        index = finite(parts.get("index")) if auto else None
        return int(index) if index is not None else group.next_index if group is not None else 0

    def _late(self, name: str, group: Group) -> list[Out]:
        return [self._sent(name)] if self._groups.get(name) is group else []

    def _sent(self, name: str) -> Out:
        group = self._groups.pop(name)
        self._messages -= group.messages
        return group.out()

    def _reset(self, parts: dict[str, Any]) -> None:
        named = self.config.mode == "auto" and parts.get("id") is not None
        for name in [str(parts["id"])] if named else list(self._groups):
            group = self._groups.pop(name, None)
            if group is not None:
                self._messages -= group.messages
                group.drop()
