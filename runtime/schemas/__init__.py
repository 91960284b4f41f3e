"""The JSON Schemas of a project's files, shipped beside this module; they come from the structs that read the files."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

NAMES = ("project", "flow", "subflow", "equipment", "flow-test")
DIALECT = "https://json-schema.org/draft/2020-12/schema"


@cache
def shipped(name: str) -> dict[str, Any]:
    """A schema as it is shipped. Raises KeyError for a name that is not in NAMES."""
    if name not in NAMES:
        raise KeyError(name)
    found: dict[str, Any] = json.loads((files(__package__) / f"{name}.json").read_text(encoding="utf-8"))
    return found


def text_of(name: str) -> str:
    """A schema as its struct has it now: what the shipped file must hold."""
    from ..flow.convert import schema_of
    from ..flow.document import EquipmentTable, Flow, ProjectDocument, SubflowFile
    from ..flowtests.document import FlowTest

    kinds: dict[str, Any] = {
        "project": ProjectDocument,
        "flow": Flow,
        "subflow": SubflowFile,
        "equipment": EquipmentTable,
        "flow-test": FlowTest,
    }
    schema = {"$schema": DIALECT, **schema_of(kinds[name]), "title": f"Sinterflow {name}"}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
