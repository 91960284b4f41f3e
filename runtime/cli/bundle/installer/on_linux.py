"""Services with systemd."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from .service import Service
from .words import Failed, pick

NAME = "sinterflow"
USER = "sinterflow"
LAST_LINES = 25


class OnLinux:
    """A `System`. `root` is where its files are, but for tests."""

    def __init__(self, root: Path = Path("/")) -> None:
        self.home = root / "opt" / NAME
        self.project = root / "srv" / NAME / "plant"
        self._unit = root / "etc/systemd/system" / f"{NAME}.service"
        self._command = root / "usr/local/bin" / NAME
        self._is_up = root / "run/systemd/system"

    def can_serve(self) -> bool:
        return self._is_up.is_dir()

    def prepare(self, service: Service) -> None:
        """The project belongs to whoever it belonged to before, but never to root."""
        project = Path(service.project)
        owner = project.stat()
        if not service.data.exists():
            service.data.mkdir()
            shutil.chown(service.data, owner.st_uid, owner.st_gid)
        if owner.st_uid == 0:
            if subprocess.run(["id", USER], capture_output=True, check=False).returncode:
                _run("useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", USER)
            _run("chown", "--recursive", f"{USER}:{USER}", str(project))

    def define(self, service: Service, program: Path) -> None:
        """The unit is what the version itself prints; settings of one's own belong into `systemctl edit sinterflow`."""
        unit = _run(str(program), *service.arguments(), "--print-unit")
        self._unit.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._unit.with_name(f"{self._unit.name}.new")
        unfinished.write_text(unit, encoding="utf-8")
        unfinished.replace(self._unit)
        _systemctl("daemon-reload")
        _systemctl("enable", NAME)

    def start(self, service: Service) -> None:
        _systemctl("reset-failed", NAME)
        _systemctl("start", "--no-block", NAME)  # whether it answers is looked at, with a patience of its own

    def stop(self, service: Service) -> None:
        if self._unit.exists():
            _systemctl("stop", NAME)

    def remove(self) -> None:
        if self._unit.exists():
            _systemctl("disable", NAME)
            self._unit.unlink()
            _systemctl("daemon-reload")
        self._command.unlink(missing_ok=True)

    def copy(self, data: Path, into: Path) -> None:
        _run("cp", "--archive", "--reflink=auto", str(data), str(into))

    def link(self, program: Path) -> Path:
        self._command.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._command.with_name(f".{NAME}.new")
        unfinished.unlink(missing_ok=True)
        unfinished.symlink_to(program)
        unfinished.replace(self._command)
        return self._command

    def last_words(self, service: Service) -> str:
        if shutil.which("journalctl") is None:
            return ""
        command = ["journalctl", "--unit", NAME, "--lines", str(LAST_LINES), "--no-pager", "--output", "cat"]
        return subprocess.run(command, capture_output=True, text=True, errors="replace", check=False).stdout.strip()


def _systemctl(*words: str) -> None:
    """Whether it came about shows in whether the service answers."""
    subprocess.run(["systemctl", *words], capture_output=True, check=False)


def _run(*command: str) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, errors="replace", check=False, env={**os.environ, "LC_ALL": "C.UTF-8"}
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip()
        raise Failed(
            pick(en=f"this failed: {' '.join(command)}\n{said}", zh=f"命令执行失败：{' '.join(command)}\n{said}")
        )
    return done.stdout
