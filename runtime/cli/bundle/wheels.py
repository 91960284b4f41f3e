"""Every wheel that an installation on another machine needs, fetched with pip from the index that it is set up for."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from email.message import Message
from email.parser import HeaderParser
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import NormalizedName, canonicalize_name, parse_wheel_filename
from packaging.version import Version

from ..command import Refused
from .target import Target

Needed = dict[NormalizedName, list[Requirement]]
PIP = canonicalize_name("pip")
"""Goes along: with it packages are installed where Python came without."""


def gather(own: Path, target: Target, extras: Iterable[str] = ()) -> list[Path]:
    """All wheels in the folder of `own`, Sinterflow's wheel, that the target needs; the missing ones are fetched.

    The versions are those installed here, which is what was tried; others are chosen by pip. Raises Refused.
    """
    if find_spec("pip") is None:
        raise Refused(
            en=f"pip, which fetches the wheels, is not installed for {sys.executable}; install it, or make the bundle "
            "with another Python",
            zh=f"{sys.executable} 未安装 pip，无法获取 wheel；请安装 pip，或换用其他 Python 制作安装包",
        )
    folder = own.parent
    root = Requirement(f"sinterflow[{','.join(sorted({*target.extras, *extras}))}]")
    while True:
        there = {name_of(wheel): wheel for wheel in folder.glob("*.whl")}
        needed = closure([root, Requirement(PIP)], there, target)
        missing = {name: wanted for name, wanted in needed.items() if name not in there}
        if not missing:
            break
        fetch([pinned(name, wanted) for name, wanted in sorted(missing.items())], folder, target)
    for name, wheel in there.items():
        if name not in needed:  # another version of something had asked for it
            wheel.unlink()
        elif unfit := [one for one in needed[name] if not one.specifier.contains(version_of(wheel), prereleases=True)]:
            raise does_not_fit(wheel, unfit[0])
    return sorted(there[name] for name in needed)


def closure(roots: list[Requirement], there: dict[NormalizedName, Path], target: Target) -> Needed:
    """Who is needed, and by which requirements: as the wheels say, and where one is not there yet, as the package that
    is installed here says, which is mostly the same and saves calls of pip."""
    needed: Needed = {}
    seen = set[tuple[NormalizedName, frozenset[str]]]()
    waiting = list(roots)
    while waiting:
        requirement = waiting.pop()
        name, extras = canonicalize_name(requirement.name), frozenset(requirement.extras)
        needed.setdefault(name, []).append(requirement)
        if (name, extras) not in seen:
            seen.add((name, extras))
            found = requirements(there[name]) if name in there else installed_requirements(name)
            waiting += [one for one in found if target.wants(one, extras)]
    return needed


def pinned(name: NormalizedName, wanted: list[Requirement]) -> str:
    every = SpecifierSet(",".join(str(one.specifier) for one in wanted if one.specifier))
    try:
        here = version(name)
    except PackageNotFoundError:
        return f"{name}{every}"
    return f"{name}=={here}" if every.contains(here, prereleases=True) else f"{name}{every}"


def fetch(wanted: list[str], folder: Path, target: Target) -> None:
    """One call of pip. It resolves nothing: it would ask the markers of the machine that it runs on."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"]
    command = [*pip, *target.pip_options(), "--dest", str(folder), *wanted]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        said = [line.removeprefix("ERROR: ") for line in done.stderr.splitlines() if line.startswith("ERROR:")]
        why = said[0] if said else (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
        raise Refused(
            en=f"pip found not every wheel for {target.platform} and Python {target.python}: {why}; see that the "
            "package index can be reached, or take another --python-version",
            zh=f"pip 未能找到适用于 {target.platform} 和 Python {target.python} 的全部 wheel：{why}；"
            "请检查软件包索引是否可达，或换一个 --python-version",
            code=1,
        )


def does_not_fit(wheel: Path, requirement: Requirement) -> Refused:
    return Refused(
        en=f"{wheel.name} does not fit what another package asks for: {requirement}; bring the versions here into "
        "order (pip check) and make the bundle again",
        zh=f"{wheel.name} 不满足其他软件包的要求：{requirement}；请先理顺本机的版本（pip check），再重新制作",
        code=1,
    )


def requirements(wheel: Path) -> Iterator[Requirement]:
    for line in metadata(wheel).get_all("Requires-Dist", []):
        yield Requirement(line)


def installed_requirements(name: NormalizedName) -> Iterator[Requirement]:
    try:
        yield from map(Requirement, requires(name) or [])
    except PackageNotFoundError:
        return


def metadata(wheel: Path) -> Message:
    with ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA") and name.count("/") == 1)
        return HeaderParser().parsestr(archive.read(name).decode())


def name_of(wheel: Path) -> NormalizedName:
    return parse_wheel_filename(wheel.name)[0]


def version_of(wheel: Path) -> Version:
    return parse_wheel_filename(wheel.name)[1]
