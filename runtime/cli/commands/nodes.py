"""`sinterflow nodes`: the installed node types, or one of them in full."""

from __future__ import annotations

import json
import shutil
from itertools import groupby
from typing import Any

import click

from ... import registry
from ...config import json_schema
from ...host import Port
from ...node import Node
from ...text import Text, pick, text
from .. import fields
from ..columns import pad, table, width, wrap
from ..command import Refused, as_json
from ..command import command as make_command
from ..language import language, say

TYPED = text(
    en='A typed value is a literal such as 21.5, or says where it comes from: {"from": "msg", "path": "payload.pv"}, '
    "with msg, flow, global, env, expression or now.",
    zh='类型化取值可以直接写成常量（例如 21.5），也可以写明来源：{"from": "msg", "path": "payload.pv"}，'
    "来源可为 msg、flow、global、env、expression 或 now。",
)


@make_command(
    "nodes",
    said=text(en="List the installed node types, or explain one.", zh="列出已安装的节点类型，或说明其中一个。"),
    more=text(
        en="With TYPE, such as core.switch: its ports, its config with limits and defaults, and an example.",
        zh="给出类型（例如 core.switch）时，显示其端口、配置（含取值范围和默认值）和示例。",
    ),
)
@click.argument("type", required=False)
@as_json
def command(type: str | None, as_json: bool) -> None:
    known = registry.load()
    if type is not None and type not in known.nodes:
        near = known.nearest(type)
        raise Refused(
            en=f"no installed plugin has the node type {type}; "
            + (f"did you mean {near}?" if near else "sinterflow nodes lists them all"),
            zh=f"已安装的插件中没有节点类型 {type}；"
            + (f"您是指 {near} 吗？" if near else "sinterflow nodes 可列出全部类型"),
        )
    if as_json:
        shown: Any = (
            describe(known.nodes[type]) if type else [describe(known.nodes[one]) for one in sorted(known.nodes)]
        )
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(in_full(known.nodes[type]) if type else overview(known.nodes)))


def describe(kind: type[Node]) -> dict[str, Any]:
    """A node type for programs: texts in both languages, ports, and the JSON Schema of its config."""
    return {
        "type": kind.type,
        "family": kind.type.partition(".")[0],
        "title": both(kind.title),
        "help": both(kind.help),
        "icon": kind.icon,
        "inputs": [describe_port(port) for port in kind.inputs],
        "outputs": [describe_port(port) for port in kind.outputs],
        "effect": kind.effect,
        "delivery": kind.delivery,
        "config": json_schema(kind.Config),
        "example": example_node(kind),
    }


def describe_port(port: Port) -> dict[str, Any]:
    return {"name": port.name, "title": both(port.title), "schema": port.schema, "message": port.message}


def both(value: Text) -> dict[str, str]:
    return {"en": pick(value, "en"), "zh": pick(value, "zh")}


def overview(types: dict[str, type[Node]]) -> list[str]:
    """All types by family."""
    columns = shutil.get_terminal_size().columns
    lines = []
    first = max(map(len, types), default=0)
    for family, names in groupby(sorted(types), lambda name: name.partition(".")[0]):
        rows = [(name.ljust(first), first_line(types[name])) for name in names]
        lines += [family, *table(rows, columns), ""]
    return [*lines, say(en="sinterflow nodes TYPE explains one.", zh="sinterflow nodes 类型 可查看某个类型的说明。")]


def first_line(kind: type[Node]) -> str:
    title, help = pick(kind.title, language()), pick(kind.help, language())
    return f"{title}{say(en=': ', zh='：')}{help}" if help else title


def in_full(kind: type[Node]) -> list[str]:
    """One type with everything that a person who writes a flow needs to know of it."""
    columns = shutil.get_terminal_size().columns
    schema = json_schema(kind.Config)
    example = example_node(kind)
    return [
        f"{kind.type}  {pick(kind.title, language())}",
        *("  " + line for line in wrap(pick(kind.help, language()), columns - 2)),
        "",
        *ports(kind, example, columns),
        *config(schema, columns),
        "",
        say(en="Effect", zh="外部作用"),
        *("  " + line for line in wrap(effect(kind), columns - 2)),
        "",
        say(en="Example", zh="示例"),
        *("  " + line for line in json.dumps(example, ensure_ascii=False, indent=2).splitlines()),
    ]


def example_node(kind: type[Node]) -> dict[str, Any]:
    config = fields.example(json_schema(kind.Config))
    return {"type": kind.type, "config": config} if config else {"type": kind.type}


def ports(kind: type[Node], example: dict[str, Any], columns: int) -> list[str]:
    """Inputs and outputs; of a type whose ports depend on the config, those of the example."""
    import msgspec

    inputs, outputs = kind.inputs, kind.outputs
    varies = "ports" in vars(kind)
    if varies:
        inputs, outputs = kind.ports(msgspec.convert(example.get("config", {}), kind.Config))
    lines = []
    for heading, found in ((say(en="Inputs", zh="输入"), inputs), (say(en="Outputs", zh="输出"), outputs)):
        rows = [(port.name, about_port(port)) for port in found]
        nothing = "  " + say(en="none", zh="无")
        lines += [heading, *(table(rows, columns) if rows else [nothing]), ""]
    if varies:
        note = say(en="They depend on the config; these are the example's.", zh="端口取决于配置；以上为示例的端口。")
        lines[-1:] = ["  " + note, ""]
    return lines


def about_port(port: Port) -> str:
    kind = port.schema.get("type", "") if isinstance(port.schema, dict) else ""
    words = [pick(port.title, language()), kind if isinstance(kind, str) else " | ".join(kind)]
    return ", ".join(word for word in words if word) or say(en="any message", zh="任意消息")


def config(schema: dict[str, Any], columns: int) -> list[str]:
    rows = [("  " * line.depth + line.name, line.said) for line in fields.lines(schema)]
    left = min(max((width(name) for name, _ in rows), default=0), 24)
    if not rows:
        rows = [(say(en="nothing to set", zh="无需配置"), "")]
    shown = [say(en="Config", zh="配置"), *table([(pad(name, left), said) for name, said in rows], columns)]
    if fields.uses_typed_values(schema):
        shown += ["", *("  " + line for line in wrap(pick(TYPED, language()), columns - 2))]
    return shown


def effect(kind: type[Node]) -> str:
    meaning = {
        "none": text(en="none: it changes nothing outside", zh="none：不改变外部任何东西"),
        "idempotent": text(en="idempotent: it may be repeated without harm", zh="idempotent：可以重复执行而无副作用"),
        "once": text(en="once: it must not be repeated", zh="once：不得重复执行"),
        "physical": text(en="physical: it writes to a device", zh="physical：会写入设备"),
    }[kind.effect]
    if kind.effect == "none":
        return pick(meaning, language())
    once = kind.delivery == "once"
    delivered = text(
        en="; each message takes effect exactly once" if once else "; each message takes effect at least once",
        zh="；每条消息恰好生效一次" if once else "；每条消息至少生效一次",
    )
    return pick(meaning, language()) + pick(delivered, language())
