"""The config of a node, said once: from this declaration come parsing, checks, JSON Schema, form and reference."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeAlias, dataclass_transform

import msgspec

from .text import Text, pick, text

FORM = "x-sinterflow"
"""The key of a JSON Schema under which everything stands that only the editor's form needs."""

_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
LONGEST = 36525 * 86400.0
"""A century in seconds: longer durations count as this one, which calendars and timers can still tell."""
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(msgspec.field,))
class NodeConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every config: immutable, keyword only, unknown keys refused."""


def field(
    *,
    title: Text,
    help: Text = "",
    unit: str | None = None,
    advanced: bool = False,
    secret: bool = False,
    connection: str | None = None,
    tag: bool = False,
    node: bool = False,
    browse: bool = False,
    when: Mapping[str, Sequence[Any]] | None = None,
    path: bool = False,
    typed: bool = False,
    code: str | None = None,
    choices: Mapping[str, Text] | None = None,
    example: Any = None,
    gt: float | None = None,
    ge: float | None = None,
    lt: float | None = None,
    le: float | None = None,
    pattern: str | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
) -> Any:
    """What one config field is, for `Annotated[type, field(…)]`.

    `title`, `help`: texts for people. `unit`: of the number. `advanced`: folded away in the form.
    `secret`: may hold `${secret:NAME}` and is never shown. `connection`: the field names a connection of this type.
    `tag`: it names a tag. `node`: it names a node of the same flow. `browse`: it is an address that the peer of the
    node's connection can tell. `when`: the form shows it only while each of these other fields has one of the values.
    `path`: it is a message path. `typed`: it takes typed values. `code`: it holds code in this language ("python",
    "jinja", "sql"), in which `${…}` is not substituted. `choices`: titles of a Literal's values, or of the kinds of a
    list's items. The rest are limits.
    """
    marks = {
        "title": title,
        "help": help,
        "unit": unit,
        "advanced": advanced,
        "secret": secret,
        "connection": connection,
        "tag": tag,
        "node": node,
        "browse": browse,
        "when": {name: list(values) for name, values in when.items()} if when else None,
        "path": path,
        "typed": typed,
        "code": code,
        "choices": dict(choices) if choices else None,
    }
    limits: dict[str, Any] = {
        "gt": gt, "ge": ge, "lt": lt, "le": le,
        "pattern": pattern, "min_length": min_length, "max_length": max_length,
    }  # fmt: skip
    return msgspec.Meta(
        title=pick(title),
        description=pick(help) or None,
        examples=None if example is None else [example],
        extra_json_schema={FORM: {name: value for name, value in marks.items() if value}},
        **{name: limit for name, limit in limits.items() if limit is not None},
    )


Duration: TypeAlias = Annotated[
    str, msgspec.Meta(pattern=r"^\d+(\.\d+)?(ms|s|m|h|d)$", extra_json_schema={FORM: {"duration": True}})
]
"""A length of time as people write it: `250ms`, `5s`, `10m`, `2h`, `1d`; `seconds` reads it."""

ValidFor: TypeAlias = Annotated[
    Duration,
    field(
        title=text(en="Valid for", zh="有效时间"),
        help=text(
            en="A message that is older when its turn comes is not carried out: it goes to the tray for a person.",
            zh="轮到处理时超过该时间的消息不再执行，转入未处理消息由人员处理。",
        ),
    ),
]
"""The config field `valid_for` of types whose effect is `once` or `physical`."""

PathText: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, extra_json_schema={FORM: {"path": True}})]
"""A message path such as `payload.zones[0].pv`."""

Typed: TypeAlias = Any
"""A typed value: `{"value": …}`, `{"from": "msg", "path": …}`, or any other JSON, which is a literal."""


def seconds(duration: str) -> float:
    """The seconds of a duration such as `250ms`. Raises ValueError when it is none."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        raise ValueError(f"{duration!r} is not a duration; write a number and ms, s, m, h or d, such as 250ms")
    return min(float(found[1]) * _SECONDS[found[2]], LONGEST)


def secrets_in(config: NodeConfig) -> list[str]:
    """The texts in the fields that are marked `secret`."""
    fields = json_schema(type(config)).get("properties", {})
    marked = [name for name, said in fields.items() if said.get(FORM, {}).get("secret")]
    return [value for name in marked if isinstance(value := getattr(config, name, None), str) and value]


def json_schema(config: type[NodeConfig]) -> dict[str, Any]:
    """The JSON Schema (Draft 2020-12) of a config, with `x-sinterflow` marks for the form."""
    (schema,), definitions = msgspec.json.schema_components([config], ref_template="#/$defs/{name}")
    name = schema["$ref"].rpartition("/")[2] if "$ref" in schema else None
    body = definitions.pop(name) if name else schema
    if config is NodeConfig:
        body.pop("description", None)  # it is for who writes nodes
    return {**body, "$defs": definitions} if definitions else body
