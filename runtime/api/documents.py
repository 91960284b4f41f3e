"""The documents of flows, by the version that is asked for."""

from __future__ import annotations

from typing import Literal

from ..deploy.desk import Desk
from ..faults import fault
from .flows import Document
from .flows import document_of as read_document
from .problem import Problem
from .served import Served

Version = Literal["deployed", "draft"]


async def document_of(served: Served, flow: str, version: Version) -> bytes:
    """The JSON of a flow. Refuses one that does not exist, cannot be read, or has no such version."""

    def read(desk: Desk) -> Document:
        name, drafts = desk.file_of(flow), desk.drafts() if version == "draft" else {}
        if version == "draft" and name not in drafts:
            raise Problem(409, fault("nothing-to-compare", flow=flow))
        return read_document(desk, name, drafts, flow)

    return (await served.deployer.ask(read)).data
