"""docs/api.md: what is not documented does not exist."""

from __future__ import annotations

from pathlib import Path

from sinterflow.runtime.api import events, limits, protocol
from sinterflow.runtime.flow.document import HttpDocument
from tests.runtime.api.front import DESCRIBED

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "api.md").read_text(encoding="utf-8")


def test_every_topic_is_documented() -> None:
    assert [topic for topic in events.TOPICS if f"`{topic}`" not in PAGE] == []


def test_the_limits_are_those_that_hold() -> None:
    for limit in (limits.REQUESTS, limits.SOCKETS, limits.SOCKETS_EACH, limits.LONGEST_QUERY, events.MOST_TOPICS):
        assert f"{limit:,}" in PAGE
    assert f"{limits.REQUESTS_EACH} of one caller" in PAGE
    assert f"within {protocol.SLOWEST_HEAD:g} s" in PAGE
    assert f"{protocol.MOST:,} in all; {HttpDocument().connections_each:,} from one address" in PAGE


def test_each_call_has_a_name_of_its_own() -> None:
    names = [call["operationId"] for calls in DESCRIBED.document["paths"].values() for call in calls.values()]
    assert sorted(names) == sorted({*names})
