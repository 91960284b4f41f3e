"""`sinterflow doctor`: is this machine fit for a project, and what to do where it is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click

from ...text import pick, text
from ..command import Refused, as_json, option, port_number
from ..command import command as make_command
from ..doctor.finding import Finding
from ..language import language, say

MARKS = {"ok": ("ok  ", "正常", "green"), "warn": ("warn", "注意", "yellow"), "fail": ("FAIL", "错误", "red")}


@make_command(
    "doctor",
    said=text(
        en="See whether this machine and a project are fit to run, and what to do.",
        zh="检查本机和项目是否具备运行条件，并给出处理办法。",
    ),
    more=text(
        en="Without PROJECT only the machine. Connections are tried with a TCP connect; nothing is sent. "
        "Exit code 1 when something fails.",
        zh="不给出 PROJECT 时只检查本机。设备连接只做 TCP 连通测试，不发送任何数据。有错误时退出码为 1。",
    ),
)
@click.argument("project", required=False)
@option(
    "--data",
    metavar="DIR",
    said=text(en="Data folder to look at, if not the project's own.", zh="要检查的数据目录（默认为项目自己的）。"),
)
@option(
    "--port",
    metavar="N",
    default="8480",
    callback=port_number,
    show_default=True,
    said=text(en="Port that run will use.", zh="run 将使用的端口。"),
)
@as_json
def command(project: str | None, data: str | None, port: int, as_json: bool) -> int:
    if project is not None and not Path(project).exists():
        raise Refused(
            en=f"{project} does not exist; check the spelling of the path",
            zh=f"{project} 不存在；请检查路径是否写对",
        )
    found = list[Finding]()
    for finding in findings(project, data, port):
        found.append(finding)
        if not as_json:
            click.echo(line(finding))
    if as_json:
        click.echo(json.dumps({"checks": [described(one) for one in found]}, ensure_ascii=False, indent=2))
    else:
        click.echo(summary(found))
    return 1 if any(one.state == "fail" for one in found) else 0


def findings(project: str | None, data: str | None, port: int) -> Iterator[Finding]:
    from ..doctor.clock import clock
    from ..doctor.data import data as look_at_data
    from ..doctor.machine import machine

    yield from machine(port)
    if project is None:
        yield from clock()
    if data is not None:
        yield from look_at_data(Path(data))
    if project is not None:
        from ..doctor.project import look_at_project

        yield from look_at_project(Path(project), own_data=data is None)


def line(finding: Finding) -> str:
    english, chinese, colour = MARKS[finding.state]
    mark = click.style(chinese if language() == "zh" else english, fg=colour, bold=finding.state == "fail")
    name, said, hint = (pick(each, language()) for each in (finding.name, finding.said, finding.hint))
    shown = f"{mark}  {name}{say(en=': ', zh='：')}{said}"
    return f"{shown}{say(en='; ', zh='；')}{hint}" if hint else shown


def described(finding: Finding) -> dict[str, str]:
    name, said, hint = (pick(each, language()) for each in (finding.name, finding.said, finding.hint))
    return {"name": name, "state": finding.state, "message": said, "hint": hint}


def summary(found: list[Finding]) -> str:
    failing, warned = (sum(one.state == state for one in found) for state in ("fail", "warn"))
    if failing:
        return say(
            en=f"{failing} of {len(found)} failed, {warned} warned",
            zh=f"共 {len(found)} 项，{failing} 项错误，{warned} 项需注意",
        )
    return say(en=f"fit to run; {warned} warned", zh=f"可以运行；{warned} 项需注意")
