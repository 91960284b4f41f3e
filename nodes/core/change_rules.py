"""The rules of `core.change`, one declaration each."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from sinterflow.runtime import NodeConfig, PathText, Typed, field, text

Target: TypeAlias = Literal["msg", "flow", "global"]

TARGETS = {
    "msg": text(en="the message", zh="消息"),
    "flow": text(en="the flow's context", zh="流程上下文"),
    "global": text(en="the global context", zh="全局上下文"),
}

OPS = {
    "set": text(en="Set", zh="设置"),
    "delete": text(en="Delete", zh="删除"),
    "move": text(en="Move", zh="移动"),
    "replace": text(en="Replace text", zh="替换文本"),
}

At: TypeAlias = Annotated[PathText, field(title=text(en="Property", zh="属性"), path=True)]
In: TypeAlias = Annotated[
    Target | None,
    field(
        title=text(en="Of", zh="所在"),
        help=text(en="Not given: as the node says.", zh="不填时按节点设置。"),
        choices=TARGETS,
        advanced=True,
    ),
]


class Set(NodeConfig, tag_field="op", tag="set"):
    """Give a property a value; objects on the way are made."""

    path: At
    to: Annotated[Typed, field(title=text(en="To", zh="设为"), typed=True)]
    target: In = None


class Delete(NodeConfig, tag_field="op", tag="delete"):
    """Remove a property."""

    path: At
    target: In = None


class Move(NodeConfig, tag_field="op", tag="move"):
    """Take a value from one place to another."""

    path: At
    to_path: Annotated[PathText, field(title=text(en="To", zh="移到"), path=True)]
    target: In = None


class Replace(NodeConfig, tag_field="op", tag="replace", rename={"with_": "with"}):
    """Replace a text within a property, or the whole property when all of it is what is searched."""

    path: At
    search: Annotated[Typed, field(title=text(en="Search for", zh="查找"), typed=True)]
    with_: Annotated[Typed, field(title=text(en="Replace with", zh="替换为"), typed=True)]
    regex: Annotated[bool, field(title=text(en="Regular expression", zh="正则表达式"))] = False
    target: In = None


Rule: TypeAlias = Set | Delete | Move | Replace
