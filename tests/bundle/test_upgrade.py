"""What becomes of the data when a new version does not start: whether a version answers is said by the test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sinterflow.runtime.cli.bundle.installer import service as services
from sinterflow.runtime.cli.bundle.installer import upgrade, versions
from sinterflow.runtime.cli.bundle.installer.bundle import Bundle
from sinterflow.runtime.cli.bundle.installer.service import Service
from sinterflow.runtime.cli.bundle.installer.words import Failed


class Machine:
    """A `System` on which a new version spoils the data as soon as it is started."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.project = folder / "plant"
        self.done = list[str]()
        self._version = ""

    def can_serve(self) -> bool:
        return True

    def prepare(self, service: Service) -> None:
        pass

    def define(self, service: Service, program: Path) -> None:
        self._version = program.parents[2].name

    def start(self, service: Service) -> None:
        self.done.append(f"start {self._version}")
        if self._version == "2":
            (service.data / "journal").write_text("spoiled")

    def stop(self, service: Service) -> None:
        self.done.append("stop")

    def remove(self) -> None:
        pass

    def copy(self, data: Path, into: Path) -> None:
        shutil.copytree(data, into)

    def link(self, program: Path) -> Path:
        return program

    def last_words(self, service: Service) -> str:
        return "its last words"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Version 1 is in use, version 2 is installed."""
    machine = Machine(tmp_path)
    for id in ("1", "2"):
        folder = versions.folder_of(machine.home, id)
        folder.mkdir(parents=True)
        (folder / versions.COMPLETE).touch()
    versions.set_current(machine.home, "1")
    data = machine.project / "data"
    data.mkdir(parents=True)
    (data / "journal").write_text("good")
    services.save(machine.home, Service(str(machine.project)))
    return machine


def upgraded(machine: Machine, monkeypatch: pytest.MonkeyPatch, *answers: bool) -> str:
    """Upgrade to version 2, where each start answers so; gives what is said of its failure."""
    left = list(answers)
    monkeypatch.setattr(Service, "answers", lambda self: False)
    monkeypatch.setattr(Service, "answers_within", lambda self, seconds: left.pop(0))
    with pytest.raises(Failed) as failed:
        upgrade.install(Bundle(machine.home, "2", "2", "", "", None), machine, Service(str(machine.project)))
    assert left == []
    assert versions.current(machine.home) == "1"
    return str(failed.value)


def test_the_version_before_goes_on_with_what_it_finds(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    said = upgraded(machine, monkeypatch, False, True)
    assert "2 does not start; 1 runs again" in said
    assert "its last words" in said
    assert machine.done == ["stop", "start 2", "stop", "start 1"]
    assert (machine.project / "data" / "journal").read_text() == "spoiled"


def test_if_it_cannot_it_gets_the_data_of_before(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "1 runs again" in upgraded(machine, monkeypatch, False, False, True)
    assert machine.done == ["stop", "start 2", "stop", "start 1", "stop", "start 1"]
    assert (machine.project / "data" / "journal").read_text() == "good"
    assert (machine.project / "data.after-failed-upgrade" / "journal").read_text() == "spoiled"


def test_if_nothing_helps_that_is_said(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "1 does not run either" in upgraded(machine, monkeypatch, False, False, False)


def test_without_room_for_a_copy_nothing_is_stopped(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(9, 9, 1))
    assert "no room for a copy" in upgraded(machine, monkeypatch)
    assert machine.done == []
