"""Puts a bundle together: wheels, their hashes and licences, the installer, the guide."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ...licences import licence
from .own import has_editor, pack
from .target import Target
from .wheels import gather, metadata, name_of, version_of

HERE = Path(__file__).parent
SUMS = "SHA256SUMS"
REQUIREMENTS = "requirements.txt"
LICENCES = "LICENCES.txt"
FACTS = "bundle.json"


class Made(NamedTuple):
    """What a bundle has become."""

    wheels: int
    bytes: int
    editor: bool


def make(folder: Path, target: Target, *, python: Path | None = None, extras: Collection[str] = ()) -> Made:
    """Make the bundle in `folder`, which is empty or not there: it is whole, or it is not there at all.

    Blocks for as long as the index takes. Raises Refused, OSError.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-", ignore_cleanup_errors=True) as place:
        unfinished = Path(place, "bundle")
        own, wheels = _wheels(unfinished / "wheels", target, extras)
        if python is not None:
            (unfinished / "python").mkdir()
            shutil.copyfile(python, unfinished / "python" / python.name)
        _write(unfinished / REQUIREMENTS, locked(own, wheels, target, extras))
        _write(unfinished / LICENCES, licences(wheels))
        _installer(unfinished, target)
        _facts(unfinished, own, target, python)
        _write(unfinished / SUMS, sums(unfinished))
        made = Made(len(wheels), sum(path.stat().st_size for path in _files(unfinished)), has_editor(own))
        if folder.is_dir():
            folder.rmdir()
        unfinished.replace(folder)
    return made


def _wheels(folder: Path, target: Target, extras: Collection[str]) -> tuple[Path, list[Path]]:
    folder.mkdir(parents=True)
    own = pack(folder)
    return own, gather(own, target, extras)


def locked(own: Path, wheels: Iterable[Path], target: Target, extras: Iterable[str]) -> Iterator[str]:
    """A requirements file that lets pip install these files and no others."""
    yield f"# {own.name} for {target.platform} and Python {target.python}; extras: {', '.join(extras) or '-'}"
    for wheel in wheels:
        yield f"{name_of(wheel)}=={version_of(wheel)} --hash=sha256:{digest(wheel)}"


def licences(wheels: Iterable[Path]) -> Iterator[str]:
    """One line a package; the text of its licence is in its wheel."""
    for wheel in wheels:
        about = metadata(wheel)
        yield f"{about['Name']} {about['Version']}: {licence(about)}"


def _installer(folder: Path, target: Target) -> None:
    shutil.copytree(HERE / "installer", folder / "installer", ignore=shutil.ignore_patterns("__pycache__"))
    script = "install.ps1" if target.windows else "install.sh"
    shutil.copyfile(HERE / "guide" / script, folder / script)
    (folder / script).chmod(0o755)
    system = "windows" if target.windows else "linux"
    for name, guide in (("README.txt", f"{system}.en.txt"), ("说明.txt", f"{system}.zh.txt")):
        said = (HERE / "guide" / guide).read_text(encoding="utf-8").replace("{python}", target.python)
        # a text file that Windows' own editor shows as it is meant
        encoding, newline = ("utf-8-sig", "\r\n") if target.windows else ("utf-8", "\n")
        (folder / name).write_text(said, encoding=encoding, newline=newline)


def _facts(folder: Path, own: Path, target: Target, python: Path | None) -> None:
    """What the installer has to know of the bundle; `id` differs where anything that is installed differs."""
    id = digest(folder / REQUIREMENTS)[:8]
    facts = {
        "version": f"{version_of(own)}",
        "id": f"{version_of(own)}-{id}",
        "platform": target.platform,
        "python": target.python,
        "interpreter": None if python is None else f"python/{python.name}",
    }
    _write(folder / FACTS, [json.dumps(facts, indent=2, ensure_ascii=False)])


def sums(folder: Path) -> Iterator[str]:
    """As `sha256sum --check` reads it."""
    for path in _files(folder):
        yield f"{digest(path)}  {path.relative_to(folder).as_posix()}"


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _write(file: Path, lines: Iterable[str]) -> None:
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
