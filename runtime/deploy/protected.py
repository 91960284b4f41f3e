"""Protected flows: a deploy that changes one needs the signature of a second person, on just these contents."""

from __future__ import annotations

from typing import Any

from ..opened import OpenedProject
from .candidate import Candidate
from .documents import digest


class SecondPersonNeeded(Exception):
    """These flows are protected; `record` is what a second person is to sign (meaning `confirm`)."""

    def __init__(self, flows: list[str], record: dict[str, Any]) -> None:
        super().__init__(flows)
        self.flows = flows
        self.record = record


def protected_in(before: OpenedProject, made: Candidate) -> list[str]:
    """The flows for which a deploy needs a second person: protected ones of which anything changes, be it a parameter
    or a subflow, and those whose protection ends."""
    after = made.opened.project
    known, coming = set(before.project.document.protected), set(after.project.document.protected)
    ready, changing = before.target.flows, set(made.flows)
    changing |= {id for id in known | coming if ready.get(id) is not after.target.flows.get(id)}
    return sorted(((known | coming) & changing) | (known - coming))


def record_of(made: Candidate) -> dict[str, Any]:
    """What is signed: each file that changes with the digest of its content, null for one that goes."""
    contents = made.contents
    return {"deploy": {name: digest(contents[name]) if name in contents else None for name in sorted(made.names)}}
