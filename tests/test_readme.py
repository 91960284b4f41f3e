"""What the README tells a newcomer to type works, in both languages."""

from __future__ import annotations

import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SINTERFLOW = Path(sysconfig.get_path("scripts"), "sinterflow")


def sinterflow(*arguments: str, cwd: Path) -> None:
    run = subprocess.run([SINTERFLOW, *arguments], cwd=cwd, capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_first_flow_passes_check_and_its_own_test(readme: str, tmp_path: Path) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    flow, flow_test = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    sinterflow("init", "my-plant", cwd=tmp_path)
    for folder, document in (("flows", flow), ("tests", flow_test)):
        place = tmp_path / "my-plant" / folder
        place.mkdir(exist_ok=True)
        (place / "first.json").write_text(document, encoding="utf-8")
    sinterflow("check", "my-plant", cwd=tmp_path)
    sinterflow("test", "my-plant", cwd=tmp_path)
