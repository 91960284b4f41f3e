"""What is to run, and how that differs from what runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from .calendar import Calendar
from .errors import SinterflowError
from .flow.resolved import ResolvedFlow
from .text import Text, pick, text


@dataclass(frozen=True)
class Target:
    """Everything an engine is told to run: flows ready to run by id, and what they share.

    `connections`: id → (type, decoded config). `failed`: flows that cannot run, with the reason.
    """

    flows: Mapping[str, ResolvedFlow] = field(default_factory=dict)
    connections: Mapping[str, tuple[str, Any]] = field(default_factory=dict)
    tags: Mapping[str, Any] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)
    failed: Mapping[str, Text] = field(default_factory=dict)


class Difference(msgspec.Struct, kw_only=True):
    """What a change does to nodes, each `flow/node`: of the flows it touches all nodes are listed."""

    restart: list[str] = []
    keep: list[str] = []
    start: list[str] = []
    stop: list[str] = []


class Changed(msgspec.Struct, kw_only=True):
    """What a change did. `gaps`: seconds for which a node that may run only once (`exclusive`) was not there."""

    difference: Difference
    gaps: dict[str, float] = {}


class NotChanged(SinterflowError):
    """A node did not start, and what ran before runs again.

    `gaps`: seconds for which nodes were not there meanwhile.
    """

    def __init__(self, node: str, reason: Text, gaps: dict[str, float]) -> None:
        super().__init__(
            text(
                en=f"{node} did not start, so nothing was deployed: {pick(reason, 'en')}",
                zh=f"{node} 未能启动，本次部署已撤销：{pick(reason, 'zh')}",
            )
        )
        self.node = node
        self.reason = reason
        self.gaps = gaps
