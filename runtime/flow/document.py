"""The documents of a project as structs: the shape that files have, said once (contract §2)."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

import msgspec

from ..config import FORM, Duration

FORMAT = 1
"""The format this version writes: the latest it knows."""

Id: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$(?!\n)", extra_json_schema={FORM: {"id": True}})
]
_Language: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"^(en|zh)$(?!\n)")]
Words: TypeAlias = str | Annotated[dict[_Language, str], msgspec.Meta(min_length=1)]
"""A text for people: a string, or `{"en", "zh"}`."""
At: TypeAlias = tuple[float, float]
FormatNumber: TypeAlias = Annotated[int, msgspec.Meta(ge=1)]

ParameterType = Literal[
    "string", "number", "integer", "boolean", "choice", "list", "json", "connection", "tag", "secret"
]


class _Document(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Unknown keys are refused; what is empty is left out when written."""


class Parameter(_Document):
    """A value that a flow or subflow is given from outside. `choices` are those of the type choice."""

    type: ParameterType
    default: Any = msgspec.UNSET
    title: Words = ""
    help: Words = ""
    unit: str = ""
    choices: list[str | int | float | bool] = []


class BoundedDocument(_Document, tag_field="policy", tag="bounded"):
    size: Annotated[int, msgspec.Meta(ge=1)] = 1000
    bytes: Annotated[int, msgspec.Meta(ge=1)] = 16 * 1024 * 1024
    full: Literal["block", "drop-oldest", "keep-latest"] = "block"


class DurableDocument(_Document, tag_field="policy", tag="durable"):
    max_age: Duration | None = None
    max_bytes: Annotated[int, msgspec.Meta(ge=1)] | None = None


class DirectDocument(_Document, tag_field="policy", tag="direct"):
    pass


PolicyDocument: TypeAlias = BoundedDocument | DurableDocument | DirectDocument


class WireDocument(msgspec.Struct, array_like=True, forbid_unknown_fields=True, frozen=True):
    """`["a", "b:in", {"policy": …}]`: two ends, each `node` or `node:port`."""

    source: str
    target: str
    policy: PolicyDocument | None = None


class NodeDocument(_Document):
    """`version` is that of the type's config."""

    type: str
    name: Words = ""
    info: Words = ""
    version: Annotated[int, msgspec.Meta(ge=1)] = 1
    disabled: bool = False
    config: dict[str, Any] = {}


class Group(_Document):
    """Nodes drawn as one; `parent` is the group around it."""

    name: Words = ""
    nodes: list[str] = []
    color: str = ""
    parent: str = ""


class Note(_Document):
    text: Words = ""
    at: At = (0, 0)
    size: At | None = None


class _Graph(_Document):
    name: Words = ""
    description: Words = ""
    parameters: dict[Id, Parameter] = {}
    nodes: dict[Id, NodeDocument] = {}
    wires: list[WireDocument] = []
    groups: dict[Id, Group] = {}
    notes: dict[Id, Note] = {}
    layout: dict[str, At] = {}


class Subflow(_Graph):
    """A flow used as a node. `inputs` and `outputs`: port → inner ends; `status`: the inner node it shows."""

    inputs: dict[Id, list[str]] = {}
    outputs: dict[Id, list[str]] = {}
    status: str = ""


class SubflowFile(Subflow, kw_only=True):
    """A project-wide subflow: `subflows/<id>.json`."""

    format: FormatNumber
    id: Id


class Flow(_Graph, kw_only=True):
    """`flows/<id>.json`. `requires`: plugin → PEP 440 specifier."""

    format: FormatNumber
    id: Id
    disabled: bool = False
    requires: dict[str, str] = {}
    subflows: dict[Id, Subflow] = {}


class ConnectionDocument(_Document):
    type: str
    name: Words = ""
    info: Words = ""
    version: Annotated[int, msgspec.Meta(ge=1)] = 1
    config: dict[str, Any] = {}


class ProjectDocument(_Document, kw_only=True):
    """`project.json`. `parameters`: flow → parameter → value; `settings`: the plant's
    calendar, and its areas."""

    format: FormatNumber
    name: Words = ""
    connections: dict[Id, ConnectionDocument] = {}
    parameters: dict[str, dict[str, Any]] = {}
    flow_order: list[str] = []
    protected: list[str] = []
    settings: Settings = msgspec.field(default_factory=lambda: Settings())


class ShiftDocument(_Document):
    start: str
    end: str
    teams: list[str] = []


class DayDocument(_Document):
    date: str
    kind: Literal["holiday", "workday"]


class AreaDocument(_Document):
    """A part of the plant that rights can be limited to. `flows`: ids of those that belong to it, there or not."""

    name: Words = ""
    flows: list[Id] = []


Share: TypeAlias = Annotated[float, msgspec.Meta(gt=0, le=1)]


class LimitsDocument(_Document):
    """From where on something is worth a warning: shares of what there is, bytes, times.

    `memory_bytes`: what the process may take, where the machine and its container would allow more. `disk_time`: the
    disk will be full sooner than that as things go. `wire`: a wire is so full for `wire_time`.
    """

    memory: Share = 0.85
    memory_bytes: Annotated[int, msgspec.Meta(ge=64 * 1024 * 1024)] | None = None
    disk_free: Annotated[int, msgspec.Meta(ge=1024 * 1024)] = 1024 * 1024 * 1024
    disk_time: Duration = "1d"
    files: Share = 0.8
    tray: Share = 0.8
    wire: Share = 0.8
    wire_time: Duration = "1m"
    loop_lag: Duration = "1s"
    clock_offset: Duration = "2s"
    device_clock: Duration = "10s"


class HttpDocument(_Document):
    """`connections_each`: how many connections to the server one address may have open."""

    connections_each: Annotated[int, msgspec.Meta(ge=8, le=8192)] = 2048


class TracesDocument(_Document):
    """`endpoint`: a collector that takes OTLP over HTTP, such as http://127.0.0.1:4318; `share` of messages."""

    endpoint: Annotated[str, msgspec.Meta(pattern=r"^(https?://\S+)?$(?!\n)")] = ""
    share: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.01


class BackupDocument(_Document):
    """When backups are made by themselves: `every` so long, or by `cron` in the plant's zone; `to` is a folder, ""
    for `backups` in the data folder; the newest `keep` stay."""

    every: Duration | None = None
    cron: str | None = None
    to: str = ""
    keep: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 7


class Settings(_Document):
    """`time_server`: `host` or `host:port` that is asked how far the machine's clock is off; empty: nobody is asked."""

    timezone: str = "UTC"
    day_start: str = "00:00"
    shifts: dict[str, ShiftDocument] = {}
    calendar: list[DayDocument] = []
    areas: dict[Id, AreaDocument] = {}
    time_server: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9._:\[\]-]*$(?!\n)", max_length=255)] = ""
    limits: LimitsDocument = msgspec.field(default_factory=LimitsDocument)
    http: HttpDocument = msgspec.field(default_factory=HttpDocument)
    traces: TracesDocument | None = None
    backup: BackupDocument | None = None


class Equipment(_Document):
    """One entry of `equipment.json`; `parent` is the id of what it belongs to."""

    name: Words = ""
    area: str = ""
    location: str = ""
    kind: str = ""
    parent: str = ""


EquipmentTable: TypeAlias = dict[Id, Equipment]
