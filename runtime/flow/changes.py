"""One change between two documents, as a program and as a person read it."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec

from ..text import Text, fill, pick, text
from .shown import shown

What: TypeAlias = Literal["added", "removed", "changed", "renamed", "moved"]
_TEXTS: dict[What, Text] = {
    "added": text(en="{thing}: added", zh="{thing}：新增"),
    "removed": text(en="{thing}: removed", zh="{thing}：删除"),
    "changed": text(en="{thing}: {old} → {new}", zh="{thing}：{old} → {new}"),
    "renamed": text(en="{thing}: renamed to {new}", zh="{thing}：改名为 {new}"),
    "moved": text(en="{thing}: moved", zh="{thing}：移动位置"),
}
_THINGS: dict[str, Text] = {
    "node": text(en="node", zh="节点"),
    "wire": text(en="wire", zh="连线"),
    "parameter": text(en="parameter", zh="参数"),
    "subflow": text(en="subflow", zh="子流程"),
    "group": text(en="group", zh="分组"),
    "note": text(en="note", zh="备注"),
    "flow": text(en="flow", zh="流程"),
    "project": text(en="project", zh="项目"),
    "connection": text(en="connection", zh="设备连接"),
    "tag": text(en="tag", zh="点位"),
    "equipment": text(en="equipment", zh="设备"),
    "order": text(en="order of wires", zh="连线顺序"),
}


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One change. `kind` is of what (node, wire, …), `owner` which one, `field` the place in it as people write it.

    `path` is the JSON pointer in its document, `flow` the flow it is in (None: the project's own files). `old` and
    `new` are JSON values, None where there is none.
    """

    what: What
    kind: str
    owner: str
    path: str
    field: str | None = None
    flow: str | None = None
    old: Any = None
    new: Any = None

    def line(self, lang: str = "en") -> str:
        """The change as one line of text."""
        place = f"{pick(_THINGS[self.kind], lang)} {self.owner}".strip()
        thing = f"{place}: {self.field}" if self.field and lang == "en" else place
        if self.field and lang == "zh":
            thing = f"{place}：{self.field}"
        line = fill(_TEXTS[self.what], lang, {"thing": thing, "old": shown(self.old), "new": shown(self.new)})
        return f"{self.flow}: {line}" if self.flow else line
