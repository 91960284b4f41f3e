"""The folder that is installed from: whether it is whole, and whether it fits this machine."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from pathlib import Path
from typing import NamedTuple

from .words import Failed, pick


class Bundle(NamedTuple):
    """`interpreter` is the Python that came along, if one did."""

    folder: Path
    version: str
    id: str
    platform: str
    python: str
    interpreter: Path | None

    @property
    def wheels(self) -> Path:
        return self.folder / "wheels"


def read(folder: Path) -> Bundle:
    facts = json.loads((folder / "bundle.json").read_text(encoding="utf-8"))
    came = facts.pop("interpreter")
    return Bundle(folder, interpreter=folder / came if came else None, **facts)


def verify(bundle: Bundle) -> None:
    """Raises Failed for a file that was damaged on its way, for one that is missing, and on the wrong machine."""
    damaged = list[str]()
    for line in (bundle.folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        expected, name = line.split("  ", 1)
        try:
            with (bundle.folder / name).open("rb") as file:
                whole = hashlib.file_digest(file, "sha256").hexdigest() == expected
        except OSError:
            whole = False
        if not whole:
            damaged.append(name)
    if damaged:
        names = ", ".join(damaged)
        raise Failed(
            pick(
                en=f"the bundle is damaged: {names}; copy it again. Nothing was changed",
                zh=f"安装包已损坏：{names}；请重新复制。未做任何更改",
            )
        )
    if this_platform() != bundle.platform:
        raise Failed(
            pick(
                en=f"this bundle is for {bundle.platform}, this machine is {this_platform()}; take the bundle for it",
                zh=f"此安装包适用于 {bundle.platform}，本机为 {this_platform()}；请使用对应的安装包",
            )
        )
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    if here != bundle.python:
        raise Failed(
            pick(
                en=f"this bundle needs Python {bundle.python}, {sys.executable} is {here}; install that version, or "
                f"make the bundle with --python-version {here}",
                zh=f"此安装包需要 Python {bundle.python}，而 {sys.executable} 是 {here}；请安装该版本，或用 "
                f"--python-version {here} 重新制作安装包",
            )
        )


def this_platform() -> str:
    machine = platform.machine().lower()
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(machine, machine)
    if sys.platform == "win32":
        return "win_amd64" if machine == "x86_64" else f"win_{machine}"
    return f"{sys.platform}_{machine}"
