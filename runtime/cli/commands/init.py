"""`sinterflow init`: a new empty project."""

from __future__ import annotations

from pathlib import Path

import click

from ...reasons import reason
from ...text import pick, text
from ..command import Refused
from ..command import command as make_command
from ..language import say
from ..machine import time_zone


@make_command(
    "init",
    said=text(en="Make a new empty project.", zh="新建一个空项目。"),
    more=text(
        en="DIR is made if it does not exist; a folder that is not empty is refused.",
        zh="DIR 不存在时会自动创建；非空目录会被拒绝。",
    ),
)
@click.argument("dir")
def command(dir: str) -> None:
    folder = Path(dir)
    try:
        make_project(folder)
    except OSError as error:
        why = reason(error)
        raise Refused(
            en=f"{folder} cannot be made: {pick(why)}; choose another place",
            zh=f"无法创建 {folder}：{pick(why, 'zh')}；请换一个位置",
        ) from error
    click.echo(say(en=f"made the project {folder}", zh=f"已新建项目 {folder}"))
    click.echo(
        say(
            en=f"Next: put flows into {folder / 'flows'}, then\n"
            f"  sinterflow check {folder}\n  sinterflow run {folder}\n"
            "sinterflow nodes lists what a flow can be made of.",
            zh=f"下一步：把流程放到 {folder / 'flows'}，然后运行\n"
            f"  sinterflow check {folder}\n  sinterflow run {folder}\n用 sinterflow nodes 查看可用的节点类型。",
        )
    )


def make_project(folder: Path) -> None:
    """Raises Refused when something is there, OSError when the system refuses."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(
            en=f"{folder} is there already and not an empty folder; give the name of a new one",
            zh=f"{folder} 已存在且不是空目录；请指定一个新目录",
        )
    from ...flow.project import init_project

    init_project(folder, settings={"timezone": time_zone(), "day_start": "08:00"})
