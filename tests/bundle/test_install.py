"""A bundle for this machine, installed from without a network, run as a service, brought up to date, taken away."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime.cli.bundle.installer import bundle as bundles
from sinterflow.runtime.cli.bundle.installer import service as services
from sinterflow.runtime.cli.bundle.installer import upgrade, versions
from sinterflow.runtime.cli.bundle.installer.on_linux import OnLinux
from sinterflow.runtime.cli.bundle.installer.service import Service
from sinterflow.runtime.cli.bundle.installer.words import Failed

from .conftest import Make

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="installs on Linux")

NOBODY = 65534
INSTALL = """
import sys
sys.path.insert(0, sys.argv.pop(1))
from pathlib import Path
from installer.__main__ import main
from installer.on_linux import OnLinux
sys.exit(main(sys.argv[2:], OnLinux(Path(sys.argv[1]))))
"""


@pytest.fixture(scope="module")
def bundle(make_bundle: Make) -> Path:
    return make_bundle(bundles.this_platform())


def install(bundle: Path, root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """As install.sh does it, into another root; without any network where this process may take it away."""
    alone = ["unshare", "--net"] if subprocess.run(["unshare", "--net", "true"], check=False).returncode == 0 else []
    command = [*alone, sys.executable, "-B", "-c", INSTALL, str(bundle), str(root), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})


@pytest.fixture(scope="module")
def root(bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the version of the bundle is installed, without a service."""
    root = tmp_path_factory.mktemp("root")
    done = install(bundle, root, "--no-service")
    assert done.returncode == 0, done.stdout + done.stderr
    return root


@pytest.fixture
def plant(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[OnLinux, Service]]:
    """A system that runs services, and a project for one."""
    system = OnLinux(root)
    home, system.home = system.home, tmp_path / "home"
    shutil.copytree(home, system.home, symlinks=True)  # what other tests use stays
    (root / "run/systemd/system").mkdir(parents=True, exist_ok=True)
    programs = tmp_path / "programs"
    programs.mkdir()
    systemctl = programs / "systemctl"
    stand_in = Path(__file__).with_name("systemctl.py")
    systemctl.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{stand_in}" "$@"\n')
    systemctl.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("STAND_IN_ROOT", str(root))
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    project = tmp_path / "plant 1"
    subprocess.run([root / "usr/local/bin/sinterflow", "init", project], check=True, capture_output=True)
    if os.getuid() == 0:
        os.chown(project, NOBODY, NOBODY)  # so that no user is made for it
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        service = Service(str(project), port=probe.getsockname()[1])
    yield system, service
    subprocess.run([systemctl, "stop"], check=True)


def holder(service: Service) -> Any:
    return json.loads((service.data / "lock").read_text())


def broken(home: Path, good: bundles.Bundle) -> bundles.Bundle:
    """A version that is installed, prints its unit, and does not run."""
    bad = good._replace(id="9.9.9-bad", version="9.9.9")
    program = versions.program(home, bad.id)
    program.parent.mkdir(parents=True)
    real = versions.program(home, good.id)
    mine = f"s#^ExecStart=[^ ]*#ExecStart={program}#"
    program.write_text(f'#!/bin/sh\ncase "$*" in *--print-unit) "{real}" "$@" | sed "{mine}" ;; *) exit 1 ;; esac\n')
    program.chmod(0o755)
    (versions.folder_of(home, bad.id) / versions.COMPLETE).touch()
    return bad


def test_what_is_installed_without_a_network_checks_a_project(root: Path, tmp_path: Path) -> None:
    program = root / "usr/local/bin/sinterflow"
    for arguments in (("init", "plant"), ("check", "plant"), ("nodes",)):
        done = subprocess.run([program, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def test_a_service_lives_through_installation_again_a_failed_upgrade_and_keeps_its_project(
    bundle: Path, plant: tuple[OnLinux, Service], capsys: pytest.CaptureFixture[str]
) -> None:
    system, service = plant
    good = bundles.read(bundle)
    upgrade.install(good, system, service)
    assert service.answers()
    assert service.data.stat().st_uid == Path(service.project).stat().st_uid

    before = holder(service)
    upgrade.install(good, system, service)
    assert "installed already and runs" in capsys.readouterr().out
    assert holder(service) == before
    assert services.load(system.home) == service

    (service.data / "kept").write_text("of a year")
    with pytest.raises(Failed, match=r"9\.9\.9 does not start; .* runs again"):
        upgrade.install(broken(system.home, good), system, service, patience=1)
    assert service.answers()
    assert (service.data / "kept").read_text() == "of a year"
    assert (service.data.with_name(upgrade.BEFORE) / "kept").read_text() == "of a year"
    assert versions.current(system.home) == good.id

    upgrade.uninstall(system)
    assert not service.answers()
    assert not system.home.exists()
    assert (service.data / "kept").exists()


def test_a_file_that_was_damaged_on_its_way_stops_it_before_anything_is_changed(bundle: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(bundle, copy)
    wheel = next(copy.glob("wheels/aiohttp-*.whl"))
    wheel.write_bytes(wheel.read_bytes()[:-1])
    done = install(copy, tmp_path / "root")
    assert done.returncode == 1
    assert f"the bundle is damaged: wheels/{wheel.name}" in done.stderr
    assert not (tmp_path / "root").exists()


def test_a_bundle_for_another_machine_is_refused(bundle: Path) -> None:
    mine = bundles.read(bundle)
    with pytest.raises(Failed, match="this bundle is for win_amd64"):
        bundles.verify(mine._replace(platform="win_amd64"))
    with pytest.raises(Failed, match=r"this bundle needs Python 3\.99"):
        bundles.verify(mine._replace(python="3.99"))


def test_the_script_finds_its_python_and_the_installer(bundle: Path) -> None:
    done = subprocess.run(
        ["sh", bundle / "install.sh", "--stop", "--lang", "en"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (1, "install: no service is installed here\n")
    assert not list(bundle.rglob("__pycache__"))  # the folder stays as its checksums say


def test_a_python_that_came_along_is_used(bundle: Path, tmp_path: Path) -> None:
    """Its archive holds a link to the one here."""
    copy = tmp_path / "copy"
    shutil.copytree(bundle, copy)
    (copy / "python").mkdir()
    with tarfile.open(copy / "python" / "python.tar.gz", "w:gz") as archive:
        program = tarfile.TarInfo("python/bin/python3")
        program.type, program.linkname = tarfile.SYMTYPE, sys.executable
        archive.addfile(program)
    facts = json.loads((copy / "bundle.json").read_text()) | {"interpreter": "python/python.tar.gz"}
    (copy / "bundle.json").write_text(json.dumps(facts, indent=2))
    done = subprocess.run(
        ["/bin/sh", copy / "install.sh", "--stop", "--lang", "en"],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": programs_but_python(tmp_path), "TMPDIR": str(tmp_path)},
    )
    assert done.stderr == "install: no service is installed here\n"
    assert not list(tmp_path.glob("tmp.*"))  # what was unpacked to start with is gone
    python = versions.make_environment(tmp_path / "version", bundles.read(copy))
    said = subprocess.run([python, "-c", "import sys; print(sys.prefix)"], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == str(tmp_path / "version" / "env")


def programs_but_python(folder: Path) -> str:
    """A PATH with what install.sh needs of the system, and no Python."""
    place = folder / "bin"
    place.mkdir()
    for name in ("dirname", "sed", "mktemp", "tar", "gzip", "rm"):
        found = shutil.which(name)
        assert found
        (place / name).symlink_to(found)
    return str(place)


def test_the_checksums_are_those_of_the_usual_program(bundle: Path) -> None:
    subprocess.run(["sha256sum", "--quiet", "--check", "SHA256SUMS"], cwd=bundle, check=True)
