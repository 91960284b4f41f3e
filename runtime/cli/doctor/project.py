"""A project: its faults, its data, its connections."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...faults import errors
from ...opened import OpenedProject, open_project
from ...registry import load as load_registry
from ...text import text
from ..places import data_of, secrets_of
from .clock import clock, zone
from .connections import reach
from .data import data
from .finding import Finding
from .licences import licences

PROJECT = text(en="Project", zh="项目")


def look_at_project(path: Path, *, own_data: bool) -> Iterator[Finding]:
    """`own_data`: its own data folder is the one that will be used."""
    registry = load_registry()
    opened = open_project(path, registry, secrets_of(path))
    settings = opened.project.document.settings
    yield faults(path, opened)
    yield zone(settings.timezone)
    yield from clock(settings.time_server)
    yield from licences(opened, registry)
    if own_data:
        yield from data(data_of(path))
    yield from reach(opened.project.connections)


def faults(path: Path, opened: OpenedProject) -> Finding:
    wrong = len(errors(opened.faults))
    warned = len(opened.faults) - wrong
    if not opened.faults:
        count = len(opened.resolved)
        return Finding(PROJECT, "ok", text(en=f"no faults; flows: {count}", zh=f"没有问题；流程：{count} 个"))
    return Finding(
        PROJECT,
        "fail" if wrong else "warn",
        text(en=f"errors: {wrong}, warnings: {warned}", zh=f"{wrong} 个错误，{warned} 个警告"),
        text(en=f"sinterflow check {path} names them", zh=f"运行 sinterflow check {path} 查看"),
    )
