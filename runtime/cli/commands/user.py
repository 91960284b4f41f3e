"""`sinterflow user`: the people of a project."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from ...text import text
from ..columns import table
from ..command import Group, Refused, as_json, option
from ..data_folder import adder, argument, ask_password, entry, opened, warn_of_areas
from ..language import say

if TYPE_CHECKING:
    from ...security.people import Grant, Person

command = Group(
    "user",
    said=text(en="People of a project: add, list, change, disable.", zh="管理项目的用户：添加、列出、修改、停用。"),
    more=text(
        en="It works on the data folder, whether the project runs or not; a running one notices within a second. "
        "Passwords are asked for, or read from standard input. A role is a name such as operator, or operator:press "
        "for the area press alone.",
        zh="直接操作数据目录，无论项目是否运行；运行中的项目会在一秒内生效。密码会提示输入，或从标准输入读取。"
        "角色写作 operator，或 operator:press（仅限区域 press）。",
    ),
)
add = adder(command)
roles = option(
    "--role",
    "roles",
    multiple=True,
    metavar="ROLE[:AREA]",
    said=text(en="What they may do; may be given several times.", zh="授予的角色；可多次给出。"),
)
title = option("--name", "title", said=text(en="The name that others see.", zh="显示名称。"))
lang = option("--language", type=click.Choice(["en", "zh"]), said=text(en="Their language.", zh="界面语言。"))
generate = option(
    "--generate", is_flag=True, said=text(en="Make a random password and show it.", zh="生成随机密码并显示。")
)
final = option(
    "--final",
    is_flag=True,
    said=text(en="It need not be changed at the next log-in.", zh="下次登录时无需修改密码。"),
)


@add("add", "Add a person.", "添加用户。", argument("user"), roles, title, lang, generate, final)
def add_user(user: str, project: str, data: str | None, **given: Any) -> None:
    from ...security.granted import EVERYTHING
    from ...security.managing import add_person, check_password
    from ...security.passwords import random_password
    from ...security.people import Person

    grants = grants_of(given["roles"])
    warn_of_areas(project, (one.area for one in grants))
    with opened(project, data) as security:
        password = random_password() if given["generate"] else ask_password(user)
        check_password(password, user)
        one = Person(
            name=user,
            title=given["title"] or "",
            language=given["language"] or "",
            grants=grants,
            password=security.passwords.hash_now(password),
            must_change=not given["final"],
        )

        def work(db: sqlite3.Connection, note: Any) -> None:
            made = add_person(db, EVERYTHING, one)
            note(entry("user.add", made.name, after=made.audited()))

        security.change_now(work)
    said(user, password if given["generate"] else None, en=f"{user} is added", zh=f"已添加 {user}")


@add("list", "List the people.", "列出用户。", as_json)
def list_users(project: str, data: str | None, as_json: bool) -> None:
    import json

    with opened(project, data) as security:
        known = list(security.directory.known.people.values())
    if as_json:
        items = [{"user": one.name, **one.audited()} for one in known]
        click.echo(json.dumps({"items": items}, ensure_ascii=False, indent=2))
    elif known:
        click.echo("\n".join(table([(one.name, described(one)) for one in known], 100)))
    else:
        click.echo(say(en="there is nobody yet", zh="还没有用户"), err=True)


def described(one: Person) -> str:
    """What is to be known of a person, on a line."""
    parts = [one.title, ", ".join(grant.role + (f":{grant.area}" if grant.area else "") for grant in one.grants) or "–"]
    marks = {
        say(en="disabled", zh="已停用"): one.disabled,
        say(en="must change the password", zh="须修改密码"): one.must_change,
        say(en="one-time passwords", zh="动态验证码"): one.totp is not None,
    }
    return "; ".join(part for part in (*parts, *(mark for mark, on in marks.items() if on)) if part)


@add("set", "Change roles (all of them), name or language.", "修改角色（整体替换）、姓名或语言。",
     argument("user"), roles, title, lang)  # fmt: skip
def set_user(user: str, project: str, data: str | None, **given: Any) -> None:
    import msgspec

    wanted: dict[str, Any] = {name: given[name] for name in ("title", "language") if given[name] is not None}
    if given["roles"]:
        wanted["grants"] = grants_of(given["roles"])
        warn_of_areas(project, (one.area for one in wanted["grants"]))
    if not wanted:
        raise Refused(
            en="nothing to change: give --role, --name or --language",
            zh="没有要修改的内容：请给出 --role、--name 或 --language",
        )
    change(user, project, data, "user.change", lambda one: msgspec.structs.replace(one, **wanted))
    said(user, None, en=f"{user} is changed", zh=f"已修改 {user}")


@add("password", "Give somebody another password.", "为用户设置新密码。", argument("user"), generate, final)
def set_password(user: str, project: str, data: str | None, generate: bool, final: bool) -> None:
    give_password(user, project, data, generate=generate, final=final)


@add("reset", "Let somebody in again who lost the password or the phone: a new random password, no one-time passwords.",
     "恢复登录（忘记密码或丢失手机）：生成新的随机密码，并取消动态验证码。", argument("user"))  # fmt: skip
def reset(user: str, project: str, data: str | None) -> None:
    give_password(user, project, data, generate=True, final=False, totp=None, totp_step=0, disabled=False)


@add("disable", "Disable somebody; what they did stays under their name.", "停用用户；其操作记录保留。",
     argument("user"))  # fmt: skip
def disable(user: str, project: str, data: str | None) -> None:
    import msgspec

    change(user, project, data, "user.change", lambda one: msgspec.structs.replace(one, disabled=True))
    said(user, None, en=f"{user} is disabled", zh=f"{user} 已停用")


@add("enable", "Enable somebody again who was disabled.", "重新启用用户。", argument("user"))
def enable(user: str, project: str, data: str | None) -> None:
    import msgspec

    change(user, project, data, "user.change", lambda one: msgspec.structs.replace(one, disabled=False))
    said(user, None, en=f"{user} is enabled", zh=f"{user} 已启用")


@add("delete", "Remove somebody; what they did stays under their name.", "删除用户；其操作记录保留。", argument("user"))
def delete(user: str, project: str, data: str | None) -> None:
    from ...security.granted import EVERYTHING
    from ...security.managing import remove_person

    def work(db: sqlite3.Connection, note: Any) -> None:
        gone = remove_person(db, EVERYTHING, user)
        note(entry("user.delete", gone.name, before=gone.audited()))

    with opened(project, data) as security:
        security.change_now(work)
    said(user, None, en=f"{user} is removed", zh=f"已删除 {user}")


def give_password(user: str, project: str, data: str | None, *, generate: bool, final: bool, **more: Any) -> None:
    """Another password, which ends the sessions."""
    import msgspec

    from ...security import first_admin
    from ...security.managing import check_password, known_person
    from ...security.passwords import random_password

    with opened(project, data) as security:
        security.store.read(lambda db: known_person(db, user))
        password = random_password() if generate else ask_password(user)
        check_password(password, user)
        more |= {"password": security.passwords.hash_now(password), "must_change": not final}
    change(user, project, data, "user.password", lambda one: msgspec.structs.replace(one, **more))
    if user == first_admin.NAME:
        with opened(project, data) as security:
            first_admin.forget_initial_password(security)
    said(user, password if generate else None, en=f"{user} has another password", zh=f"已更换 {user} 的密码")


def change(user: str, project: str, data: str | None, action: str, changed: Callable[[Person], Person]) -> None:
    """One change of one person, with its audit entry."""
    from ...security.granted import EVERYTHING
    from ...security.managing import change_person

    def work(db: sqlite3.Connection, note: Any) -> None:
        before, after = change_person(db, EVERYTHING, user, changed)
        note(entry(action, after.name, before=before.audited(), after=after.audited()))

    with opened(project, data) as security:
        security.change_now(work)


def grants_of(given: Sequence[str]) -> tuple[Grant, ...]:
    """`role` or `role:area`."""
    from ...security.people import Grant

    pairs = (one.partition(":") for one in given)
    return tuple(dict.fromkeys(Grant(role, area or None) for role, _, area in pairs))


def said(user: str, password: str | None, *, en: str, zh: str) -> None:
    """What was done; a random password alone on standard output, for scripts."""
    click.echo(say(en=en, zh=zh), err=True)
    if password is not None:
        click.echo(password)
