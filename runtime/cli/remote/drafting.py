"""Drafts that are saved on a gateway for one deploy, and taken back when it comes to nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ...deploy.documents import is_flow, kind_of
from ...flow.project import PROJECT_FILE
from .client import Answer, Failed, Remote, part
from .files import CSV, Change, address


class Drafting:
    """Use it as a context: what was saved and not `deployed` within is discarded at the end."""

    def __init__(self, remote: Remote, revision: int) -> None:
        self._remote = remote
        self._revision = revision
        self._flows: dict[str, str] = {}
        self._shared: list[str] = []
        self._shared_tag = ""
        self.stray: list[str] = []
        """Files whose drafts could not be taken back."""

    def __enter__(self) -> Drafting:
        return self

    def __exit__(self, *error: object) -> None:
        for name in reversed([*self._shared, *self._flows]):
            try:
                self._discard(name)
            except Failed as refused:
                if refused.status not in (404, 412):  # it is gone, or somebody has taken it over
                    self.stray.append(name)

    def save(self, change: Change) -> Answer:
        """Save a draft, unless it was changed meanwhile. Raises Failed."""
        flow = is_flow(change.name)
        if change.new and flow:
            seen = {"If-None-Match": "*"}
        else:
            seen = {"If-Match": self._etag(change)}
        path = address(change.name)
        if change.data is None:
            answer = self._remote.call("DELETE", path, headers=seen)
        else:
            kind = CSV if kind_of(change.name) is None else "application/json"
            answer = self._remote.call("PUT", path, change.data, kind=kind, headers=seen)
        if answer.json["draft"] is None:
            return answer
        if flow:
            self._flows[change.name] = answer.json["etag"]
        else:
            self._shared.append(change.name)
            self._shared_tag = answer.json["etag"]
        return answer

    def plan(self) -> Any:
        return self._remote.call("POST", "/deploy/plan", self._order("")).json

    def deploy(self, reason: str) -> Any:
        """Raises Failed; then nothing is deployed, unless the answer was lost on the way."""
        made = self._remote.call("POST", "/deploy", self._order(reason)).json
        self._flows.clear()
        self._shared.clear()
        return made

    def _order(self, reason: str) -> bytes:
        flows = {_id(name): tag for name, tag in self._flows.items()}
        order = {"revision": self._revision, "flows": flows, "project": self._shared_tag or None, "reason": reason}
        return json.dumps(order).encode()

    def _etag(self, change: Change) -> str:
        """Of what is deployed: there is no draft, or nothing would be saved."""
        if not is_flow(change.name) and self._shared_tag:
            return self._shared_tag
        path = address(change.name if is_flow(change.name) else PROJECT_FILE)
        return self._remote.get(path, version="deployed").etag

    def _discard(self, name: str) -> None:
        if is_flow(name):
            path, query, seen = address(name), {"draft": "1"}, {"If-Match": self._flows[name]}
            self._remote.call("DELETE", path, headers=seen, query=query)
        else:
            self._remote.call("DELETE", f"/project/drafts/{part(name)}")


def _id(name: str) -> str:
    return name.removeprefix("flows/").removesuffix(".json")


def in_order(changes: Sequence[Change]) -> list[Change]:
    """What flows share first, so that faults of flows are told with it in place."""
    return sorted(changes, key=lambda one: (is_flow(one.name), one.name))
