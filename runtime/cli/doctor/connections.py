"""Whether what a project connects to can be reached: a TCP connect each, side by side; nothing is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from ...reasons import reason
from ...text import pick, text
from .finding import Finding

PATIENCE = 3.0
"""Seconds that a device has to accept a connection."""


def reach(connections: Mapping[str, tuple[str, Any]]) -> list[Finding]:
    """One finding for each connection `id → (type, config)` whose config names a host and a port."""
    return asyncio.run(_reach(connections))


async def _reach(connections: Mapping[str, tuple[str, Any]]) -> list[Finding]:
    peers = {
        id: (kind, config.host, config.port)
        for id, (kind, config) in connections.items()
        if hasattr(config, "host") and hasattr(config, "port")
    }
    return list(await asyncio.gather(*(_try(id, *peer) for id, peer in peers.items())))


async def _try(id: str, kind: str, host: str, port: int) -> Finding:
    name = text(en=f"Connection {id} ({kind})", zh=f"设备连接 {id}（{kind}）")
    peer = f"{host}:{port}"
    try:
        async with asyncio.timeout(PATIENCE):
            _, writer = await asyncio.open_connection(host, port)
    except OSError as error:
        why = reason(error)
        return Finding(
            name,
            "fail",
            text(en=f"{peer} cannot be reached: {pick(why)}", zh=f"{peer} 无法连接：{pick(why, 'zh')}"),
            text(
                en="check its power, the cable, the address in project.json and firewalls",
                zh="请检查设备电源、网线、project.json 中的地址以及防火墙",
            ),
        )
    writer.close()
    return Finding(name, "ok", text(en=f"{peer} accepts connections", zh=f"{peer} 可以连接"))
