"""The file format of flow tests."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from ..config import Duration
from ..text import Text


class Send(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """A message that leaves a stubbed source (`from`) or is given to a node's input (`to`)."""

    message: dict[str, Any]
    source: str | None = msgspec.field(default=None, name="from")
    to: str | None = None
    port: str | None = None


class Status(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    state: str | None = None
    text: str | None = None


class Expect(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    """What must have come to a place since the last look at it."""

    at: str
    port: str | None = None
    count: Annotated[int, msgspec.Meta(ge=0)] | None = None
    min: Annotated[int, msgspec.Meta(ge=0)] | None = None
    max: Annotated[int, msgspec.Meta(ge=0)] | None = None
    messages: list[dict[str, Any]] | None = None
    order: Literal["given", "any"] = "given"
    none: bool = False
    status: Status | None = None
    error: str | None = None


class Step(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    at: Duration | None = None
    send: Send | None = None
    expect: Expect | None = None


class Respond(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    respond: list[dict[str, Any]]


class Simulate(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    simulate: dict[str, Any]


class Case(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    name: Text
    steps: list[Step]
    parameters: dict[str, Any] = {}
    stub: dict[str, Any] = {}
    env: dict[str, str] = {}
    secrets: dict[str, str] = {}
    context: dict[str, dict[str, Any]] = {}
    timezone: str | None = None
    start: str | None = None


class FlowTest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, frozen=True):
    format: Literal[1]
    flow: str
    cases: list[Case]
