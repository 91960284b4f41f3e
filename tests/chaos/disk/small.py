"""Small file systems of a test's own, to be filled, turned read-only and broken. Mounting needs root."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

MEGABYTE = 1024 * 1024


def _run(*command: str | Path) -> str:
    """What is wrong, else ""."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
    except FileNotFoundError:
        return f"there is no {command[0]}"
    return "" if done.returncode == 0 else f"{command[0]}: {done.stderr.strip()}"


def _need(problem: str) -> None:
    if problem:
        pytest.skip(f"a small disk cannot be mounted here: {problem}")


@contextmanager
def in_memory(folder: Path, megabytes: int = 8) -> Iterator[Path]:
    """A file system in memory."""
    folder.mkdir(parents=True)
    _need(_run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder))
    try:
        yield folder
    finally:
        _run("umount", "-l", folder)


class Image:
    """An ext4 file system in a file, which can be mounted again after it broke."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        self._image = folder.with_name(f"{folder.name}.img")
        folder.mkdir(parents=True)
        with self._image.open("wb") as file:
            file.truncate(megabytes * MEGABYTE)
        _need(_run("mkfs.ext4", "-q", self._image))

    def mount(self) -> str:
        return _run("mount", "-o", "loop,errors=remount-ro", self._image, self.folder)

    def unmount(self) -> str:
        return _run("umount", self.folder)

    def remount(self, how: str) -> str:
        return _run("mount", "-o", f"remount,{how}", self.folder)

    def fail(self) -> None:
        """The file system finds an error, and turns read-only until it is checked and mounted again."""
        number = os.stat(self.folder).st_dev
        name = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}").resolve().name
        try:
            Path(f"/sys/fs/ext4/{name}/trigger_fs_error").write_text("a test", encoding="ascii")
        except OSError as error:
            pytest.skip(f"an ext4 file system cannot be made to fail here: {error}")

    def repair(self) -> None:
        self.unmount()
        _run("fsck.ext4", "-fy", self._image)
        self.mount()


@contextmanager
def on_image(folder: Path, megabytes: int = 12) -> Iterator[Image]:
    image = Image(folder, megabytes)
    _need(image.mount())
    try:
        yield image
    finally:
        _run("umount", "-l", folder)


def fill(folder: Path) -> Path:
    """Write a file until no byte more fits on the disk; removing it frees the space."""
    filler = folder / "filler"
    with filler.open("ab", buffering=0) as file:
        for size in (65536, 4096, 512, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return filler
