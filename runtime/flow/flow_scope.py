"""The parameters of a flow as its nodes see them: default < project < given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..faults import Fault, fault
from .configs import Known
from .convert import Found
from .document import Flow
from .graph import make_scope
from .nearest import way_out
from .outside import Outside
from .parameters import Scope
from .pointer import pointer
from .shown import shown

if TYPE_CHECKING:
    from .project import Project


def flow_scope(
    flow: Flow, project: Project | None, given: Mapping[str, Any], outside: Outside, file: str | None
) -> tuple[Scope, list[Fault]]:
    """The scope of a flow's own nodes; faults name the place where the wrong value stands."""
    of_project = project.document.parameters.get(flow.id, {}) if project else {}
    scope, found = make_scope(flow.parameters, outside, (of_project, False), (given, True))
    found += _names_nobody_has(flow, scope, project.known if project else Known())
    said = []
    for steps, code, arguments in found:
        place: dict[str, Any] = {"file": file, "path": pointer(("parameters", *steps))}
        if steps[0] in of_project and steps[0] not in given:
            place = {"file": "project.json", "path": pointer(("parameters", flow.id, *steps))}
        said.append(fault(code, **{**outside.hidden(arguments), **place, "field": str(steps[0])}))
    return scope, said


def _names_nobody_has(flow: Flow, scope: Scope, known: Known) -> Iterator[Found]:
    """Parameters that name a connection or tag; one that names none yet is empty."""
    tables = {"connection": known.connections, "tag": known.tags}
    for name, parameter in flow.parameters.items():
        table, value = tables.get(parameter.type), scope.values[name]
        if table is not None and isinstance(value, str) and value and value not in table:
            yield Found((name,), f"unknown-{parameter.type}", {"given": shown(value), "way": way_out(value, table)})
