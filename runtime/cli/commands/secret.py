"""`sinterflow secret`: the secrets of a project, in its data folder, whether it runs or not."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from ...text import text
from ..command import Group, Refused, as_json
from ..data_folder import adder, argument, entry
from ..data_folder import opened as opened_security
from ..language import say

if TYPE_CHECKING:
    from ...security.security import Security

command = Group(
    "secret",
    said=text(
        en="Secrets of a project: set, list, delete, rotate their keys.",
        zh="管理项目的凭据：设置、列出、删除、轮换加密密钥。",
    ),
    more=text(
        en="A flow or connection uses one as ${secret:NAME}. They are kept encrypted in the data folder; a value is "
        "never shown again. A project that runs takes a new value with the next deploy.",
        zh="流程或设备连接以 ${secret:名称} 引用凭据。凭据加密保存在数据目录中，其值不会再次显示。"
        "正在运行的项目在下次部署时采用新值。",
    ),
)  # fmt: skip


add = adder(command)


@contextmanager
def opened(project: str, data: str | None) -> Iterator[Security]:
    """The security of a project. Raises Refused when there is no project, SinterflowError when there is no key."""
    with opened_security(project, data) as security:
        if security.vault.problem:
            from ...errors import SinterflowError

            raise SinterflowError(security.vault.problem)
        yield security


@add(
    "set",
    "Set a secret; its value is asked for, or read from standard input.",
    "设置凭据；其值会提示输入，或从标准输入读取。",
    argument("name"),
)
def set_secret(name: str, project: str, data: str | None) -> None:
    from ...security.vault import LARGEST, NAME

    if not NAME.fullmatch(name):
        raise Refused(
            en=f"{name} is no name of a secret; use letters, digits, dots, dashes and underscores, at most 64",
            zh=f"{name} 不是有效的凭据名称；请用字母、数字、点、连字符和下划线，最多 64 个字符",
        )
    with opened(project, data) as security:
        value = ask(name)
        if not 1 <= len(value.encode("utf-8", "surrogatepass")) <= LARGEST:
            raise Refused(
                en=f"the value of {name} has to have 1 to {LARGEST} bytes", zh=f"{name} 的值应为 1 至 {LARGEST} 字节"
            )
        security.vault.put(name, value, entry("secret.set", name))
    click.echo(
        say(
            en=f"{name} is set; if the project runs, deploy so that what uses it takes the new value",
            zh=f"已设置 {name}；若项目正在运行，请部署以采用新值",
        )
    )


def ask(name: str) -> str:
    """The value, from a person twice or from standard input; a line break at its end is no part of it."""
    if not sys.stdin.isatty():
        return sys.stdin.read(1 << 20).removesuffix("\n").removesuffix("\r")
    value = getpass.getpass(say(en=f"Value of {name}: ", zh=f"{name} 的值："))
    if getpass.getpass(say(en="Once more: ", zh="再输入一次：")) != value:
        raise Refused(en="the two values are not the same; nothing was set", zh="两次输入不一致，未作更改", code=1)
    return value


@add("list", "List the names, with when and by whom each was set.", "列出凭据名称、设置时间和设置者。", as_json)
def list_secrets(project: str, data: str | None, as_json: bool) -> None:
    import json

    with opened(project, data) as security:
        kept = security.vault.kept.values()
    if as_json:
        items = [{"name": one.name, "time": one.time.isoformat(), "author": one.author} for one in kept]
        click.echo(json.dumps({"items": items}, ensure_ascii=False, indent=2))
        return
    for one in kept:
        click.echo(f"{one.name}  {one.time.astimezone():%Y-%m-%d %H:%M}  {one.author}")
    if not kept:
        click.echo(say(en="there are no secrets", zh="没有凭据"), err=True)


@add(
    "delete",
    "Delete a secret; what still uses it stops with the next deploy or start.",
    "删除凭据；仍在使用它的对象将在下次部署或启动时停止。",
    argument("name"),
)
def delete_secret(name: str, project: str, data: str | None) -> None:
    with opened(project, data) as security:
        if not security.vault.remove(name, entry("secret.delete", name)):
            known = ", ".join(security.vault.kept) or "–"
            raise Refused(
                en=f"there is no secret {name}; those there are: {known}", zh=f"没有凭据 {name}；现有：{known}", code=1
            )
    click.echo(say(en=f"{name} is deleted", zh=f"已删除 {name}"))


@add("rotate", "Encrypt all secrets with new keys; their values stay.", "用新的加密密钥重新加密所有凭据，其值不变。")
def rotate(project: str, data: str | None) -> None:
    with opened(project, data) as security:
        count = security.vault.rotate(entry("secret.rotate", ""))
    click.echo(say(en=f"new keys; secrets encrypted anew: {count}", zh=f"已更换加密密钥；已重新加密 {count} 个凭据"))
