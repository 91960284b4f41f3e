from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.e2e.program import browse, started


@pytest.fixture
def flow_file(tmp_path: Path) -> Path:
    return Path(shutil.copy(Path(__file__).with_name("line.json"), tmp_path))


@pytest.mark.timeout(300)
def test_a_browser_shows_a_running_flow_and_its_live_values(flow_file: Path, tmp_path: Path) -> None:
    with started("run", str(flow_file), "--data", str(tmp_path / "data")) as link:
        browse(link, "flows", "sign-in")


@pytest.mark.timeout(300)
def test_somebody_signs_in_by_name_in_a_browser(flow_file: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    with started("run", str(flow_file), "--data", str(data)) as link:
        browse(link, "people", SINTERFLOW_PASSWORD=(data / "initial-password").read_text().strip())


@pytest.mark.timeout(300)
def test_a_browser_shows_the_demonstration_plant_at_work(tmp_path: Path) -> None:
    with started("demo", "--data", str(tmp_path / "demo")) as link:
        browse(link, "demo")
