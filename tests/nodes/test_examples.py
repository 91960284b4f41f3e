"""The examples in the READMEs of node families: each is run as it is written."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import sinterflow.nodes
from sinterflow.nodes import core, database, modbus, mqtt, network, parse, rule, simulate
from sinterflow.runtime import Message, Node, new_message
from sinterflow.runtime.flow.document import Flow
from sinterflow.runtime.flow.load import document
from sinterflow.runtime.flow.resolve import resolve
from sinterflow.runtime.registry import Registry, load
from sinterflow.runtime.testing import NodeHarness, virtual

FAMILIES: dict[str, Sequence[type[Node]]] = {
    "core": core.NODES,
    "database": database.NODES,
    "modbus": modbus.NODES,
    "mqtt": mqtt.NODES,
    "network": network.NODES,
    "parse": parse.NODES,
    "rule": rule.NODES,
    "simulate": simulate.NODES,
}
BLOCK = re.compile(r"```(json|text)\n(.*?)```", re.DOTALL)
REGISTRY: Registry = load([sinterflow.nodes], installed=False)


def sections(family: str) -> dict[str, str]:
    """The README's text by node type."""
    readme = Path(sinterflow.nodes.__file__).parent / family / "README.md"
    parts = re.split(r"^## (\S+)$", readme.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("family", FAMILIES)
def test_every_type_of_a_family_has_an_example_of_its_own(family: str) -> None:
    found = sections(family)
    assert set(found) == {kind.type for kind in FAMILIES[family]}
    assert all(BLOCK.search(body) for body in found.values())


EXAMPLES = [(kind, sections(family)[kind.type]) for family, kinds in FAMILIES.items() for kind in kinds]


@pytest.mark.parametrize(("kind", "body"), EXAMPLES, ids=lambda given: getattr(given, "type", ""))
def test_an_example_does_what_is_written(kind: type[Node], body: str) -> None:
    blocks = {language: text for language, text in BLOCK.findall(body)}
    example = json.loads(blocks["json"])
    if "format" in example:
        flow, faults = document(example, Flow)
        assert not faults
        assert flow is not None
        assert any(node.type == kind.type for node in flow.nodes.values())
        assert not [one.line() for one in resolve(flow, None, REGISTRY)[1] if one.severity == "error"]
        return
    assert example.pop("type") == kind.type
    assert example.keys() <= {"config", "name", "info"}
    if "text" in blocks:
        acted_out(kind, example.get("config", {}), blocks["text"])


@virtual
async def acted_out(kind: type[Node], config: dict[str, Any], lines: str) -> None:
    async with NodeHarness(kind, config) as node:
        waiting: list[tuple[str, Message]] = []
        for line in lines.splitlines():
            what, _, said = line.partition(" ")
            if what in ("after", "in"):
                assert not waiting, "a message left that the example does not tell"
                if what == "after":
                    await node.advance(said)
                else:
                    message = new_message() | json.loads(said)
                    waiting += [(node.running.default_port, sent) for sent in await node.give_message(message)]
                waiting += [(port, sent) for port in sorted(node.running.ports) for sent in node.sent(port)]
            elif what == "error":
                assert said in node.errors.pop(0).message
            else:
                port, sent = waiting.pop(0)
                assert port == what
                assert contained(json.loads(said), sent)
        assert not waiting
        assert not node.errors


def contained(wanted: Any, found: Any) -> bool:
    """Objects by subset, everything else whole."""
    if not isinstance(wanted, dict):
        return bool(wanted == found)
    return isinstance(found, dict) and all(key in found and contained(wanted[key], found[key]) for key in wanted)
