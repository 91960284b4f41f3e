"""Writing documents so that a crash at any moment leaves a whole file, and the last good one beside it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import msgspec

from ..atomic import sync_folder
from ..errors import FaultError
from ..faultpoints import reach
from ..portable import replace
from .canonical import Document, Kind, same_meaning, to_value, write
from .document import EquipmentTable, Flow, ProjectDocument, SubflowFile
from .load import document as read_document
from .reader import BACKUP, read_file, read_json

NEW = ".{name}.new"
"""The name of a file while it is written; one that a crash has left is written over."""
_KINDS: dict[Kind, Any] = {
    "flow": Flow,
    "subflow": SubflowFile,
    "project": ProjectDocument,
    "equipment": EquipmentTable,
}


def save(path: Path, data: bytes, kind: Kind) -> bool:
    """Write a document that came as JSON bytes, in canonical form with its numbers as they came.

    False when the file says the same already and was left alone. Raises FaultError when the bytes have faults,
    OSError when the disk refuses.
    """
    value, found = read_json(data, path.name)
    if found:
        raise FaultError(found)
    return write_document(path, value, kind)


def write_document(path: Path, value: dict[str, Any] | Document, kind: Kind) -> bool:
    """`save` for a document or a JSON value as `read_json` gives it."""
    as_value = to_value(value) if isinstance(value, msgspec.Struct) else value
    if kind in _KINDS:
        made, found = read_document(as_value, _KINDS[kind], path.name)
        if found:
            raise FaultError(found)
        if path.is_file() and same_meaning(made, _present(path, kind)):
            return False
    replace_file(path, write(as_value, kind))
    return True


def _present(path: Path, kind: Kind) -> Any:
    data, _ = read_file(path, path.name)
    value, found = read_json(data, path.name) if data is not None else (None, [])
    return None if value is None or found else read_document(value, _KINDS[kind], path.name)[0]


def replace_file(path: Path, data: bytes, point: str = "", *, whole: bool = False) -> None:
    """Put `data` in a file's place: at every moment either the old or the new content is there, whole.

    What was there, if it is whole JSON, is the last good copy from then on; `whole`: it is known to be. `point` begins
    the names of the fault points around the renaming. It is durable on return.
    """
    sync_folder(put_in_place(path, data, point, whole=whole))


def put_in_place(path: Path, data: bytes, point: str = "", *, whole: bool = False) -> Path:
    """`replace_file`; after a power cut it may be undone until the folder, which is the result, is synced."""
    path = Path(os.path.realpath(path))
    new = path.with_name(NEW.format(name=path.name))
    with new.open("wb") as opened:
        opened.write(data)
        opened.flush()
        os.fsync(opened.fileno())
    if path.exists():
        shutil.copymode(path, new)
        _keep(path, whole)
    if point:
        reach(f"{point}-before-rename")
    replace(new, path)
    if point:
        reach(f"{point}-after-rename")
    return path.parent


def _keep(path: Path, whole: bool) -> None:
    """Make what is there the last good copy, unless it is damaged."""
    if not whole and not _is_whole(path):
        return
    spare = path.with_name(f".{path.name}.bak.new")
    spare.unlink(missing_ok=True)
    try:
        os.link(path, spare)
    except OSError:  # a file system without hard links
        with spare.open("wb") as opened:
            opened.write(path.read_bytes())
            opened.flush()
            os.fsync(opened.fileno())
    replace(spare, path.with_name(BACKUP.format(name=path.name)))


def _is_whole(path: Path) -> bool:
    data, found = read_file(path, path.name)
    return data is not None and not found and not read_json(data, path.name)[1]
