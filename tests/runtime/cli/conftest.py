from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

import pytest
import structlog

from sinterflow.runtime.cli import main


class Done(NamedTuple):
    """What a command did: its exit code and what it wrote."""

    code: int
    out: str
    err: str


Sinterflow: TypeAlias = Callable[..., Done]


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """A command sets up the logs of its process, which is ours."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def sinterflow(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Sinterflow:
    """Runs a command in this process, as its entry point does; in English unless `--lang` says otherwise."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.setenv(name, "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: str) -> Done:
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Done(ended.value.code, out, err)

    return run
