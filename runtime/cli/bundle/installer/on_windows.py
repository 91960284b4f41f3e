"""A service on Windows: a task of its Task Scheduler, begun with the machine and again within a minute when it ends."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path
from xml.sax.saxutils import escape

from .service import Service, wait
from .words import Failed, pick

NAME = "Sinterflow"
LOCAL_SERVICE = "*S-1-5-19"
SYSTEM, ADMINISTRATORS = "*S-1-5-18", "*S-1-5-32-544"
"""By number: the names differ between languages of Windows."""
PATIENCE = 60.0
"""Seconds that an orderly end may take: sources, what is under way, the other nodes."""
LAST_BYTES = 4000

TASK = """\
<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Runs {project}</Description>
  </RegistrationInfo>
  <Triggers>
    <BootTrigger>
      <Enabled>true</Enabled>
    </BootTrigger>
    <TimeTrigger>
      <Repetition>
        <Interval>PT1M</Interval>
        <StopAtDurationEnd>false</StopAtDurationEnd>
      </Repetition>
      <StartBoundary>2020-01-01T00:00:00</StartBoundary>
      <Enabled>true</Enabled>
    </TimeTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>S-1-5-19</UserId>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <Enabled>true</Enabled>
    <Hidden>false</Hidden>
    <RunOnlyIfIdle>false</RunOnlyIfIdle>
    <WakeToRun>false</WakeToRun>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>5</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>{command}</Command>
      <Arguments>{arguments}</Arguments>
      <WorkingDirectory>{project}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
"""
"""The time trigger begins it again each minute unless it runs: "restart on failure" of a task means only that it could
not be begun. Priority 5 is the normal one; a task has a lower one by itself."""


class OnWindows:
    """A `System`. Other folders are for tests."""

    def __init__(self, programs: Path | None = None, data: Path | None = None) -> None:
        self.home = (programs or Path(os.environ.get("PROGRAMFILES", r"C:\Program Files"))) / NAME
        self.project = (data or Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData"))) / NAME / "plant"

    def can_serve(self) -> bool:
        return True

    def prepare(self, service: Service) -> None:
        """What the owner alone may read elsewhere, is here for the service, the system and administrators alone."""
        service.data.mkdir(exist_ok=True)
        _run("icacls", service.project, "/grant", f"{LOCAL_SERVICE}:(OI)(CI)M", "/T", "/C", "/Q")
        self._protect(service.data)

    def define(self, service: Service, program: Path) -> None:
        """The scheduler reads a task from a file in UTF-16."""
        words = subprocess.list2cmdline([*service.arguments(), "--unattended"])
        task = TASK.format(project=escape(service.project), command=escape(str(program)), arguments=escape(words))
        file = self.home / "task.xml"
        file.write_text(task, encoding="utf-16")
        _run("schtasks", "/Create", "/TN", NAME, "/XML", str(file), "/F")

    def start(self, service: Service) -> None:
        stop_file(service).unlink(missing_ok=True)
        _try("schtasks", "/Change", "/TN", NAME, "/ENABLE")
        _try("schtasks", "/Run", "/TN", NAME)

    def stop(self, service: Service) -> None:
        """A task can only be killed; so the program is asked first."""
        _try("schtasks", "/Change", "/TN", NAME, "/DISABLE")
        if service.answers():
            stop_file(service).touch()
            wait(lambda: not stop_file(service).exists(), PATIENCE)
            time.sleep(2)  # what is left of it ends
        _try("schtasks", "/End", "/TN", NAME)

    def remove(self) -> None:
        _try("schtasks", "/Delete", "/TN", NAME, "/F")

    def copy(self, data: Path, into: Path) -> None:
        into.mkdir()
        self._protect(into)
        shutil.copytree(data, into, dirs_exist_ok=True)

    def link(self, program: Path) -> Path:
        command = self.home / "sinterflow.cmd"
        unfinished = self.home / "sinterflow.cmd.new"
        unfinished.write_text(f'@"%~dp0{program.relative_to(self.home)}" %*\n', encoding="ascii", newline="\r\n")
        unfinished.replace(command)
        return command

    def last_words(self, service: Service) -> str:
        try:
            return (service.data / "log" / "sinterflow.log").read_bytes()[-LAST_BYTES:].decode(errors="replace")
        except OSError:
            return ""

    def _protect(self, folder: Path) -> None:
        rights = [f"{SYSTEM}:(OI)(CI)F", f"{ADMINISTRATORS}:(OI)(CI)F", f"{LOCAL_SERVICE}:(OI)(CI)M"]
        _run("icacls", str(folder), "/inheritance:r", "/grant:r", *rights, "/Q")


def stop_file(service: Service) -> Path:
    """`run --unattended` ends when it appears, and takes it away."""
    return service.data / "stop"


def _try(*command: str) -> None:
    """Whether it came about shows in whether the service answers."""
    subprocess.run(command, capture_output=True, check=False)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        said = (done.stdout + done.stderr).strip()
        raise Failed(
            pick(en=f"this failed: {' '.join(command)}\n{said}", zh=f"命令执行失败：{' '.join(command)}\n{said}")
        )
