"""What is shipped beside the code says what the code does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from sinterflow.runtime import schemas
from sinterflow.runtime.fault_texts.page import page
from tests.runtime.flow.documents import flows

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("name", schemas.NAMES)
def test_the_shipped_schemas_are_those_of_the_structs(name: str) -> None:
    assert schemas.shipped(name) == json.loads(schemas.text_of(name)), "python -m sinterflow.runtime.schemas"
    jsonschema.Draft202012Validator.check_schema(schemas.shipped(name))


@settings(max_examples=30, deadline=None)
@given(flows())
def test_good_flows_are_good_by_the_shipped_schema(value: dict[str, Any]) -> None:
    assert list(jsonschema.Draft202012Validator(schemas.shipped("flow")).iter_errors(value)) == []


def test_the_page_of_faults_lists_the_catalogue() -> None:
    shown = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    assert shown == page(), "python -m sinterflow.runtime.fault_texts.page > docs/faults.md"
