"""The licence of a package, by its metadata."""

from __future__ import annotations

from email.message import Message

import pytest

from sinterflow.runtime.licences import licence


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([("License-Expression", "Apache-2.0 AND MIT"), ("License", "old")], "Apache-2.0 AND MIT"),
        ([("Classifier", "License :: OSI Approved :: MIT License"), ("License", "x")], "MIT License"),
        ([("Classifier", "License :: OSI Approved"), ("License", "BSD")], "BSD"),
        ([("License", "The whole text\nof it " + "x" * 900)], "The whole text"),
        ([("License", "x" * 900)], "x" * 59 + "…"),
        ([("License", "UNKNOWN")], "?"),
        ([], "?"),
    ],
)
def test_the_clearest_word_counts(headers: list[tuple[str, str]], expected: str) -> None:
    metadata = Message()
    for name, value in headers:
        metadata[name] = value
    assert licence(metadata) == expected
