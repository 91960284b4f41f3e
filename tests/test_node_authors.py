"""The plugin of docs/node-authors.md works as it stands there."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

from sinterflow.runtime.registry import load

GUIDE = Path(__file__).parent.parent / "docs" / "node-authors.md"


def test_the_plugin_of_the_guide_registers_and_passes_its_own_test() -> None:
    plugin, test = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    module = ModuleType("plant_nodes")
    sys.modules[module.__name__] = module
    try:
        exec(compile(plugin, "plant_nodes", "exec"), module.__dict__)
        assert "demo.scale" in load([module], installed=False).nodes
        exec(compile(test, "test_scale", "exec"), module.__dict__)
        module.__dict__["test_scale_multiplies_the_payload"]()
    finally:
        del sys.modules[module.__name__]
