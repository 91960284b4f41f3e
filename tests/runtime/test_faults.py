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
