"""The config field that says which nodes a catch or status node is for."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from sinterflow.runtime import field, text

NodeId: TypeAlias = Annotated[str, field(title=text(en="Node", zh="节点"), node=True)]

Scope: TypeAlias = Annotated[
    Literal["flow", "group"] | tuple[NodeId, ...],
    field(
        title=text(en="Nodes", zh="范围"),
        help=text(
            en="All of the flow, of this node's group, or those named here.", zh="整个流程、本分组，或列出的节点。"
        ),
        choices={
            "flow": text(en="All nodes of the flow", zh="流程的所有节点"),
            "group": text(en="Nodes of this group", zh="本分组的节点"),
        },
    ),
]
"""`flow`, `group`, or the ids of the nodes."""
