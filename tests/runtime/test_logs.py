"""What a log looks like."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from sinterflow.runtime import logs
from sinterflow.runtime.text import text

OUTAGE = text(en="no answer", zh="没有应答")


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_elsewhere_than_on_a_terminal_a_line_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("zh")
    structlog.get_logger("sinterflow.node").bind(node="zone-1").warning("connection lost", reason=OUTAGE)
    line = json.loads(capsys.readouterr().err)
    assert line["event"] == "connection lost"
    assert (line["level"], line["logger"], line["node"]) == ("warning", "sinterflow.node", "zone-1")
    assert line["reason"] == "没有应答"
    assert line["timestamp"].endswith("Z")


def test_a_line_for_people_has_the_event_and_its_values(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("en", as_json=False)
    structlog.get_logger("sinterflow.node").error("connection lost", reason=OUTAGE)
    line = capsys.readouterr().err
    assert "connection lost" in line
    assert "no answer" in line


def test_a_library_is_heard_only_when_it_warns(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    logging.getLogger("pymodbus.logging").info("connecting")
    logging.getLogger("pymodbus.logging").warning("frame lost")
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "frame lost"


def test_an_exception_comes_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up()
    try:
        raise ValueError("broken")
    except ValueError:
        structlog.get_logger("x").exception("failed")
    assert "ValueError: broken" in json.loads(capsys.readouterr().err)["exception"]
