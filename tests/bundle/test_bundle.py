"""What a bundle holds, on each platform."""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from sinterflow.runtime.cli.bundle.interpreter import look_at
from sinterflow.runtime.cli.bundle.own import files, pack
from sinterflow.runtime.cli.bundle.target import Target
from sinterflow.runtime.cli.bundle.wheels import requirements
from sinterflow.runtime.cli.command import Refused
from sinterflow.runtime.cli.commands.bundle import chosen

from .conftest import SINTERFLOW, Make

OTHERS = ("win_amd64", "linux_aarch64")


@pytest.fixture(scope="module", params=OTHERS)
def bundle(request: pytest.FixtureRequest, make_bundle: Make, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one for Windows takes a Python along."""
    if request.param.startswith("win"):
        name = f"python-3.{sys.version_info.minor}.7-embed-amd64.zip"
        python = embeddable(tmp_path_factory.mktemp("python") / name, sys.version_info.minor)
        return make_bundle(request.param, "--python", str(python))
    return make_bundle(request.param)


def wheels(bundle: Path) -> dict[str, Path]:
    return {canonicalize_name(wheel.name.split("-")[0]): wheel for wheel in (bundle / "wheels").glob("*.whl")}


def test_every_dependency_is_there_for_that_platform(bundle: Path) -> None:
    target, there = Target(bundle.name, sys.version_info.minor), wheels(bundle)
    for wheel in there.values():
        extras = target.extras if wheel.name.startswith("sinterflow-") else frozenset[str]()
        for requirement in requirements(wheel):
            if target.wants(requirement, extras):
                found = there[canonicalize_name(requirement.name)]
                assert requirement.specifier.contains(parse_wheel_filename(found.name)[1], prereleases=True)
        assert {tag.platform for tag in parse_wheel_filename(wheel.name)[3]} & {"any", *target.tags()}
    assert ("uvloop" in there) is not target.windows
    assert not target.windows or {"tzdata", "tzlocal"} <= there.keys()
    assert not any(name in there for name in ("pytest", "mypy", "amqtt"))


def test_only_these_files_can_be_installed(bundle: Path) -> None:
    locked = (bundle / "requirements.txt").read_text().splitlines()[1:]
    for name, wheel in wheels(bundle).items():
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        assert f"{name}=={parse_wheel_filename(wheel.name)[1]} --hash=sha256:{digest}" in locked
    assert len(locked) == len(wheels(bundle))
    listed = {line.split("  ", 1)[1] for line in (bundle / "SHA256SUMS").read_text(encoding="utf-8").splitlines()}
    there = {path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file()}
    assert listed == there - {"SHA256SUMS"}


def test_each_package_is_named_with_its_licence(bundle: Path) -> None:
    lines = (bundle / "LICENCES.txt").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(wheels(bundle))
    assert [line for line in lines if not re.fullmatch(r"\S+ \S+: .*[A-Za-z].*", line)] == []


def test_the_guide_is_there_in_both_languages_and_names_what_is_typed(bundle: Path) -> None:
    script = "install.ps1" if bundle.name.startswith("win") else "install.sh"
    for guide in ("README.txt", "说明.txt"):
        said = (bundle / guide).read_text(encoding="utf-8-sig")
        assert script in said
        assert f"Python 3.{sys.version_info.minor}" in said
        assert "{" not in said
    assert (bundle / script).is_file()


def test_the_interpreter_goes_along_if_there_is_one(bundle: Path) -> None:
    facts = json.loads((bundle / "bundle.json").read_text())
    assert facts["python"] == f"3.{sys.version_info.minor}"
    if bundle.name == "win_amd64":
        assert look_at(bundle / facts["interpreter"])[1:] == ("win_amd64", sys.version_info.minor)
    else:
        assert facts["interpreter"] is None


def test_markers_are_asked_of_the_other_machine() -> None:
    """pip would ask this one."""
    windows, arm = Target("win_amd64", 12), Target("linux_aarch64", 12)
    for marker, on_windows, on_arm in (
        ("sys_platform == 'win32'", True, False),
        ("os_name == 'posix'", False, True),
        ("platform_machine == 'aarch64'", False, True),
        ("python_version < '3.13'", True, True),
        ("python_full_version < '3.12.1'", True, True),
        ("extra == 'speed'", False, True),
    ):
        requirement = Requirement(f"some; {marker}")
        assert windows.wants(requirement, windows.extras) is on_windows
        assert arm.wants(requirement, arm.extras) is on_arm


def test_its_own_wheel_is_the_same_each_time_and_has_what_is_installed(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
    first = pack(one)
    assert first.read_bytes() == pack(other).read_bytes()
    own = distribution("sinterflow")
    with ZipFile(first) as archive:
        names = set(archive.namelist())
        assert names == {name for name, _ in files(own, f"sinterflow-{own.version}.dist-info")} | {
            f"sinterflow-{own.version}.dist-info/RECORD"
        }
    assert "sinterflow/runtime/cli/bundle/guide/install.sh" in names
    assert not any("__pycache__" in name or "node_modules" in name for name in names)


# --python


def embeddable(path: Path, minor: int) -> Path:
    machine = (0x8664).to_bytes(2, "little")
    header = b"MZ".ljust(60, b"\0") + (64).to_bytes(4, "little") + b"PE\0\0" + machine
    with ZipFile(path, "w") as archive:
        archive.writestr("python.exe", header)
        archive.writestr(f"python3{minor}._pth", f"python3{minor}.zip\n.\n")
    return path


def standalone(path: Path, machine: int) -> Path:
    data = b"\x7fELF".ljust(18, b"\0") + machine.to_bytes(2, "little")
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("python/bin/python3.13")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return path


def test_a_python_that_goes_along_tells_what_it_is(tmp_path: Path) -> None:
    setup = tmp_path / "python-3.12.7-amd64.exe"
    setup.write_bytes(b"MZ")
    assert look_at(setup)[1:] == ("win_amd64", 12)
    assert look_at(embeddable(tmp_path / "embed.zip", 12))[1:] == ("win_amd64", 12)
    assert look_at(standalone(tmp_path / "a.tar.gz", 62))[1:] == ("linux_x86_64", 13)
    assert look_at(standalone(tmp_path / "b.tgz", 183))[1:] == ("linux_aarch64", 13)


def test_a_python_that_is_none_or_of_another_machine_is_refused(tmp_path: Path) -> None:
    for name in ("text.zip", "text.tar.gz", "text.exe", "text.msi"):
        (tmp_path / name).write_text("no Python")
        with pytest.raises(Refused, match=name):
            look_at(tmp_path / name)
    arm = look_at(standalone(tmp_path / "arm.tar.gz", 183))
    with pytest.raises(Refused, match="is for linux_aarch64, the bundle for linux_x86_64"):
        chosen("linux_x86_64", None, arm)
    with pytest.raises(Refused, match=r"is Python 3\.13"):
        chosen("linux_aarch64", "3.12", arm)
    assert chosen("linux_aarch64", None, arm) == Target("linux_aarch64", 13)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--platform", "win32", "-o", "x"), "--platform: win32 is not known; write one of win_amd64"),
        (("--platform", "win_amd64", "-o", "full"), "-o: full is there already"),
        (("--platform", "win_amd64", "-o", "x", "--python", "none.zip"), "--python: none.zip does not exist"),
        (("--platform", "win_amd64", "-o", "x", "--python-version", "2.7"), "--python-version: 2.7 does not do"),
        (("--platform", "win_amd64", "-o", "x", "--extra", "speeed"), "--extra: there is no speeed"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_fetched(
    options: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    command = [str(SINTERFLOW), "bundle", *options, "--lang", "en"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert said in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["full"]


def test_without_an_index_it_says_so_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    command = [str(SINTERFLOW), "bundle", "--platform", "win_amd64", "-o", str(tmp_path / "x"), "--lang", "en"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "pip found not every wheel for win_amd64" in done.stderr
    assert list(tmp_path.iterdir()) == []
