from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import pytest

from sinterflow.runtime.cli import main


class Done(NamedTuple):
    """What a command did: its exit code and what it wrote."""

    code: int
    out: str
    err: str


Sinterflow: TypeAlias = Callable[..., Done]


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
