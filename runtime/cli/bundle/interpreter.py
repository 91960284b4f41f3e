"""The Python that goes along with `--python FILE`: what it is, for which machine, and which version."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from ...reasons import reason
from ...text import pick
from ..command import Refused

_MACHINES = {
    0x8664: "win_amd64",  # IMAGE_FILE_MACHINE_AMD64 of the PE/COFF format
    62: "linux_x86_64",  # EM_X86_64 of the ELF format
    183: "linux_aarch64",  # EM_AARCH64
}


class Interpreter(NamedTuple):
    """`platform` is None where the file does not tell; so is the `minor` of 3.minor."""

    file: Path
    platform: str | None
    minor: int | None


def look_at(file: Path) -> Interpreter:
    """What `file` is. Raises Refused for anything but the three forms that the installers know."""
    try:
        if file.suffix == ".exe":
            return _installer(file)
        if file.suffix == ".zip":
            return _embeddable(file)
        if file.name.endswith((".tar.gz", ".tgz")):
            return _standalone(file)
    except (OSError, BadZipFile, tarfile.TarError, EOFError) as error:
        why = reason(error) if isinstance(error, OSError) else str(error)
        raise Refused(
            en=f"--python: {file} cannot be read: {pick(why)}; fetch it again",
            zh=f"--python：无法读取 {file}：{pick(why, 'zh')}；请重新获取",
        ) from error
    raise _unknown(file)


def _installer(file: Path) -> Interpreter:
    """The installer of python.org, which has its version and its machine in its name alone."""
    found = re.search(r"3\.(\d+)\.\d+[a-z0-9]*(-amd64)?\.exe$", file.name)
    with file.open("rb") as opened:
        if opened.read(2) != b"MZ":
            raise _unknown(file)
    if found is None:
        return Interpreter(file, None, None)
    return Interpreter(file, "win_amd64" if found[2] else "win32", int(found[1]))


def _embeddable(file: Path) -> Interpreter:
    """The embeddable package of python.org."""
    with ZipFile(file) as archive:
        names = archive.namelist()
        if "python.exe" not in names:
            raise _unknown(file)
        with archive.open("python.exe") as program:
            return Interpreter(file, _machine(program.read(4096)), _minor(names, r"python3(\d+)\._pth$"))


def _standalone(file: Path) -> Interpreter:
    """An archive `install_only` of python-build-standalone: a folder `python` with everything in it."""
    with tarfile.open(file) as archive:
        minor = None
        for member in archive:
            if minor is None:
                minor = _minor([member.name], r"^python/bin/python3\.(\d+)$")
            if re.search(r"^python/bin/python3\.\d+$", member.name) and member.isfile():
                program = archive.extractfile(member)
                assert program is not None
                return Interpreter(file, _machine(program.read(4096)), minor)
    raise _unknown(file)


def _minor(names: Iterable[str], pattern: str) -> int | None:
    return next((int(found[1]) for name in names if (found := re.search(pattern, name))), None)


def _machine(head: bytes) -> str | None:
    """For which machine a program is, by the head of its file."""
    if head[:4] == b"\x7fELF":
        return _MACHINES.get(int.from_bytes(head[18:20], "little"))
    if head[:2] == b"MZ":
        header = int.from_bytes(head[60:64], "little")
        return _MACHINES.get(int.from_bytes(head[header + 4 : header + 6], "little"))
    return None


def _unknown(file: Path) -> Refused:
    return Refused(
        en=f"--python: {file} is no Python that the installers know; give python.org's Windows installer (.exe) or "
        "embeddable package (.zip), or an install_only archive of python-build-standalone (.tar.gz)",
        zh=f"--python：{file} 不是安装程序支持的 Python；请给出 python.org 的 Windows 安装程序（.exe）或嵌入包"
        "（.zip），或 python-build-standalone 的 install_only 压缩包（.tar.gz）",
    )
