"""The canonical form: stable to the byte, small in its changes, the same in meaning."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sinterflow.runtime.flow.canonical import same_meaning, to_value, write
from sinterflow.runtime.flow.document import Flow
from sinterflow.runtime.flow.load import document, load
from sinterflow.runtime.flow.reader import read_json
from tests.runtime.flow.documents import flows

CANONICAL = """{
  "format": 1,
  "id": "press-line-1",
  "name": {"en": "Press line 1", "zh": "压制一线"},
  "parameters": {
    "limit": {"type": "number", "default": 1150.0, "unit": "°C"}
  },
  "nodes": {
    "read-temp": {
      "type": "modbus.read",
      "name": "Zone 1",
      "config": {"tags": ["F1.Z1.PV"], "each": true, "every": "1s", "scale": 1e3, "offset": 0.10}
    },
    "check": {"type": "core.switch", "config": {"rules": [{"op": "gt", "value": "${limit}"}]}},
    "alarm": {
      "type": "core.change",
      "config": {
        "rules": [
          {"op": "set", "path": "payload", "to": "a text that is long enough to need its own line"},
          {"op": "delete", "path": "topic"}
        ]
      }
    }
  },
  "wires": [
    ["read-temp", "check"],
    ["check:1", "alarm", {"policy": "durable", "max_age": "1h"}]
  ],
  "subflows": {
    "dose": {
      "inputs": {"in": ["n1"]},
      "nodes": {
        "n1": {"type": "core.junction"}
      }
    }
  },
  "layout": {
    "read-temp": [80, 120],
    "check": [280.5, -0]
  }
}
"""


def saved(data: bytes) -> bytes:
    value, found = read_json(data)
    assert found == []
    return write(value, "flow")


def test_saving_a_canonical_file_changes_no_byte() -> None:
    assert saved(CANONICAL.encode()).decode() == CANONICAL
    flow, found = load(CANONICAL.encode(), Flow)
    assert flow is not None
    assert found == []
    assert flow.nodes["read-temp"].config["scale"] == 1000.0


def test_order_spaces_escapes_and_empty_keys_do_not_matter() -> None:
    value = json.loads(CANONICAL)
    value |= {"groups": {}, "notes": {}, "disabled": False, "description": ""}
    value["nodes"]["check"] = {"config": value["nodes"]["check"]["config"], "name": "", "type": "core.switch"}
    value["wires"][0].append({"policy": "direct"})
    shuffled = dict(reversed(value.items()))
    written = saved(json.dumps(shuffled).encode()).decode()
    assert written == CANONICAL.replace("1e3", "1000.0").replace("0.10", "0.1").replace("-0]", "0]")


def test_a_node_is_on_one_line_up_to_a_hundred_characters() -> None:
    frame = '    "n": {"type": "core.x", "config": {"a": ""}}'
    for length, lines in ((100, 1), (101, 4)):
        node = {"type": "core.x", "config": {"a": "x" * (length - len(frame))}}
        text = write({"format": 1, "id": "f", "nodes": {"n": node}}, "flow").decode()
        assert len(text.splitlines()) == lines + 6


@settings(max_examples=40, deadline=None)
@given(flows())
def test_what_is_saved_loads_as_the_same_and_saves_to_the_same_bytes(value: dict[str, Any]) -> None:
    before, found = document(copy.deepcopy(value), Flow)
    assert found == []
    written = write(value, "flow")
    after, found = load(written, Flow)
    assert found == []
    assert same_meaning(after, before)
    assert saved(written) == written


@settings(max_examples=40, deadline=None)
@given(flows(), st.randoms())
def test_meaning_does_not_depend_on_how_it_is_written(value: dict[str, Any], random: Any) -> None:
    def shuffle(one: Any) -> Any:
        if isinstance(one, dict):
            keys = list(one)
            random.shuffle(keys)
            return {key: shuffle(one[key]) for key in keys}
        return [shuffle(inner) for inner in one] if isinstance(one, list) else one

    assert same_meaning(*(document(one, Flow)[0] for one in (value, shuffle(value))))


def test_each_change_of_meaning_is_one() -> None:
    before = json.loads(CANONICAL)
    changes: list[tuple[list[Any], Any]] = [
        (["name", "en"], "Press line 2"),
        (["nodes", "read-temp", "config", "each"], False),
        (["nodes", "read-temp", "config", "each"], 1),
        (["wires", 1, 2, "max_age"], "2h"),
        (["wires", 0, 1], "alarm"),
        (["layout", "check", 0], 281),
        (["subflows", "dose", "inputs", "in"], []),
    ]
    for path, new in changes:
        after = copy.deepcopy(before)
        holder = after
        for step in path[:-1]:
            holder = holder[step]
        holder[path[-1]] = new
        assert not same_meaning(document(before, Flow)[0], document(after, Flow)[0]), path


def test_true_is_not_one_and_one_is_one_point_zero() -> None:
    assert not same_meaning({"a": True}, {"a": 1})
    assert not same_meaning({"a": 0}, {"a": False})
    assert same_meaning({"a": [1, -0.0]}, {"a": [1.0, 0]})
    assert not same_meaning({"a": None}, {})


def test_whole_places_of_a_document_are_written_without_a_point() -> None:
    given = b'{"format": 1, "id": "a", "layout": {"n": [80, 120.5]}, "notes": {"t": {"text": "x", "at": [1, 2e300]}}}'
    flow, _ = load(given, Flow)
    assert flow is not None
    value = to_value(flow)
    assert repr(value["layout"]["n"]) == "[80, 120.5]"
    assert repr(value["notes"]["t"]["at"]) == "[1, 2e+300]"


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_a_document_without_numbers_that_keep_their_text_is_written_the_same_the_quick_way(value: Any) -> None:
    document = {"format": 1, "flow": "f", "cases": [{"name": "c", "env": {"value": value}}]}
    assert write(document, "test", written=False) == write(document, "test")
