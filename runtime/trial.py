"""Trying a connection and looking around in its peer: by a client of its own, opened and closed beside what runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from .config import secrets_in
from .connection import Browsed, Connection
from .errors import NotConnected, SinterflowError, said_by
from .flow.outside import Outside
from .supervisor import Link
from .text import Text, text

if TYPE_CHECKING:
    from .engine import Engine

PATIENCE = 10.0
"""Seconds within which a peer must have answered."""
MOST_BROWSED = 10_000
"""Things of one folder, or found by one search, that are listed."""


class Trial(NamedTuple):
    """Whether it opened, what was said when it did not, and how long that took in seconds."""

    ok: bool
    said: Text
    seconds: float


async def try_connection(engine: Engine, id: str, kind: str, config: Any) -> Trial:
    """Open a fresh client with this config, once, and close it. What is said names no secret of the config."""
    loop = asyncio.get_running_loop()
    async with _beside(engine, id, kind, config) as link:
        began = loop.time()
        try:
            async with asyncio.timeout(PATIENCE):
                await _tried(link)
        except TimeoutError:
            said, ok = _no_answer(), False
        else:
            said, ok = link.said, link.state == "ok"
        took = loop.time() - began
    return Trial(ok, _hidden(said, config), took)


def is_browsable(kind: type[Connection]) -> bool:
    """Whether a type of connections can tell what its peer has."""
    return kind.browse is not Connection.browse


async def browse_connection(
    engine: Engine, id: str, kind: str, config: Any, path: Sequence[str], search: str
) -> list[Browsed]:
    """What the peer has there, told by a fresh client with this config.

    Raises LookupError when there is no such place, SinterflowError with the reason, without secrets, when it cannot be
    told.
    """
    try:
        async with _beside(engine, id, kind, config) as link, asyncio.timeout(PATIENCE):
            await _tried(link)
            if link.state != "ok":
                raise NotConnected(link.said)
            return [*islice(await link.connection.browse(path, search), MOST_BROWSED)]
    except TimeoutError:
        raise SinterflowError(_no_answer()) from None
    except LookupError:
        raise
    except SinterflowError as error:
        raise SinterflowError(_hidden(error.text, config)) from None
    except Exception as error:  # a plugin's code: whatever it raises is what went wrong with this peer
        raise SinterflowError(_hidden(said_by(error), config)) from None


@asynccontextmanager
async def _beside(engine: Engine, id: str, kind: str, config: Any) -> AsyncIterator[Link]:
    """A client beside the one that runs, which tries to open."""
    connection = engine.registry.connections[kind]
    link = Link(id, kind, connection(connection.for_trial(config)), engine.shared.clock, engine.shared.data)
    link.start()
    try:
        yield link
    finally:
        await link.stop()


async def _tried(link: Link) -> None:
    await link.tried.wait()
    await asyncio.sleep(0)  # what it failed on is shown just after


def _no_answer() -> Text:
    return text(
        en=f"there was no answer within {PATIENCE:g} seconds; look at the address, the cable and the firewall",
        zh=f"{PATIENCE:g} 秒内没有响应；请检查地址、网线和防火墙",
    )


def _hidden(said: Text, config: Any) -> Text:
    outside = Outside({}, {})
    for secret in secrets_in(config):
        outside.remember(secret)
    hidden: Text = outside.hidden({"said": said})["said"]
    return hidden
