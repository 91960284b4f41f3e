from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinterflow.runtime.errors import SinterflowError
from sinterflow.runtime.keeping.passphrase import LETTERS, accepted, as_read, looks_mistyped, make_passphrase


def test_one_that_was_made_is_found_however_it_is_typed() -> None:
    made = make_passphrase()
    lazy = made.replace("-", " ").lower().replace("1", "l").replace("0", "o")
    assert as_read(lazy) == as_read(made) == as_read(f"  {made}\n") == made


@given(st.integers(0, 24), st.sampled_from(LETTERS))
def test_a_wrong_letter_is_noticed(at: int, letter: str) -> None:
    letters = list("".join(make_passphrase().split("-")))
    if letters[at] != letter:
        letters[at] = letter
        assert looks_mistyped("".join(letters))


@given(st.text(min_size=1))
def test_any_other_is_read_the_same_again(given: str) -> None:
    assert as_read(as_read(given)) == as_read(given)


def test_a_short_one_is_refused() -> None:
    with pytest.raises(SinterflowError, match="at least 12"):
        accepted("geheim")
