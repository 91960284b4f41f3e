"""Sinterflow's own wheel, packed again from what is installed: that needs no network, no checkout and no build."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from importlib.metadata import Distribution, distribution
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from ..command import Refused

PARTS = ("runtime", "nodes", "plugins", "flows")
EDITOR = ("__init__.py", "py.typed", "dist")
INSTALLERS_OWN = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json")
"""Files that whoever installs a wheel adds to its metadata."""
_DAY = (2020, 1, 1, 0, 0, 0)
"""The same files give the same wheel, byte for byte."""


def pack(folder: Path) -> Path:
    """Write the wheel into `folder`. Raises Refused when files of the installation are missing."""
    own = distribution("sinterflow")
    metadata = f"sinterflow-{own.version}.dist-info"
    wheel = folder / f"sinterflow-{own.version}-py3-none-any.whl"
    record = list[str]()
    with ZipFile(wheel, "w", ZIP_DEFLATED) as archive:
        for name, path in sorted(files(own, metadata)):
            try:
                data = path.read_bytes()
            except OSError as error:
                raise Refused(
                    en=f"the installation of sinterflow is not whole: {path} cannot be read; install it again",
                    zh=f"sinterflow 的安装不完整：无法读取 {path}；请重新安装",
                    code=1,
                ) from error
            archive.writestr(_entry(name), data)
            record.append(f"{name},sha256={_digest(data)},{len(data)}")
        name = f"{metadata}/RECORD"
        archive.writestr(_entry(name), "\n".join([*record, f"{name},,", ""]))
    return wheel


def files(own: Distribution, metadata: str) -> Iterator[tuple[str, Path]]:
    """Name in the wheel and place of each file: as its installer recorded them, or where an editable one points."""
    recorded = own.files or []
    for file in recorded:
        name, path = PurePosixPath(file), Path(str(own.locate_file(file)))
        if name.parts[0] == metadata and name.name not in INSTALLERS_OWN:
            yield str(name), path
        elif name.parts[0] == "sinterflow" and _ships(name):
            yield str(name), path
    if not any(PurePosixPath(file).parts[0] == "sinterflow" for file in recorded):
        yield from _linked()


def _linked() -> Iterator[tuple[str, Path]]:
    """The files of a checkout, by the rule of pyproject.toml."""
    for part in (*PARTS, *(f"editor/{name}" for name in EDITOR)):
        top = _folder() / part
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            name = PurePosixPath("sinterflow", part, path.relative_to(top).as_posix())
            if path.is_file() and _ships(name):
                yield str(name), path


def _folder() -> Path:
    found = find_spec("sinterflow")
    assert found is not None
    assert found.submodule_search_locations
    return Path(next(iter(found.submodule_search_locations)))


def _ships(name: PurePosixPath) -> bool:
    return "__pycache__" not in name.parts and name.suffix != ".pyc"


def has_editor(wheel: Path) -> bool:
    with ZipFile(wheel) as archive:
        return "sinterflow/editor/dist/index.html" in archive.namelist()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _DAY)
    entry.external_attr = 0o644 << 16
    entry.compress_type = ZIP_DEFLATED
    return entry


def _digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
