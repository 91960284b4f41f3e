"""Installing on Windows, as far as it can be tried here: Windows' own programs are stood in for, and what they are
asked is looked at. It was not run there."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from sinterflow.runtime.cli.bundle.installer import on_windows, versions
from sinterflow.runtime.cli.bundle.installer.on_windows import OnWindows
from sinterflow.runtime.cli.bundle.installer.service import Service

SCRIPT = Path(on_windows.__file__).parent.parent / "guide" / "install.ps1"
NAMESPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that says what icacls and schtasks were asked, a line each."""
    programs, file = tmp_path / "programs", tmp_path / "asked"
    programs.mkdir()
    for name in ("icacls", "schtasks"):
        (programs / name).write_text(f'#!/bin/sh\necho "{name} $*" >>"{file}"\n')
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    return file


@pytest.fixture
def system(tmp_path: Path) -> OnWindows:
    system = OnWindows(tmp_path / "Program Files", tmp_path / "ProgramData")
    system.home.mkdir(parents=True)
    system.project.mkdir(parents=True)
    return system


def test_the_task_runs_the_program_unattended_from_the_start_of_the_machine_on(system: OnWindows, asked: Path) -> None:
    service = Service(str(system.project), host="0.0.0.0", port=443, tls_cert="C:\\a & b.pem", tls_key="k.pem")
    program = system.home / "versions" / "1" / "env" / "Scripts" / "sinterflow.exe"
    system.define(service, program)
    file = system.home / "task.xml"
    assert f"schtasks /Create /TN Sinterflow /XML {file} /F" in asked.read_text()
    task = ElementTree.fromstring(file.read_bytes())  # with its own word on its encoding, which is what Windows reads

    def said(path: str) -> str:
        found = task.find("/".join(NAMESPACE + step for step in path.split("/")))
        assert found is not None
        return found.text or ""

    assert said("Actions/Exec/Command") == str(program)
    words = f'run {system.project} --host 0.0.0.0 --port 443 --tls-cert "C:\\a & b.pem" --tls-key k.pem --unattended'
    assert said("Actions/Exec/Arguments") == words
    assert said("Triggers/BootTrigger/Enabled") == "true"
    assert said("Triggers/TimeTrigger/Repetition/Interval") == "PT1M"
    assert said("Settings/MultipleInstancesPolicy") == "IgnoreNew"
    assert said("Settings/ExecutionTimeLimit") == "PT0S"
    assert said("Principals/Principal/UserId") == "S-1-5-19"


def test_the_data_is_for_the_service_the_system_and_administrators_alone(system: OnWindows, asked: Path) -> None:
    system.prepare(Service(str(system.project)))
    protected = f"icacls {system.project / 'data'} /inheritance:r /grant:r"
    (line,) = [line for line in asked.read_text().splitlines() if line.startswith(protected)]
    assert re.findall(r"S-1-5-[\d-]+", line) == ["S-1-5-18", "S-1-5-32-544", "S-1-5-19"]


def test_the_command_means_the_version_in_use(system: OnWindows) -> None:
    command = system.link(system.home / "versions" / "2" / "env" / "Scripts" / "sinterflow.exe")
    assert command.read_bytes().startswith(b'@"%~dp0versions')
    assert command.read_bytes().endswith(b'sinterflow.exe" %*\r\n')


def test_before_a_stop_it_is_not_begun_again(system: OnWindows, asked: Path) -> None:
    service = Service(str(system.project), port=1)
    system.stop(service)
    system.start(service)
    assert [line.split(" ", 1)[1] for line in asked.read_text().splitlines()] == [
        "/Change /TN Sinterflow /DISABLE",
        "/End /TN Sinterflow",
        "/Change /TN Sinterflow /ENABLE",
        "/Run /TN Sinterflow",
    ]


def test_the_embeddable_python_finds_what_is_installed_into_it(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "python.zip", "w") as archive:
        archive.writestr("python.exe", b"MZ")
        archive.writestr("python312._pth", "python312.zip\n.\n#import site\n")
    assert versions.unpack_embeddable(tmp_path / "python.zip", tmp_path / "env").name == "python.exe"
    paths = (tmp_path / "env" / "python312._pth").read_text().splitlines()
    assert paths == ["python312.zip", ".", "Lib\\site-packages", "import site"]


def test_the_script_is_what_every_powershell_reads() -> None:
    """No PowerShell runs here: plain ASCII, each bracket and quote closed, and each variable set before it is used."""
    text = SCRIPT.read_bytes().decode("ascii")
    code = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    bare = re.sub(r"'(?:[^']|'')*'|\"[^\"]*\"", "''", code)
    assert "'" not in bare.replace("''", "")
    assert '"' not in bare
    for opened, closed in ("()", "{}", "[]"):
        assert bare.count(opened) == bare.count(closed)
    known = {"env", "MyInvocation", "ErrorActionPreference", "LASTEXITCODE", "null", "args", "command"}
    for match in re.finditer(r"\$(\w+)", bare):
        name = match[1]
        assert name in known or re.search(rf"\${name}\s*=", bare[: match.end() + 2]), name
