"""What an installation gets: the built wheel, not the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent
SHIPPED = ("runtime", "nodes", "plugins", "flows")


def run(*command: str | Path, cwd: Path) -> str:
    environment = {**os.environ, "SINTERFLOW_SKIP_EDITOR": "1"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(target: str, source: Path, into: Path) -> Path:
    run(sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", into, cwd=source)
    (built,) = into.iterdir()
    return built


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as an index serves it: made from the source archive."""
    source = tmp_path_factory.mktemp("source")
    with tarfile.open(sdist) as archive:
        archive.extractall(source, filter="data")
    (root,) = source.iterdir()
    return build("wheel", root, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that has sinterflow from the wheel alone.

    Its dependencies come from the environment of these tests, which keeps this quick and off the network.
    """
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, symlinks=True)
    paths = sysconfig.get_paths(vars={"base": str(home), "platbase": str(home)})
    Path(paths["purelib"], "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    pip = (sys.executable, "-m", "pip", "--python", Path(paths["scripts"], "python"))
    run(*pip, "install", "--quiet", "--no-deps", "--no-index", wheel, cwd=home)
    return Path(paths["scripts"])


def test_the_wheel_has_every_file_of_the_shipped_folders(wheel: Path) -> None:
    expected = {
        f"sinterflow/{path.relative_to(ROOT).as_posix()}"
        for folder in SHIPPED
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    expected |= {"sinterflow/editor/__init__.py", "sinterflow/editor/py.typed"}
    missing = expected - set(ZipFile(wheel).namelist())
    assert not missing


def test_the_wheel_has_nothing_that_only_developers_need(wheel: Path) -> None:
    metadata = f"{wheel.name.removesuffix('-py3-none-any.whl')}.dist-info"
    tops = (*(f"sinterflow/{folder}" for folder in SHIPPED), "sinterflow/editor", metadata)
    editor = ("sinterflow/editor/__init__.py", "sinterflow/editor/py.typed", "sinterflow/editor/dist/")
    for name in ZipFile(wheel).namelist():
        assert name.startswith(tops)
        assert not name.startswith("sinterflow/editor") or name.startswith(editor)


def test_the_source_archive_leaves_out_what_npm_installed(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = archive.getnames()
    assert any(name.endswith("/editor/hatch_build.py") for name in names)
    assert not any("node_modules" in name for name in names)


def test_an_installation_from_the_wheel_imports_every_part(installed: Path) -> None:
    code = "from sinterflow import editor, nodes, plugins, runtime; print(runtime.__file__)"
    where = run(installed / "python", "-I", "-W", "error", "-c", code, cwd=installed)
    assert where.startswith(str(installed.parent))


def test_the_installed_program_starts(installed: Path) -> None:
    assert "demo" in run(installed / "sinterflow", "--help", cwd=installed)


def test_the_wheel_of_a_bundle_made_there_is_that_wheel_again(installed: Path, wheel: Path, tmp_path: Path) -> None:
    """A bundle packs what is installed: it has no checkout and no network."""
    code = "import pathlib, sys; from sinterflow.runtime.cli.bundle import own; own.pack(pathlib.Path(sys.argv[1]))"
    run(installed / "python", "-I", "-c", code, tmp_path, cwd=tmp_path)
    with ZipFile(wheel) as one, ZipFile(tmp_path / wheel.name) as other:
        assert set(other.namelist()) == set(one.namelist())
        for name in one.namelist():
            assert name.endswith("/RECORD") or other.read(name) == one.read(name), name
