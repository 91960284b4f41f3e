from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.e2e.program import browse, copied, started


@pytest.mark.timeout(300)
def test_people_deploy_together_in_browsers_and_lose_nothing(tmp_path: Path) -> None:
    project = copied("deploying", tmp_path / "plant")
    with started("run", str(project)) as link:
        browse(link, "deploy.test")


@pytest.mark.timeout(300)
def test_what_is_typed_outlives_the_page_the_session_and_the_program(tmp_path: Path) -> None:
    project, other = (copied("deploying", tmp_path / name) for name in ("plant", "other"))
    again = [sys.executable, "-m", "sinterflow.runtime.cli", "run", str(other)]
    with started("run", str(project)) as link:
        browse(link, "kept.test", SINTERFLOW_RUN=json.dumps(again))
