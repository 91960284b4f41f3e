"""What a run on recorded traffic is asked, and what goes over the pipes between the runtime and its process."""

from __future__ import annotations

import io
import pickle
import struct
import zoneinfo
from collections.abc import Sequence
from copy import copy
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from ..flow.document import Flow
from ..flow.project import Project
from ..flow.subflows import subflow_name
from ..registry import Registry
from .reading import Span

SIZE = struct.Struct(">Q")
"""Before the request: its length."""

Outcome = Literal["answer", "faults", "failed"]
"""What an answer is: the first line of it. Then follows JSON: the answer, faults, or a text for people."""


class Asked(msgspec.Struct, kw_only=True):
    """One flow, or two to be compared, on what a recording holds.

    `documents` are flows as JSON. `places` are those of the recording; of them, `fed` (by number) enter the flow.
    `settle`: virtual seconds that time goes on after the last record. `limit`: messages that are shown of each sink.
    `lost`: messages that the recording has missed. `memory`: bytes that the process may use, 0 for no limit.
    """

    project: Project
    documents: Sequence[bytes]
    path: Path
    recording: str
    places: Sequence[str]
    fed: frozenset[int]
    span: Span = Span()
    settle: float = 60.0
    limit: int = 100
    lost: int = 0
    memory: int = 0


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, zoneinfo.ZoneInfo) and value.key is not None:
            return zoneinfo.ZoneInfo, (value.key,)
        return NotImplemented


def surroundings(project: Project, registry: Registry) -> Project:
    """What one flow needs of its project: of the other flows the ends of links, of connections the names."""
    ends = {type for type, kind in registry.nodes.items() if kind.role == "link-in"}
    made = copy(project)
    made.connections = {}
    made.flows = {id: _only(flow, ends) for id, flow in project.flows.items()}
    return made


def _only(flow: Flow, types: set[str]) -> Flow:
    nodes = {id: node for id, node in flow.nodes.items() if node.type in types or subflow_name(node) is not None}
    return replace(flow, nodes=nodes, wires=[], subflows={}, layout={}, notes={}, groups={})


def packed(asked: Asked) -> bytes:
    """The request with its length before it. Takes a while for a large project: call it in a thread."""
    buffer = io.BytesIO(b"\0" * SIZE.size)
    buffer.seek(SIZE.size)
    _Pickler(buffer, 5).dump(asked)
    data = buffer.getbuffer()
    data[: SIZE.size] = SIZE.pack(len(data) - SIZE.size)
    return bytes(data)
