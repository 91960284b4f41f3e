"""What only one node of a project may have (`Node.claims`), such as a path: taken twice, it is a fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..faults import Fault, fault
from .graph import Made
from .pointer import pointer
from .resolved import Claim, ResolvedFlow


def claims_of(nodes: Iterable[Made]) -> tuple[list[Claim], list[Fault]]:
    """What the nodes of one flow claim, and what two of them do."""
    found: dict[str, Claim] = {}
    faults = []
    for node in nodes:
        if node.disabled or node.kind is None or node.config is None:
            continue
        for what in node.kind.claims(node.config):
            claim = Claim(what, node.id, node.body.file, pointer((*node.body.steps, *node.steps, "config")))
            if what in found:
                faults.append(_twice(claim, found[what].node))
            else:
                found[what] = claim
    return list(found.values()), faults


def claim_faults(flows: Iterable[ResolvedFlow]) -> Iterator[Fault]:
    """What nodes of different flows both claim: a fault of the later flow."""
    taken: dict[str, str] = {}
    for flow in flows:
        for claim in () if flow.disabled else flow.claims:
            other = taken.setdefault(claim.what, f"{flow.id}/{claim.node}")
            if other != f"{flow.id}/{claim.node}":
                yield _twice(claim, other)


def _twice(claim: Claim, other: str) -> Fault:
    return fault("claimed-twice", file=claim.file, path=claim.path, node=claim.node, what=claim.what, other=other)
