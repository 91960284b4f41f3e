"""`sinterflow token`: the API tokens of a project, with which programs show who they are."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from typing import Any, get_args

import click

from ...security.rights import Right
from ...text import text
from ..columns import table
from ..command import Group, Refused, as_json, option
from ..data_folder import adder, argument, entry, opened, warn_of_areas
from ..language import say

command = Group(
    "token",
    said=text(en="API tokens of a project: create, list, revoke.", zh="管理项目的 API 令牌：创建、列出、吊销。"),
    more=text(
        en="A program sends one as Authorization: Bearer <token>. It is shown once; the data folder has only its hash.",
        zh="程序以 Authorization: Bearer <令牌> 发送。令牌仅显示一次；数据目录只保存其哈希值。",
    ),
)
add = adder(command)


@add(
    "create",
    "Create a token and show it, this once.",
    "创建令牌并显示（仅此一次）。",
    argument("name"),
    option(
        "--right",
        "rights",
        multiple=True,
        type=click.Choice(get_args(Right)),
        said=text(en="What its bearer may do; may be given several times.", zh="授予的权限；可多次给出。"),
    ),
    option("--role", said=text(en="The rights of a role, in place of --right.", zh="以角色代替 --right。")),
    option(
        "--area",
        "areas",
        multiple=True,
        said=text(en="In this area only; may be given several times.", zh="仅限该区域；可多次给出。"),
    ),
    option(
        "--days",
        type=click.IntRange(1, 36500),
        said=text(en="Days for which it is valid; else for ever.", zh="有效天数；默认永久。"),
    ),
)
def create(name: str, project: str, data: str | None, **given: Any) -> None:
    from ...security import tokens

    warn_of_areas(project, given["areas"])
    with opened(project, data) as security:
        rights = frozenset(given["rights"]) or rights_of(security, given["role"])
        now = datetime.now(UTC).timestamp()
        expires = now + given["days"] * 86400 if given["days"] else None
        made, shown = tokens.new_token(name, "", rights, given["areas"] or None, now, expires)

        def work(db: sqlite3.Connection, note: Any) -> None:
            tokens.add(db, made)
            note(entry("token.add", made.id, after=made.audited()))

        security.change_now(work)
    click.echo(say(en=f"token {made.id}, shown this once:", zh=f"令牌 {made.id}，仅显示一次："), err=True)
    click.echo(shown)


def rights_of(security: Any, role: str | None) -> frozenset[Right]:
    """Those of a role. Raises Refused."""
    known = security.directory.known.roles
    if role not in known:
        listed = ", ".join(known)
        raise Refused(
            en=f"give --right, or --role with one of {listed}", zh=f"请给出 --right，或用 --role 指定以下之一：{listed}"
        )
    found: frozenset[Right] = known[role].rights
    return found


@add("list", "List the tokens.", "列出令牌。", as_json)
def list_tokens(project: str, data: str | None, as_json: bool) -> None:
    import json

    with opened(project, data) as security:
        known = list(security.directory.known.tokens.values())
    if as_json:
        items = [
            {"id": one.id, **one.audited(), "expires": moment(one.expires), "used": moment(one.used)} for one in known
        ]
        click.echo(json.dumps({"items": items}, ensure_ascii=False, indent=2))
        return
    rows = [(one.id, f"{one.name}; {', '.join(sorted(one.rights))}" + until(one.expires)) for one in known]
    click.echo("\n".join(table(rows, 100)) if rows else say(en="there are no tokens", zh="没有令牌"), err=not rows)


def moment(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()


def until(expires: float | None) -> str:
    if expires is None:
        return ""
    day = f"{datetime.fromtimestamp(expires).astimezone():%Y-%m-%d}"
    return say(en=f"; until {day}", zh=f"；有效期至 {day}")


@add("revoke", "Revoke a token by its id.", "按编号吊销令牌。", argument("id"))
def revoke(id: str, project: str, data: str | None) -> None:
    from ...errors import FaultError
    from ...faults import fault
    from ...security import tokens

    with opened(project, data) as security:
        found = next((one for one in security.directory.known.tokens.values() if one.id == id), None)
        if found is None:
            raise FaultError([fault("token-not-found", token=id)])

        def work(db: sqlite3.Connection, note: Any) -> None:
            tokens.remove(db, id)
            note(entry("token.delete", id, before=found.audited()))

        security.change_now(work)
    click.echo(say(en=f"token {id} is revoked", zh=f"已吊销令牌 {id}"), err=True)
