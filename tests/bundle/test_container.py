"""The container file, as far as it can be looked at without an image: its instructions, not what they do."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from sinterflow.runtime.cli.command import Refused
from sinterflow.runtime.cli.commands.run import command as run_command
from tests.runtime.cli.running import started

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "docs" / "container"


def instructions() -> list[tuple[str, str]]:
    text = (FOLDER / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


def of(name: str) -> list[str]:
    return [rest for word, rest in instructions() if word == name]


def test_each_image_and_stage_is_named_plainly() -> None:
    """Where an image comes from is for whoever builds to say."""
    stages = set[str]()
    for line in of("FROM"):
        image, _, stage = line.partition(" AS ")
        assert re.fullmatch(r"[a-z]+:[\w.-]+", image)
        stages.add(stage)
    used = {found[1] for line in of("COPY") if (found := re.match(r"--from=(\w+)", line))}
    assert used == stages - {""}


def test_what_is_copied_is_there_and_is_all_that_the_wheel_takes() -> None:
    copied = {word for line in of("COPY") if not line.startswith("--from") for word in shlex.split(line)[:-1]}
    assert [name for name in copied if not (ROOT / name).exists()] == []
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    assert set(wanted) - {"editor/dist"} <= copied  # that comes from its own stage


def test_it_runs_as_a_user_and_writes_into_its_volume_alone() -> None:
    words = [word for word, _ in instructions()]
    assert of("USER") == ["10001:10001"]
    assert of("VOLUME") == ["/data"]
    assert max(at for at, word in enumerate(words) if word in ("RUN", "COPY")) < words.index("USER")


def test_what_it_starts_are_options_of_run_and_encrypted() -> None:
    arguments = json.loads(of("CMD")[0])
    assert (json.loads(of("ENTRYPOINT")[0]), arguments[:2]) == (["sinterflow"], ["run", "/data"])
    with run_command.make_context("run", arguments[1:]) as context:
        assert context.params["tls_cert"].startswith("/tls/")
        assert context.params["insecure"] is False
    with pytest.raises(Refused):
        run_command.make_context("run", ["/data", "--port", "x"])


def test_its_health_check_tells_whether_it_answers(tmp_path: Path) -> None:
    (tmp_path / "project.json").write_text('{"format": 1}')
    with started("run", str(tmp_path), "--port", "0", cwd=tmp_path) as process:
        process.until("Log in")
        port = process.url.rpartition(":")[2]
        check = [sys.executable, str(FOLDER / "health.py"), port]
        assert subprocess.run(check, check=False).returncode == 0
        process.end()
    assert subprocess.run(check, check=False).returncode == 1
