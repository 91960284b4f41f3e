"""Commands that work on the people, tokens and secrets of a project, whether it runs or not."""

from __future__ import annotations

import getpass
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from ..text import text
from .command import Group, Refused, option
from .command import command as make_command
from .language import language, say

if TYPE_CHECKING:
    from ..security.security import Security


Decorator: TypeAlias = Callable[[Callable[..., Any]], Callable[..., Any]]

data_option = option(
    "--data", metavar="DIR", said=text(en="Data folder, if not the project's own.", zh="数据目录（默认为项目自己的）。")
)
project_option = option(
    "--project",
    "named",
    metavar="PROJECT",
    said=text(
        en="Project folder or flow file; else PROJECT or this folder.",
        zh="项目目录或流程文件；默认为 PROJECT 或当前目录。",
    ),
)


def of_project(function: Callable[..., Any]) -> Callable[..., Any]:
    """What says which project a command is about: PROJECT as its last argument or `--project`, and `--data`."""

    @wraps(function)
    def with_project(*, project: str | None, named: str | None, **given: Any) -> Any:
        if project is not None and named is not None and Path(project) != Path(named):
            raise Refused(
                en=f"two projects are named, {project} and {named}; name one of them",
                zh=f"指定了两个项目：{project} 和 {named}；请只指定一个",
            )
        return function(project=project or named or ".", **given)

    return click.argument("project", required=False)(project_option(data_option(with_project)))


def adder(group: Group) -> Callable[..., Decorator]:
    """Gives the decorator that makes a function a command of the group: name, help in both languages, what it takes."""

    def add(name: str, en: str, zh: str, *decorators: Any) -> Decorator:
        def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
            made = of_project(function)
            for one in reversed(decorators):
                made = one(made)
            group.add_command(make_command(name, said=text(en=en, zh=zh))(made))
            return function

        return decorate

    return add


@contextmanager
def opened(project: str, data: str | None) -> Iterator[Security]:
    """The security of a project. Raises Refused when there is no project."""
    from .. import logs
    from ..security.security import Security
    from .places import data_of

    logs.set_up(language(), level="warning")
    given = Path(project)
    if data is None and (not given.exists() or (given.is_dir() and not (given / "project.json").exists())):
        raise Refused(
            en=f"{given.resolve()} is no project; name a project folder or a flow file, or its data with --data",
            zh=f"{given.resolve()} 不是项目；请指定项目目录或流程文件，或用 --data 指定其数据目录",
        )
    security = Security(Path(data) if data is not None else data_of(given), lambda: datetime.now(UTC))
    try:
        yield security
    except sqlite3.Error as error:
        raise Refused(
            en=f"{security.store.path} refuses: {error}; try again, or check the disk",
            zh=f"{security.store.path} 拒绝操作：{error}；请重试或检查磁盘",
            code=1,
        ) from error
    finally:
        security.close()


def warn_of_areas(project: str, areas: Iterable[str | None]) -> None:
    """Say which areas the project does not have: what is granted there opens nothing until they are deployed."""
    from ..flow.project import PROJECT_FILE, load_project
    from ..registry import Registry

    wanted = sorted({area for area in areas if area})
    if not wanted or not (Path(project) / PROJECT_FILE).exists():
        return
    known = load_project(project, Registry())[0].document.settings.areas
    listed = ", ".join(known) or "–"
    for area in wanted:
        if area not in known:
            click.echo(
                say(
                    en=f"warning: the project has no area {area}; known: {listed} (settings.areas of project.json)",
                    zh=f"警告：项目中没有区域 {area}；可用：{listed}（project.json 的 settings.areas）",
                ),
                err=True,
            )


def ask_password(user: str) -> str:
    """From a person twice, or from standard input; never from the arguments, which every process can read."""
    if not sys.stdin.isatty():
        return sys.stdin.readline(1 << 16).rstrip("\r\n")
    given = getpass.getpass(say(en=f"Password of {user}: ", zh=f"{user} 的密码："))
    if getpass.getpass(say(en="Once more: ", zh="再输入一次：")) != given:
        raise Refused(en="the two are not the same; nothing was changed", zh="两次输入不一致，未作更改", code=1)
    return given


def entry(action: str, target: str, **more: Any) -> Any:
    """An audit entry for what is done on the machine itself: who may write its files may do everything."""
    from ..security.audit import Entry

    return Entry(author="local", action=action, target=target, **more)


argument = click.argument
