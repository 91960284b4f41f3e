"""`sinterflow station`: the stations of a project, devices at which people sign on."""

from __future__ import annotations

import sqlite3
from typing import Any

import click

from ...text import pick, text
from ..columns import table
from ..command import Group, Refused, as_json, option
from ..data_folder import adder, argument, entry, opened, warn_of_areas
from ..language import language, say

command = Group(
    "station",
    said=text(
        en="Stations of a project: add, list, pair, unpair, remove.",
        zh="管理项目的工位终端：添加、列出、配对、解除配对、删除。",
    ),
    more=text(
        en="A station is a device at a place. It is paired once, with a code; then people sign on at it by badge, PIN "
        "or password.",
        zh="工位终端是现场的一台设备。用配对码配对一次后，人员即可用工牌、PIN 码或密码在此登录。",
    ),
)
add = adder(command)


@add(
    "add",
    "Make a station, or change it; its device stays paired.",
    "添加或修改工位终端；已配对的设备不受影响。",
    argument("id"),
    option("--name", default="", said=text(en="What it is called.", zh="名称。")),
    option(
        "--area", default="", said=text(en="The area whose flows it is for; else all.", zh="所属区域；默认为全部。")
    ),
    option(
        "--page",
        "pages",
        multiple=True,
        said=text(
            en="A page it may show; may be given several times; else all.",
            zh="允许显示的页面；可多次给出；默认为全部。",
        ),
    ),
    option(
        "--idle",
        type=click.IntRange(10, 24 * 3600),
        default=300,
        show_default=True,
        said=text(en="Seconds until a person is signed off.", zh="无操作多少秒后自动退出登录。"),
    ),
)
def add_station(id: str, project: str, data: str | None, **given: Any) -> None:
    from ...security import stations

    warn_of_areas(project, [given["area"]])
    if not stations.ID.fullmatch(id):
        raise Refused(
            en=f"{id} cannot be the id of a station: letters, digits, _ . and -, at most 64, a letter or digit first",
            zh=f"{id} 不能用作工位终端的编号：最多 64 个字符，只能含字母、数字和 _ . -，以字母或数字开头",
        )
    wanted = stations.Station(id=id, **given)
    with opened(project, data) as security:

        def work(db: sqlite3.Connection, note: Any) -> bool:
            before = stations.get(db, id)
            note(entry("station.put", id, before=before and before.audited(), after=wanted.audited()))
            return stations.put(db, wanted)

        new = security.change_now(work)
    click.echo(
        say(
            en=f"station {id} is there; pair its device with: sinterflow station pair {id}",
            zh=f"已添加工位终端 {id}；配对设备：sinterflow station pair {id}",
        )
        if new
        else say(en=f"station {id} is changed", zh=f"已修改工位终端 {id}"),
        err=True,
    )


@add("list", "List the stations.", "列出工位终端。", as_json)
def list_stations(project: str, data: str | None, as_json: bool) -> None:
    import json

    with opened(project, data) as security:
        known = list(security.directory.known.stations.values())
    if as_json:
        items = [
            {"id": one.id, **one.audited(), "paired": one.paired.isoformat() if one.paired else None} for one in known
        ]
        click.echo(json.dumps({"items": items}, ensure_ascii=False, indent=2))
        return
    rows = [(one.id, "; ".join(filter(None, (pick(one.name, language()), one.area, state(one))))) for one in known]
    click.echo(
        "\n".join(table(rows, 100)) if rows else say(en="there are no stations", zh="没有工位终端"), err=not rows
    )


def state(one: Any) -> str:
    if one.disabled:
        return say(en="disabled", zh="已停用")
    return say(en="no device yet", zh="尚无设备") if one.paired is None else say(en="paired", zh="已配对")


@add("pair", "Show a code that makes a device this station.", "显示配对码，使设备成为该工位终端。", argument("id"))
def pair(id: str, project: str, data: str | None) -> None:
    from ...security import stations

    with opened(project, data) as security:
        known_station(security, id)

        def work(db: sqlite3.Connection, note: Any) -> Any:
            note(entry("station.invite", id))
            return stations.invite(db, id, security.now())

        made = security.change_now(work)
    until = f"{made.until.astimezone():%H:%M}"
    click.echo(
        say(
            en=f"type this code at the device; it works once, until {until}:",
            zh=f"请在设备上输入配对码，仅可使用一次，{until} 前有效：",
        ),
        err=True,
    )
    click.echo(made.code)


@add("unpair", "Unpair a station from its device.", "解除工位终端与设备的配对。", argument("id"))
def unpair(id: str, project: str, data: str | None) -> None:
    from ...security import stations

    with opened(project, data) as security:
        known_station(security, id)

        def work(db: sqlite3.Connection, note: Any) -> None:
            stations.unpair(db, id)
            note(entry("station.unpair", id))

        security.change_now(work)
    click.echo(say(en=f"the device of {id} is unpaired", zh=f"已解除 {id} 的设备配对"), err=True)


@add("remove", "Remove a station.", "删除工位终端。", argument("id"))
def remove(id: str, project: str, data: str | None) -> None:
    from ...security import stations

    with opened(project, data) as security:
        before = known_station(security, id)

        def work(db: sqlite3.Connection, note: Any) -> None:
            stations.delete(db, id)
            note(entry("station.delete", id, before=before.audited()))

        security.change_now(work)
    click.echo(say(en=f"station {id} is removed", zh=f"已删除工位终端 {id}"), err=True)


def known_station(security: Any, id: str) -> Any:
    """Raises FaultError when there is none."""
    from ...errors import FaultError
    from ...faults import fault

    found = security.directory.known.stations.get(id)
    if found is None:
        raise FaultError([fault("station-not-found", station=id)])
    return found
