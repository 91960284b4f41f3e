"""`python -m sinterflow.runtime.schemas`: write the shipped schemas again after a change of the structs."""

from __future__ import annotations

from pathlib import Path

from . import NAMES, text_of

for name in NAMES:
    Path(__file__).with_name(f"{name}.json").write_text(text_of(name), encoding="utf-8")
