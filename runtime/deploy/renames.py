"""Other ids that people gave to nodes and connections: flow tests on disk follow, once that is deployed.

Tests are no part of what is deployed and have no drafts. So what is kept is only that something was renamed; whether a
test has to follow is told by the project that it is for: it does where that has the new id and not the old one. Undo,
and throwing a draft away, need nothing more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import structlog

from ..atomic import write_atomic
from ..faults import Fault, fault
from ..flow.canonical import write
from ..flow.document import Flow, Subflow
from ..flow.files import FolderFiles
from ..flow.load import document
from ..flow.project import Project
from ..flow.reader import read_exactly
from ..flow.store import replace_file
from ..flow.subflows import Library, library_of, subflow_name
from ..flowtests.document import FlowTest
from ..reasons import reason

FILE = "renamed.json"
FOLDER = "tests"
MOST = 10_000
"""Renames that are remembered at most; the oldest go first."""

_log: Any = structlog.get_logger("sinterflow.deploy")


class Renames:
    """The renames since all was deployed, in the data folder: `flow/node` → `flow/node`, and connections by their names
    alone. All of it blocks."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE
        self._known = self._read()

    def __bool__(self) -> bool:
        return bool(self._known)

    def note(self, renamed: Mapping[str, str]) -> None:
        """They have other ids in drafts: durable on return. Raises OSError."""
        known = {name: to for name, to in self._known.items() if name not in renamed} | dict(renamed)
        self._keep(dict(list(known.items())[-MOST:]))

    def forget(self) -> None:
        """All of them are deployed, or thrown away. Raises OSError."""
        if self._known:
            self._keep({})

    def follow(self, folder: Path, project: Project) -> Iterator[Fault]:
        """Let the tests on disk fit the deployed project; why one could not be written is a warning."""
        source = FolderFiles(folder)
        for name in source.inside(FOLDER, ".json")[0] if self._known else ():
            data, _ = source.read(name)
            if data is None or (made := self.followed(data, name, project)) == data:
                continue
            try:
                replace_file(folder / name, made)
            except OSError as error:
                yield fault("test-not-renamed", file=name, said=reason(error))

    def followed(self, data: bytes, file: str, project: Project) -> bytes:
        """A test as it has to be for this project; the same bytes where it needs no change, or is none."""
        value, found, written = read_exactly(data, file) if self._known else (None, [], False)
        if found or value is None or document(value, FlowTest, file)[1] or value["flow"] not in project.flows:
            return data
        flow = project.flows[value["flow"]]
        library = library_of(flow, None, project.subflows)
        has, is_connection = partial(_has, flow, library), project.document.connections.__contains__
        changed = _rename(value, lambda name: self._now(name, has, partial(self._nodes, flow.id)))
        changed |= _reconnect(value, flow, lambda name: self._now(name, is_connection, self._connections))
        return write(value, "test", written=written) if changed else data

    def _now(self, name: str, there: Callable[[str], bool], others: Callable[[str], Iterator[str]]) -> str:
        """What is called now that had this name; the same name where that leads to nothing that is `there`."""
        tried, now = {name}, name
        while not there(now):
            now = next((other for other in others(now) if other not in tried), "")
            if not now or now.count("/") != name.count("/"):  # a rename moves nothing: the file was edited
                return name
            tried.add(now)
        return now

    def _connections(self, name: str) -> Iterator[str]:
        if name in self._known:
            yield self._known[name]

    def _nodes(self, flow: str, name: str) -> Iterator[str]:
        """What a node, or one of the instances that it is inside of, was renamed to."""
        steps = name.split("/")
        for length in range(len(steps), 0, -1):
            to = self._known.get("/".join([flow, *steps[:length]]), "")
            if to.startswith(f"{flow}/"):
                yield "/".join([to.removeprefix(f"{flow}/"), *steps[length:]])

    def _keep(self, known: dict[str, str]) -> None:
        write_atomic(self._path, json.dumps(known, ensure_ascii=False, indent=2).encode())
        self._known = known

    def _read(self) -> dict[str, str]:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[str, str])
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as error:  # tests that do not follow say by themselves which node they miss
            _log.warning("what nodes were renamed to cannot be read", file=str(self._path), error=str(error))
        return {}


def _has(graph: Flow | Subflow, library: Library, name: str) -> bool:
    """Whether there is a node `instance/…/node` in a graph."""
    first, _, rest = name.partition("/")
    node = graph.nodes.get(first)
    if node is None or not rest:
        return node is not None
    definition = library.get(subflow_name(node) or "")
    return definition is not None and _has(definition.graph, definition.library, rest)


def _reconnect(test: dict[str, Any], flow: Flow, now: Callable[[str], str]) -> bool:
    """Writes other names of connections into what a test gives to the flow's parameters; whether there were any."""
    changed = False
    for given in [case.get("parameters") or {} for case in test["cases"]]:
        for name, value in given.items():
            parameter = flow.parameters.get(name)
            if parameter is not None and parameter.type == "connection" and isinstance(value, str):
                given[name] = now(value)
                changed = changed or given[name] != value
    return changed


def _rename(test: dict[str, Any], now: Callable[[str], str]) -> bool:
    """Writes other names of nodes into a test; whether there were any."""
    changed = False

    def other(name: str) -> str:
        nonlocal changed
        to = now(name)
        changed = changed or to != name
        return to

    for case in test["cases"]:
        if "stub" in case:
            case["stub"] = {other(id): stub for id, stub in case["stub"].items()}
        for step in case["steps"]:
            for act, keys in (("send", ("from", "to")), ("expect", ("at",))):
                for key in keys:
                    if isinstance(named := (step.get(act) or {}).get(key), str):
                        step[act][key] = other(named)
    return changed
