"""The ports of a node while its config is being written: from as much of it as is right already."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..host import Port
from ..node import Node
from .convert import convert
from .parameters import has_places

Ports = tuple[Sequence[Port], Sequence[Port]]


def varies(kind: type[Node]) -> bool:
    """Whether the ports of a type depend on the config."""
    return getattr(kind.ports, "__func__", None) is not getattr(Node.ports, "__func__", None)


def ports_of(kind: type[Node], config: dict[str, Any], version: int | None = None) -> Ports:
    """Inputs and outputs with this config, which may be of an earlier `version`; the declared ones where it is faulty.

    Fields that are to be filled from parameters (`${…}`) and do not fit before that count as not given. Nothing in the
    config is compiled or run.
    """
    if not varies(kind):
        return kind.inputs, kind.outputs
    try:
        if version is not None and version < kind.version:
            config = kind.upgrade(dict(config), version)
        made, found = convert(config, kind.Config)
        if made is None:
            wrong = {one.steps[0] for one in found if one.steps}
            filled = {name: one for name, one in config.items() if not (name in wrong and has_places([one]))}
            made, _ = convert(filled, kind.Config)
        return kind.ports(made) if made is not None else (kind.inputs, kind.outputs)
    except Exception:  # a plugin's code: it cannot tell for a config that is not checked yet
        return kind.inputs, kind.outputs
