"""`--proxy`: the reverse proxies whose word on who called is taken."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network

import click

from ..text import text
from .command import Refused, option


def _networks(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    return [_network(value) for value in values]


def _network(value: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(value, strict=False)
    except ValueError as error:
        raise Refused(
            en=f"--proxy: {value} is neither an address nor a network; write the proxy's address, such as 127.0.0.1, "
            "or its network, such as 10.1.0.0/16",
            zh=f"--proxy：{value} 既不是地址也不是网段；请写代理的地址（如 127.0.0.1）或所在网段（如 10.1.0.0/16）",
        ) from error


proxy_option = option(
    "--proxy",
    "proxies",
    multiple=True,
    callback=_networks,
    metavar="ADDRESS",
    said=text(
        en="Address or network of a reverse proxy before this machine, whose X-Forwarded-For and X-Forwarded-Proto are "
        "believed; may be given several times.",
        zh="本机前面反向代理的地址或网段，采信其 X-Forwarded-For 和 X-Forwarded-Proto；可多次给出。",
    ),
)
