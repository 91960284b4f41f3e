"""Hatch build hook: links the import package for editable installs, builds the editor otherwise."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LINKED = ("runtime", "nodes", "plugins", "editor", "flows")


class EditorBuildHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        if version == "editable":
            link_packages(root)
        else:
            build_editor(root)


def link_packages(root: Path) -> None:
    package = root / "build" / "dev" / "sinterflow"
    package.mkdir(parents=True, exist_ok=True)
    for name in LINKED:
        link = package / name
        if not link.is_symlink():
            link.symlink_to(Path("..", "..", "..", name), target_is_directory=True)


def build_editor(root: Path) -> None:
    built = (root / "editor" / "dist" / "index.html").is_file()
    unpacked_sdist = (root / "PKG-INFO").is_file()
    if os.environ.get("SINTERFLOW_SKIP_EDITOR") or (built and unpacked_sdist):
        return
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeError(
            "Building sinterflow needs npm (Node.js 20 or newer) for the editor, "
            "and npm was not found on PATH. Install Node.js, "
            "or set SINTERFLOW_SKIP_EDITOR=1 to build without a browser editor."
        )
    for arguments in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
        subprocess.run([npm, *arguments], cwd=root / "editor", check=True)
