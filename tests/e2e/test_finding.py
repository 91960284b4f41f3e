"""Finding, tables, paper and the first minutes, as a person does it in a browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.program import browse, copied, started


@pytest.mark.timeout(300)
def test_somebody_finds_orders_and_tabulates_flows_in_a_browser(tmp_path: Path) -> None:
    with started("run", str(copied("finding", tmp_path / "finding"))) as link:
        browse(link, "finding")


@pytest.mark.timeout(300)
def test_somebody_begins_with_an_empty_project_in_a_browser(tmp_path: Path) -> None:
    project = tmp_path / "plant"
    subprocess.run([sys.executable, "-m", "sinterflow.runtime.cli", "init", str(project)], check=True)
    with started("run", str(project)) as link:
        browse(link, "first")
