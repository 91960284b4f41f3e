"""The installed versions, a folder each, side by side: a new one never touches the one that runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

from .bundle import Bundle
from .words import Failed, pick, say

COMPLETE = "complete"
CURRENT = "current"


def folder_of(home: Path, id: str) -> Path:
    return home / "versions" / id


def program(home: Path, id: str) -> Path:
    """The command of a version."""
    environment = folder_of(home, id) / "env"
    return environment / "Scripts" / "sinterflow.exe" if sys.platform == "win32" else environment / "bin" / "sinterflow"


def current(home: Path) -> str | None:
    """The version that is in use; None when there is none or its folder is gone."""
    try:
        id = (home / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None
    return id if (folder_of(home, id) / COMPLETE).exists() else None


def set_current(home: Path, id: str) -> None:
    unfinished = home / f"{CURRENT}.new"
    unfinished.write_text(f"{id}\n", encoding="utf-8")
    unfinished.replace(home / CURRENT)


def add(home: Path, bundle: Bundle) -> None:
    """Install the bundle's version into its folder, whole or not at all, without a network. Raises Failed."""
    folder = folder_of(home, bundle.id)
    if (folder / COMPLETE).exists():
        return
    say(
        en=f"installing Sinterflow {bundle.version} into {folder}",
        zh=f"正在把 Sinterflow {bundle.version} 安装到 {folder}",
    )
    shutil.rmtree(folder, ignore_errors=True)  # what an attempt that was broken off has left
    folder.mkdir(parents=True)
    python = make_environment(folder, bundle)
    (pip,) = bundle.wheels.glob("pip-*.whl")
    _run(
        [
            *(str(python), str(pip / "pip"), "install", "--quiet", "--no-index", "--find-links", str(bundle.wheels)),
            *("--require-hashes", "--requirement", str(bundle.folder / "requirements.txt")),
            *("--no-warn-script-location", "--no-cache-dir", "--disable-pip-version-check", "--no-input"),
        ]
    )
    _run([str(program(home, bundle.id)), "--version"])
    (folder / COMPLETE).touch()


def make_environment(folder: Path, bundle: Bundle) -> Path:
    """An environment of its own in `folder`/env; gives its Python."""
    environment, came = folder / "env", bundle.interpreter
    if came is not None and came.suffix == ".zip":
        return unpack_embeddable(came, environment)
    base = sys.executable
    if came is not None and came.name.endswith((".tar.gz", ".tgz")):
        with tarfile.open(came) as archive:
            archive.extractall(folder, filter="tar")
        base = str(folder / "python" / "bin" / "python3")
    _run([base, "-m", "venv", "--without-pip", str(environment)])
    return environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def unpack_embeddable(archive: Path, environment: Path) -> Path:
    """python.org's embeddable package: it has no venv, and looks for packages only where its ._pth file says."""
    with ZipFile(archive) as opened:
        opened.extractall(environment)
    (paths,) = environment.glob("python3*._pth")
    paths.write_text(f"{paths.stem}.zip\n.\nLib\\site-packages\nimport site\n", encoding="utf-8")
    return environment / "python.exe"


def prune(home: Path, keep: Iterable[str]) -> None:
    """Remove all versions but these."""
    for folder in (home / "versions").iterdir():
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str]) -> None:
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    environment = {**settings, "PIP_CONFIG_FILE": os.devnull, "PYTHONUTF8": "1"}
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip()
        raise Failed(
            pick(
                en=f"this failed: {' '.join(command)}\n{said}\nwhat was installed before is as it was",
                zh=f"命令执行失败：{' '.join(command)}\n{said}\n原有安装未受影响",
            )
        )
