"""What a template can name: the message's keys, the message itself, contexts and parameters."""

from __future__ import annotations

from typing import Any

from sinterflow.runtime import Message, Node


def names_for(message: Message, node: Node) -> dict[str, Any]:
    """Everything by its name; the message's own keys come first."""
    glob = ContextNames(node.global_context)
    flow = ContextNames(node.flow_context)
    return {"msg": message, "flow": flow, "global": glob, "glob": glob, "env": node.env, **message}


class ContextNames:
    """A context as a template sees it: `flow.limit`, `flow["limit"]`."""

    def __init__(self, context: Any) -> None:
        self._context = context

    def __getitem__(self, name: str) -> Any:
        value = self._context.get(name)
        if value is None:
            raise KeyError(name)
        return value
