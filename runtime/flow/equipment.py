"""`equipment.json`: what there is in the plant, and what belongs to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..faults import Fault, fault
from .document import Equipment
from .nearest import way_out
from .pointer import pointer


def equipment_faults(table: Mapping[str, Equipment], file: str) -> Iterator[Fault]:
    """Ids that differ only in case, parents that are not there, and circles of parents (each said once)."""
    first: dict[str, str] = {}
    in_circle: set[str] = set()
    done: set[str] = set()
    for id, one in table.items():
        if one.parent and one.parent not in table:
            place = {"file": file, "path": pointer((id, "parent")), "field": "parent"}
            yield fault("unknown-equipment", **place, given=one.parent, way=way_out(one.parent, table))
        if (other := first.setdefault(id.lower(), id)) != id:
            yield fault("same-id", file=file, path=pointer((id,)), one=other, other=id)
        way: dict[str, None] = {}
        at = id
        while at in table and at not in way and at not in done:
            way[at] = None
            at = table[at].parent
        if at in way and at not in in_circle:
            circle = [*list(way)[list(way).index(at) :], at]
            in_circle.update(circle)
            place = {"file": file, "path": pointer((at, "parent")), "field": "parent"}
            yield fault("equipment-in-itself", **place, circle=" → ".join(circle))
        done.update(way)
