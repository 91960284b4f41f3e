from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest
from blockbuster import blockbuster_ctx
from hypothesis import settings

from sinterflow.runtime import secrecy
from sinterflow.runtime.engine import DEEPEST

settings.register_profile("untimed", deadline=None)  # no test asserts how long something takes
settings.register_profile("again", deadline=None, derandomize=True)  # a build server finds the same each time
settings.load_profile("again" if os.environ.get("CI") else "untimed")
sys.setrecursionlimit(DEEPEST)  # as the first engine does, which hypothesis does not let happen within a test

PARTS = ["sinterflow.runtime", "sinterflow.nodes", "sinterflow.plugins", "sinterflow.editor"]
RUNS_TESTS = ["sinterflow.runtime.virtual"]  # below everything that a test does on virtual time


@pytest.fixture(autouse=True)
def _no_secrets_of_other_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process hides the secrets that it has seen for as long as it lives; the next test has others."""
    monkeypatch.setattr(secrecy, "_known", ())


@pytest.fixture(scope="session", autouse=True)
def _nothing_blocks_the_event_loop() -> Iterator[None]:
    """A file, socket, database or sleep that our code calls in a running loop raises BlockingError."""
    with blockbuster_ctx(PARTS, excluded_modules=RUNS_TESTS):
        yield
