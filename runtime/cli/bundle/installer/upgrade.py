"""From one version to the next: the data is kept, and what does not start is taken back."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from . import service as services
from . import versions
from .bundle import Bundle
from .service import PATIENCE, Service, System
from .words import Failed, pick, say

BEFORE = "data.before-upgrade"


def install(bundle: Bundle, system: System, service: Service | None, patience: float = PATIENCE) -> None:
    """Install and use a version; `service` None: only the command. Doing it again changes nothing. Raises Failed."""
    home, before = system.home, versions.current(system.home)
    versions.add(home, bundle)
    program = versions.program(home, bundle.id)
    if service is not None:
        make_project(program, service)
        system.prepare(service)
        if before == bundle.id and services.load(home) == service and service.answers():
            say(en="this version is installed already and runs", zh="该版本已安装并正在运行")
        else:
            switch(bundle, system, service, before, patience)
        services.save(home, service)
    versions.set_current(home, bundle.id)
    command = system.link(program)
    versions.prune(home, {bundle.id, before or bundle.id})
    say(en=f"the command is {command}", zh=f"命令：{command}")


def make_project(program: Path, service: Service) -> None:
    project = Path(service.project)
    if project.is_dir() and any(project.iterdir()):
        return
    subprocess.run([program, "init", project], check=True, stdout=subprocess.DEVNULL)


def switch(bundle: Bundle, system: System, service: Service, before: str | None, patience: float) -> None:
    """Run the new version; if it does not answer, the one before runs again, on the data as it was if need be."""
    if before is None and service.answers():
        raise Failed(
            pick(
                en=f"something answers on port {service.port} already; stop it, or give another --port",
                zh=f"端口 {service.port} 已有程序应答；请先停止它，或用 --port 指定其他端口",
            )
        )
    former = services.load(system.home) or service
    check_room(service.data)
    system.stop(former)
    keep_data(system, service.data)
    system.define(service, versions.program(system.home, bundle.id))
    system.start(service)
    if service.answers_within(patience):
        say(en=f"Sinterflow {bundle.version} runs", zh=f"Sinterflow {bundle.version} 已运行")
        return
    said = system.last_words(service)
    system.stop(service)
    if before is None:
        raise Failed(
            pick(
                en=f"it was installed but does not start. The end of its log:\n{said}",
                zh=f"已安装，但无法启动。日志末尾：\n{said}",
            )
        )
    back = take_back(system, former, before)
    raise Failed(
        pick(
            en=f"Sinterflow {bundle.version} does not start; {before} {'runs again' if back else 'does not run either'}"
            f". The end of the new version's log:\n{said}",
            zh=f"Sinterflow {bundle.version} 无法启动；{before} {'已恢复运行' if back else '也未能运行'}。"
            f"新版本日志末尾：\n{said}",
        )
    )


def take_back(system: System, service: Service, before: str) -> bool:
    """Run the former version again; whether it answers.

    It gets the data as the new one has left it, so that nothing is lost that has come since; only if it cannot work
    with that, it gets the copy, and the other is kept beside it.
    """
    system.define(service, versions.program(system.home, before))
    system.start(service)
    if service.answers_within(PATIENCE):
        return True
    system.stop(service)
    copy = service.data.with_name(BEFORE)
    if not copy.is_dir():
        return False
    failed = service.data.with_name("data.after-failed-upgrade")
    shutil.rmtree(failed, ignore_errors=True)
    service.data.rename(failed)
    copy.rename(service.data)
    system.start(service)
    return service.answers_within(PATIENCE)


def keep_data(system: System, data: Path) -> None:
    """A copy of the data beside it, until the next upgrade."""
    copy = data.with_name(BEFORE)
    shutil.rmtree(copy, ignore_errors=True)
    if data.is_dir():
        system.copy(data, copy)


def check_room(data: Path) -> None:
    """Raises Failed, before anything was stopped, when there is no room for a copy of the data."""
    needed = sum(file.stat().st_size for file in data.rglob("*") if file.is_file())
    if data.is_dir() and needed * 1.1 > (free := shutil.disk_usage(data).free):
        raise Failed(
            pick(
                en=f"no room for a copy of {data}: {needed // 2**20} MiB needed, {free // 2**20} MiB free; make room "
                "and run this again. What ran before runs on",
                zh=f"磁盘空间不足，无法复制 {data}：需要 {needed // 2**20} MiB，剩余 {free // 2**20} MiB；"
                "请清理后重新运行。原有服务仍在运行",
            )
        )


def uninstall(system: System) -> None:
    """Everything goes but projects with their data."""
    service = services.load(system.home)
    if service is not None:
        system.stop(service)
    system.remove()
    shutil.rmtree(system.home, ignore_errors=True)
    say(en="Sinterflow is uninstalled", zh="Sinterflow 已卸载")
    if service is not None:
        say(
            en=f"the project with its data is still in {service.project}",
            zh=f"项目及其数据仍保留在 {service.project}",
        )
