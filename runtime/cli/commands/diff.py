"""`sinterflow diff`: what changed in meaning between two flows or two projects."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...errors import FaultError
from ...text import text
from ..command import Refused, as_json
from ..command import command as make_command
from ..language import language, say

if TYPE_CHECKING:
    from ...faults import Fault
    from ...flow.diff import Change
    from ...flow.document import Flow
    from ...flow.project import Project


@make_command(
    "diff",
    said=text(en="Say what changed in meaning between two flows or projects.", zh="比较两个流程或项目，列出实质改动。"),
    more=text(
        en="OLD and NEW are two flow files or two project folders. Order of keys, spaces and values that are the "
        "default are no changes. The exit code is 0 whether something changed or not.",
        zh="OLD 和 NEW 为两个流程文件或两个项目目录。键的顺序、空格和等于默认值的内容不算改动。"
        "无论有无改动，退出码均为 0。",
    ),
)
@click.argument("old")
@click.argument("new")
@as_json
def command(old: str, new: str, as_json: bool) -> None:
    before, after = Path(old), Path(new)
    for path in (before, after):
        if not path.exists():
            raise Refused(en=f"{path} does not exist; check the spelling", zh=f"{path} 不存在；请检查路径是否写对")
    if before.is_dir() != after.is_dir():
        raise Refused(
            en=f"{old} and {new} are a folder and a file; give two flow files or two project folders",
            zh=f"{old} 和 {new} 一个是目录、一个是文件；请给出两个流程文件或两个项目目录",
        )
    show(of_projects(before, after) if before.is_dir() else of_flows(before, after), as_json)


def of_flows(old: Path, new: Path) -> list[Change]:
    from ...flow.diff import diff_flows

    return diff_flows(flow_at(old), flow_at(new))


def of_projects(old: Path, new: Path) -> list[Change]:
    from ...flow.diff import diff_projects
    from ...flow.project import load_project
    from ...registry import load

    registry = load()
    before, faults = load_project(old, registry)
    after, more = load_project(new, registry)
    unread = [*unreadable(before, faults), *unreadable(after, more)]
    if unread:
        raise FaultError(unread)
    return diff_projects(before, after)


def unreadable(project: Project, faults: list[Fault]) -> list[Fault]:
    """The faults of files that are not in the comparison at all; what else is wrong is a matter of check."""
    read = set(project.files.values())
    lost = {one.file for one in faults if (one.file or "").startswith("flows/")} - read
    return [one for one in faults if one.code == "no-project" or one.file in lost]


def flow_at(path: Path) -> Flow:
    from ...flow.document import Flow
    from ...flow.load import load_file

    flow, found = load_file(path, Flow)
    if flow is None:
        raise FaultError(found)
    return flow


def show(found: list[Change], as_json: bool) -> None:
    if as_json:
        import msgspec

        changes = [msgspec.to_builtins(one) for one in found]
        click.echo(json.dumps({"changes": changes}, ensure_ascii=False, indent=2))
    elif found:
        click.echo("\n".join(one.line(language()) for one in found))
    else:
        click.echo(say(en="no change in meaning", zh="没有实质改动"), err=True)
