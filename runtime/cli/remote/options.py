"""The options of commands that talk to another gateway."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

from ...text import text
from ..command import Refused, option
from .client import Remote

F = TypeVar("F", bound=Callable[..., Any])
TOKEN = "SINTERFLOW_TOKEN"
_OPTIONS = (
    option(
        "--to",
        "url",
        metavar="URL",
        required=True,
        said=text(en="The gateway: https://host:port.", zh="网关地址：https://主机:端口。"),
    ),
    option(
        "--token",
        metavar="TOKEN",
        said=text(
            en=f"An API token of it; better in {TOKEN}, where others do not see it.",
            zh=f"网关的 API 令牌；建议放在环境变量 {TOKEN} 中，避免被他人看到。",
        ),
    ),
    option(
        "--ca",
        metavar="FILE",
        said=text(en="Trust certificates of this authority (PEM).", zh="信任该颁发机构的证书（PEM 文件）。"),
    ),
    option(
        "--insecure",
        is_flag=True,
        said=text(en="Talk without TLS to another machine.", zh="允许不加密地连接其他机器。"),
    ),
)


def remote_options(command: F) -> F:
    """The decorator: all of them."""
    for each in reversed(_OPTIONS):
        command = each(command)
    return command


def remote(url: str, token: str | None, ca: str | None, insecure: bool) -> Remote:
    """The gateway of these options. Raises Refused."""
    token = token or os.environ.get(TOKEN)
    if not token:
        raise Refused(
            en=f"there is no token: set {TOKEN} to an API token of the gateway, or give --token",
            zh=f"缺少令牌：请将 {TOKEN} 设为网关的 API 令牌，或使用 --token",
        )
    if not token.isascii() or any(one.isspace() for one in token):
        raise Refused(
            en="the token holds characters that no token has; copy it again",
            zh="令牌中含有非法字符，请重新复制",
        )
    return Remote(url, token, ca=ca, insecure=insecure)
