"""The token of whoever may read the data folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from sinterflow.runtime.security.granted import Granted
from sinterflow.runtime.security.rights import EVERY_RIGHT
from sinterflow.runtime.security.start_token import StartToken, write_start_token


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    data = tmp_path / "plant" / "data"
    token = write_start_token(data)
    file = data / "start-token"
    assert file.read_text() == token + "\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_each_start_makes_a_new_token_and_leaves_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "start-token.new").write_text("left by a crash")
    tokens = {write_start_token(tmp_path) for _ in range(3)}
    assert len(tokens) == 3
    assert [one.name for one in tmp_path.iterdir()] == ["start-token"]
    assert (tmp_path / "start-token").read_text().strip() in tokens


def test_a_token_fits_a_header_a_link_and_a_sub_protocol(tmp_path: Path) -> None:
    token = write_start_token(tmp_path)
    assert len(token) >= 40
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_its_bearer_is_the_author_local_with_every_right() -> None:
    callers = StartToken("one")
    found = callers.caller("one")
    assert found is not None
    assert (found.author, found.rights, found.station) == ("local", Granted(EVERY_RIGHT), "")
    for other in ("", "on", "one ", "One", "\ud800", "一"):
        assert callers.caller(other) is None
