"""Trying a connection: a client of its own is opened and closed again, beside what runs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, NamedTuple

from .config import secrets_in
from .flow.outside import Outside
from .supervisor import Link
from .text import Text, text

if TYPE_CHECKING:
    from .engine import Engine

PATIENCE = 10.0
"""Seconds within which a peer must have answered."""


class Trial(NamedTuple):
    """Whether it opened, what was said when it did not, and how long that took in seconds."""

    ok: bool
    said: Text
    seconds: float


async def try_connection(engine: Engine, id: str, kind: str, config: Any) -> Trial:
    """Open a fresh client with this config, once, and close it. What is said names no secret of the config."""
    loop = asyncio.get_running_loop()
    connection = engine.registry.connections[kind]
    client = connection(connection.for_trial(config))
    link = Link(id, kind, client, engine.shared.clock, engine.shared.data)
    began = loop.time()
    link.start()
    try:
        async with asyncio.timeout(PATIENCE):
            await link.tried.wait()
            await asyncio.sleep(0)  # what it failed on is shown just after
    except TimeoutError:
        said: Text = text(
            en=f"there was no answer within {PATIENCE:g} seconds; look at the address, the cable and the firewall",
            zh=f"{PATIENCE:g} 秒内没有响应；请检查地址、网线和防火墙",
        )
        ok = False
    else:
        said, ok = link.said, link.state == "ok"
    finally:
        took = loop.time() - began
        await link.stop()
    return Trial(ok, _hidden(said, config), took)


def _hidden(said: Text, config: Any) -> Text:
    outside = Outside({}, {})
    for secret in secrets_in(config):
        outside.remember(secret)
    hidden: Text = outside.hidden({"said": said})["said"]
    return hidden
