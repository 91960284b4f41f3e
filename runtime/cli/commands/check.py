"""`sinterflow check`: every fault of projects and flows in one go."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ...faults import Fault, errors
from ...text import text
from ..command import as_json
from ..command import command as make_command
from ..language import language, say


@make_command(
    "check",
    said=text(en="Check projects and flows; name every fault in one go.", zh="检查项目和流程，一次列出全部问题。"),
    more=text(
        en="PATH is a project folder or a flow file; a flow inside a project is checked with it. "
        "Exit code 1 when there is an error, 0 with warnings alone.",
        zh="PATH 为项目目录或流程文件；位于项目中的流程会结合项目一起检查。有错误时退出码为 1，只有警告时为 0。",
    ),
)
@click.argument("path", nargs=-1, required=True)
@as_json
def command(path: tuple[str, ...], as_json: bool) -> int:
    from ...flow.check import check
    from ...registry import load
    from ..places import secrets_of

    secrets: dict[str, str] = {}
    for one in path:
        if Path(one).is_dir():
            secrets |= secrets_of(Path(one))
    found = check(path, load(), secrets=secrets)
    if as_json:
        click.echo(json.dumps({"faults": [one.describe(language()) for one in found]}, ensure_ascii=False, indent=2))
    else:
        for fault in found:
            click.echo(fault.line(language()))
    click.echo(summary(found), err=True)
    return exit_code(found)


def exit_code(found: list[Fault]) -> int:
    if any(one.code == "missing-path" and one.file is None for one in found):
        return 2
    return 1 if errors(found) else 0


def summary(found: list[Fault]) -> str:
    wrong = len(errors(found))
    warned = len(found) - wrong
    if not found:
        return say(en="no faults", zh="没有发现问题")
    return say(en=f"{count(wrong, 'error')}, {count(warned, 'warning')}", zh=f"{wrong} 个错误，{warned} 个警告")


def count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
