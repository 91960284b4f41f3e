"""What a node type needs is loaded when a flow uses it, not at start."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("aiohttp", "amqtt", "gmqtt", "jinja2", "jsonschema", "pymodbus", "sqlite_utils")


def test_the_node_types_load_without_the_libraries_of_their_peers() -> None:
    code = f"import sys, sinterflow.nodes; print([name for name in {HEAVY} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
