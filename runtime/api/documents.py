"""The documents of flows, by the version that is asked for."""

from __future__ import annotations

import asyncio
from typing import Literal

from ..faults import fault
from .problem import Problem
from .served import Served

Version = Literal["deployed", "draft"]


async def document_of(served: Served, flow: str, version: Version) -> bytes:
    """The JSON of a flow. Refuses one that does not exist, cannot be read, or has no such version."""
    found = served.project.flows.get(flow)
    if found is None:
        raise Problem(404, fault("flow-not-found", flow=flow))
    if version == "draft":
        raise Problem(409, fault("no-draft", flow=flow))
    document = await asyncio.get_running_loop().run_in_executor(None, lambda: found.document)
    if document is None:
        raise Problem(409, *found.faults)
    return document
