"""Small node and connection types for the tests of flow files, and ways to put flows and projects together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from sinterflow.runtime import (
    Connection,
    Duration,
    Message,
    Node,
    NodeConfig,
    PathText,
    Port,
    Source,
    Typed,
    field,
    schema,
    text,
)
from sinterflow.runtime.faults import Fault
from sinterflow.runtime.flow.check import flow_faults
from sinterflow.runtime.flow.document import Flow
from sinterflow.runtime.flow.load import load
from sinterflow.runtime.flow.project import Project, load_project
from sinterflow.runtime.flow.resolve import resolve
from sinterflow.runtime.flow.resolved import ResolvedFlow
from sinterflow.runtime.registry import Registry


class Feed(Source):
    """Waits at its peer until what it sent is handled."""

    type = "test.feed"
    title = "feed"
    acknowledges = True


class Rule(NodeConfig):
    op: Literal["gt", "lt"]
    value: Annotated[Typed, field(title="value", typed=True)] = None


class Plain(NodeConfig, tag_field="kind", tag="plain"):
    text: str


class Counted(NodeConfig, tag_field="kind", tag="counted"):
    count: Annotated[int, field(title="count", ge=1)]


class Work(Node):
    """Has a field of every sort."""

    type = "test.work"
    title = "work"
    version = 2

    class Config(NodeConfig):
        factor: Annotated[float, field(title=text(en="Factor", zh="系数"), gt=0, le=1000)] = 1.0
        count: Annotated[int, field(title="count", ge=0)] = 1
        on: bool = True
        name: Annotated[str, field(title="name", max_length=20)] = ""
        letters: Annotated[str, field(title="letters", pattern="^[a-z]+$", min_length=2)] | None = None
        mode: Literal["fast", "slow"] = "fast"
        rules: Annotated[tuple[Rule, ...], field(title="rules", max_length=3)] = ()
        pair: tuple[float, float] = (0, 1)
        every: Duration | None = None
        at: Annotated[PathText, field(title="at", path=True)] = "payload"
        paths: tuple[PathText, ...] = ()
        headers: dict[str, str] = msgspec.field(default_factory=dict)
        part: Plain | Counted | None = None
        any: Typed = None
        code: Annotated[str, field(title="code", code="python")] = ""
        password: Annotated[str, field(title="password", secret=True)] = ""
        pin: Annotated[int, field(title="pin", secret=True, ge=0, le=9999)] | None = None
        broker: Annotated[str | None, field(title="broker", connection="test.broker")] = None
        tags: Annotated[tuple[str, ...], field(title="tags", tag=True)] = ()

    @classmethod
    def upgrade(cls, config: dict[str, Any], from_version: int) -> dict[str, Any]:
        if "faktor" in config:
            config["factor"] = config.pop("faktor")
        return config

    def receive(self, message: Message, port: str = "in") -> Message:
        return message


class Split(Node):
    """As many outputs as its config says."""

    type = "test.split"
    title = "split"

    class Config(NodeConfig):
        outputs: Annotated[int, field(title="outputs", ge=1)] = 2

    @classmethod
    def ports(cls, config: Any) -> tuple[Sequence[Port], Sequence[Port]]:
        return cls.inputs, [Port(str(number)) for number in range(1, config.outputs + 1)]

    @classmethod
    def check(cls, config: Any) -> list[tuple[str, str, dict[str, Any]]]:
        return [("empty-range", "outputs", {"value": 13})] if config.outputs == 13 else []


class Numbers(Node):
    """Gives and takes numbers."""

    type = "test.numbers"
    title = "numbers"
    inputs = (Port("in", schema.NUMBER),)
    outputs = (Port("out", schema.NUMBER),)


class Words(Node):
    type = "test.words"
    title = "words"
    inputs = (Port("in", schema.STRING),)
    outputs = (Port("out", schema.STRING),)


class Slow(Node):
    """Asynchronous, and holds what comes."""

    type = "test.slow"
    title = "slow"
    outputs = ()
    keeps = True

    async def receive(self, message: Message, port: str = "in") -> None:
        """Never ends in these tests."""


class Dice(Node):
    """Throws as many dice as its config says; with `broken` it cannot be made."""

    type = "test.dice"
    title = "dice"

    class Config(NodeConfig):
        dice: int = 1
        broken: bool = False

    def __init__(self, config: Any) -> None:
        super().__init__(config)
        if config.broken:
            raise ValueError("no dice")
        self.deterministic = config.dice == 0
        self.keeps = config.dice == 7


class Exact(Node):
    """Does everything exactly once."""

    type = "test.exact"
    title = "exact"
    delivery = "once"


class Catch(Node):
    type = "test.catch"
    title = "catch"
    role = "catch"
    inputs = ()

    class Config(NodeConfig):
        scope: Literal["flow", "group"] | tuple[str, ...] = "flow"
        uncaught_only: bool = False


class LinkIn(Node):
    type = "test.link-in"
    title = "link in"
    role = "link-in"
    inputs = ()


class LinkOut(Node):
    type = "test.link-out"
    title = "link out"
    role = "link-out"
    outputs = ()

    class Config(NodeConfig):
        to: tuple[str, ...]


class LinkCall(Node):
    type = "test.link-call"
    title = "link call"
    role = "link-call"

    class Config(NodeConfig):
        to: str


class Remark(Node):
    type = "test.comment"
    title = "comment"
    role = "comment"
    inputs = ()
    outputs = ()


class Broker(Connection):
    type = "test.broker"
    title = "broker"

    class Config(NodeConfig):
        host: str
        password: Annotated[str, field(title="password", secret=True)] = ""
        port: Annotated[int, field(title="port", ge=1, le=65535)] = 1883


class Plc(Connection):
    type = "modbus.tcp"
    title = "plc"


NODES = (Feed, Work, Split, Numbers, Words, Slow, Dice, Exact, Catch, LinkIn, LinkOut, LinkCall, Remark)


def registry() -> Registry:
    return Registry(nodes=NODES, connections=(Broker, Plc))


def flow(nodes: dict[str, Any] | None = None, wires: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    """A flow's JSON; a node may be written as its type alone."""
    made = {id: {"type": one} if isinstance(one, str) else one for id, one in (nodes or {}).items()}
    return {"format": 1, "id": "f", "nodes": made, "wires": wires or [], **more}


def work(**config: Any) -> dict[str, Any]:
    return {"type": "test.work", "version": 2, "config": config}


def loaded(value: dict[str, Any]) -> Flow:
    made, found = load(json.dumps(value).encode(), Flow)
    assert made is not None, [one.line() for one in found]
    return made


def run(value: dict[str, Any], project: Project | None = None, **options: Any) -> ResolvedFlow:
    """The flow resolved; it must have no errors."""
    made, found = resolve(loaded(value), project, registry(), **options)
    assert made is not None, [one.line() for one in found]
    return made


def faults(value: dict[str, Any], project: Project | None = None, **options: Any) -> list[Fault]:
    """What is wrong with a flow, but for the warning that it is alone."""
    found = resolve(loaded(value), project, registry(), **options)[1]
    return [one for one in found if one.code != "alone"]


def all_faults(value: Any) -> list[Fault]:
    """What is wrong with a flow as it is written, whatever it is; without the warning that it is alone."""
    found = flow_faults(json.dumps(value).encode(), Project(None), registry())
    return [one for one in found if one.code != "alone"]


def codes(found: list[Fault]) -> list[str]:
    return [one.code for one in found]


def said(found: list[Fault], lang: str = "en") -> list[str]:
    return [one.line(lang) for one in found]


def write_project(folder: Path, files: dict[str, Any]) -> Path:
    """A project folder: names with `/` to JSON values, or to text or bytes as they are."""
    for name, content in {"project.json": {"format": 1}, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return folder


def open_project(folder: Path, files: dict[str, Any], **options: Any) -> tuple[Project, list[Fault]]:
    return load_project(write_project(folder, files), registry(), **options)
