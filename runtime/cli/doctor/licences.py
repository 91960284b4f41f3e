"""Under which licences the nodes are that a project uses."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import metadata, packages_distributions

from ...licences import UNKNOWN, licence
from ...opened import OpenedProject
from ...registry import Registry
from ...text import text
from .finding import Finding

LICENCE = text(en="Licence", zh="许可证")


def licences(opened: OpenedProject, registry: Registry) -> Iterator[Finding]:
    """One finding for each distribution whose nodes or connections are in use."""
    kinds = {node.kind for flow in opened.resolved for node in flow.nodes.values()}
    modules = {kind.__module__ for kind in kinds}
    modules |= {registry.connections[kind].__module__ for kind, _ in opened.project.connections.values()}
    owners = packages_distributions()
    names = {name for module in modules for name in owners.get(module.partition(".")[0], [])}
    for name in sorted(names or ({"sinterflow"} if modules else set())):
        said = licence(metadata(name))
        if said != UNKNOWN:
            yield Finding(LICENCE, "ok", f"{name}: {said}")
        else:
            yield Finding(
                LICENCE,
                "warn",
                text(en=f"{name} names no licence", zh=f"{name} 未声明许可证"),
                text(en="ask whoever made it whether the plant may use it", zh="请向其作者确认能否在工厂使用"),
            )
