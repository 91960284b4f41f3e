"""Whatever stands in the files of a project: faults or a document, never another exception, and soon."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sinterflow.runtime.faults import errors
from sinterflow.runtime.flow.check import check, flow_faults
from sinterflow.runtime.flow.document import EquipmentTable, Flow, ProjectDocument, SubflowFile
from sinterflow.runtime.flow.load import load
from sinterflow.runtime.flow.project import Project, load_project
from sinterflow.runtime.flow.resolve import resolve
from tests.runtime.flow.kinds import flow, registry, work, write_project

KINDS: tuple[Any, ...] = (Flow, SubflowFile, ProjectDocument, EquipmentTable)
REGISTRY = registry()
VALID = flow(
    {
        "a": work(rules=[{"op": "gt", "value": "${limit}"}], part={"kind": "plain", "text": "x"}, every="5s"),
        "b": {"type": "test.split", "config": {"outputs": 3}, "name": {"en": "B", "zh": "乙"}},
        "c": {"type": "test.catch", "config": {"scope": ["a", "d"]}},
        "d": {"type": "subflow:s", "config": {"level": "${limit}"}},
        "out": {"type": "test.link-out", "config": {"to": ["f/a"]}},
    },
    [["a", "b"], ["b:2", "d", {"policy": "bounded", "size": 5}], ["d:error", "a"], ["d", "b"]],
    parameters={"limit": {"type": "number", "default": 1150}, "key": {"type": "secret", "default": "${secret:k}"}},
    subflows={
        "s": {
            "parameters": {"level": {"type": "number", "default": 0}},
            "inputs": {"in": ["n"]},
            "outputs": {"out": ["n"]},
            "nodes": {"n": work(any="${level}")},
            "status": "n",
        }
    },
    groups={"g": {"nodes": ["a"], "parent": ""}},
    notes={"n": {"text": "t", "at": [0, 0]}},
    layout={"a": [1, 2]},
    requires={"core": ">=0"},
)
ANYTHING: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.sampled_from(["", "a", "a:out", "b:9", "d", "${limit}", "${x", "$${", "subflow:s", "test.work", "1h", "x\n"])
    | st.integers(-2, 3)
    | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "type", "x/~"]), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [before, *(place for key, one in inner for place in places(one, (*before, key)))]


PLACES = places(VALID)[1:]


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """The valid flow with some places changed, taken away, doubled or renamed."""
    value: dict[str, Any] = json.loads(json.dumps(VALID))
    for _ in range(draw(st.integers(1, 4))):
        *way, last = draw(st.sampled_from(PLACES))
        holder: Any = value
        try:
            for step in way:
                holder = holder[step]
            old = holder[last]
        except (KeyError, IndexError, TypeError):
            continue
        what = draw(st.sampled_from(["change", "remove", "rename", "swap"]))
        if what == "change":
            holder[last] = draw(ANYTHING)
        elif what == "remove":
            del holder[last]
        elif what == "rename" and isinstance(holder, dict):
            holder[draw(st.sampled_from(["a", "A", "s", "in", "", "x y", "config", "é"]))] = holder.pop(last)
        elif isinstance(holder, list):
            holder.append(old)
    return value


@settings(max_examples=300, deadline=None)
@given(mutated(), st.booleans())
def test_a_changed_flow_gives_faults_or_runs(value: dict[str, Any], in_a_project: bool) -> None:
    project = Project(Path("/nowhere") if in_a_project else None)
    data = json.dumps(value).encode()
    found = flow_faults(data, project, REGISTRY)
    assert all(one.line(lang) and one.describe(lang) for one in found for lang in ("en", "zh"))
    made, faults = load(data, Flow)
    if made is None:
        assert errors(faults)
        return
    resolved, faults = resolve(made, project, REGISTRY, environ={"SINTERFLOW_SECRET_K": "x"})
    assert (resolved is None) == bool(errors(faults))


@given(st.binary(max_size=300), st.sampled_from(KINDS))
def test_any_bytes_are_a_document_or_faults(data: bytes, kind: Any) -> None:
    made, found = load(data, kind)
    assert (made is None) == bool(found)


@given(ANYTHING, st.sampled_from(KINDS))
def test_any_json_is_a_document_or_faults(value: Any, kind: Any) -> None:
    made, found = load(json.dumps(value).encode(), kind)
    assert (made is None) == bool(found)
    assert all(one.line(lang) for one in found for lang in ("en", "zh"))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_damaged_byte_anywhere_is_a_fault_or_another_document(tmp_path: Path, data: st.DataObject) -> None:
    good = json.dumps(VALID).encode()
    place = data.draw(st.integers(0, len(good) - 1))
    damaged = good[:place] + data.draw(st.binary(max_size=3)) + good[place + data.draw(st.integers(0, 40)) :]
    found = flow_faults(damaged, Project(None), REGISTRY)
    assert all(one.line() for one in found)


FILES = ["project.json", "equipment.json", "flows/f.json", "subflows/s.json", "tags/t.csv"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(FILES), st.binary(max_size=60) | ANYTHING, max_size=5))
def test_any_project_folder_gives_a_project_and_faults(tmp_path: Path, files: dict[str, Any]) -> None:
    folder = write_project(tmp_path, dict.fromkeys(FILES, "{}") | files)
    project, found = load_project(folder, REGISTRY)
    assert project.folder == folder
    assert errors(found)
    assert all(one.line(lang) for one in check([folder], REGISTRY) for lang in ("en", "zh"))


@pytest.mark.parametrize(
    "value",
    [
        flow({f"n{number}": {"type": "x", "wrong": number} for number in range(20_000)}),
        flow(wires=[[1]] * 100_000),
        flow(layout=dict.fromkeys(map(str, range(50_000)), "x")),
        flow({"n": work(**{f"unknown{number}": 1 for number in range(20_000)})}),
        flow({"n": work(headers={f"h{number}": number for number in range(50_000)})}),
    ],
    ids=["nodes", "wires", "layout", "keys", "members"],
)
def test_of_endless_faults_the_first_thousand_are_listed(value: dict[str, Any]) -> None:
    found = flow_faults(json.dumps(value).encode(), Project(None), REGISTRY)
    assert 1000 <= len(found) <= 2010
    assert all(one.line() for one in found[:10])
