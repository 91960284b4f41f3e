"""The catalogue of faults: complete in both languages, one text for one code."""

from __future__ import annotations

import re
from collections import Counter

from sinterflow.runtime.fault_texts import CATALOGUE, PARTS
from sinterflow.runtime.faults import fault


def test_no_code_stands_twice_in_the_catalogue() -> None:
    counted = Counter(code for part in PARTS for code in part)
    assert [code for code, times in counted.items() if times > 1] == []


def test_both_languages_fill_the_same_places() -> None:
    for code, said in CATALOGUE.items():
        for text in (said.message, said.hint):
            assert isinstance(text, dict), code
            places = {lang: set(re.findall(r"\{(\w+)\}", words)) for lang, words in text.items()}
            assert places["en"] == places["zh"], code


def test_every_text_can_be_filled_in_both_languages() -> None:
    for code in CATALOGUE:
        for lang in ("en", "zh"):
            assert fault(code).line(lang)


def test_a_fault_always_has_all_keys_of_its_shape() -> None:
    assert fault("unknown-node", node="a", given="a", way="known: b").describe() == {
        "code": "unknown-node", "severity": "error", "file": None, "path": None, "row": None, "column": None,
        "node": "a", "wire": None, "field": None, "message": "there is no node a", "hint": "known: b",
    }  # fmt: skip


def test_row_and_column_stand_behind_what_they_count_in() -> None:
    table = fault("cell-missing", file="tags/f.csv", row=3, column=5, field="address", given="address")
    assert table.line() == "tags/f.csv:3:5: address: address is empty; fill it in"
    code = fault("code-syntax", file="flows/f.json", node="a", field="code", row=2, column=1, said="oops")
    assert code.line().startswith("flows/f.json: a: code:2:1: the code does not compile: oops")


def test_no_text_has_a_place_named_as_a_part_of_the_shape() -> None:
    shape = {"severity", "file", "path", "row", "column", "node", "wire", "field"}
    for code, said in CATALOGUE.items():
        assert not shape & set(re.findall(r"\{(\w+)\}", f"{said.message} {said.hint}")), code
