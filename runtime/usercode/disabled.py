"""Nodes that hung the process: written down before it exits, kept off by the next start until a person enables them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from ..atomic import write_atomic

FILE = "disabled-nodes.json"
LAST_STACK = "hang.txt"
"""Where the stack is written when the process had to be ended from outside Python."""

_IN_USER_CODE = re.compile(r'File "<([^/<>"]+)/([^ <>"]+)(?: start| stop)?>", line (\d+)')


class DisabledNode(msgspec.Struct, frozen=True):
    """A node that the next start leaves off; `seconds` it hung and the `row` it was in, if known."""

    flow: str
    node: str
    time: datetime
    seconds: float | None = None
    row: int | None = None


def disabled_nodes(data: Path) -> list[DisabledNode]:
    """The nodes to leave off. Takes over what the last process left when it was ended in the middle of a hang."""
    nodes = _read(data)
    left = data / LAST_STACK
    try:
        found = culprit(left.read_text(encoding="utf-8", errors="replace"))
        ended = datetime.fromtimestamp(left.stat().st_mtime, UTC)
    except FileNotFoundError:
        return nodes
    if found is not None:
        disable(data, DisabledNode(found[0], found[1], ended, row=found[2]))
    left.unlink()
    return _read(data)


def culprit(stacks: str) -> tuple[str, str, int] | None:
    """Flow, node and line of the innermost user code in a stack dump whose most recent calls come first."""
    found = _IN_USER_CODE.search(stacks)
    return None if found is None else (found[1], found[2], int(found[3]))


def disable(data: Path, node: DisabledNode) -> None:
    """Add a node: durable when this returns."""
    _write(data, [*(one for one in _read(data) if (one.flow, one.node) != (node.flow, node.node)), node])


def enable(data: Path, flow: str, node: str) -> bool:
    """Let the next start run this node again; false when it was not disabled."""
    known = _read(data)
    others = [one for one in known if (one.flow, one.node) != (flow, node)]
    if len(others) == len(known):
        return False
    _write(data, others)
    return True


def _read(data: Path) -> list[DisabledNode]:
    try:
        return msgspec.json.decode((data / FILE).read_bytes(), type=list[DisabledNode])
    except (FileNotFoundError, msgspec.DecodeError):
        return []


def _write(data: Path, nodes: list[DisabledNode]) -> None:
    write_atomic(data / FILE, msgspec.json.format(msgspec.json.encode(nodes), indent=2) + b"\n")
