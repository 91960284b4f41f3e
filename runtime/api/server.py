"""Listening: the socket that the application is served on."""

from __future__ import annotations

import asyncio
import errno
from functools import partial
from ssl import SSLContext
from typing import NamedTuple

from aiohttp import web

from ..errors import SinterflowError
from ..reasons import reason
from ..text import pick, text
from .endpoints import FlowPaths
from .protocol import Runner
from .quick import POSSIBLE, QuickServer

KEEP_ALIVE = 75.0
"""Seconds for which an idle connection of a caller is kept."""
SLOWEST_HANDSHAKE = 10.0
"""Seconds that a caller has for the handshake of TLS."""
MOST_HEADERS = 64
LINGER = 1.0
"""Seconds for which the rest of a refused body is still taken."""
END = 3.0
"""Seconds that requests under way have at the end."""


FIRST = web.AppKey("first", FlowPaths)
"""What sees each request before the application does, if the application has it: it hands on what it does not know."""


class Server(NamedTuple):
    """A server that listens. `port` is the real one, also when 0 was asked for."""

    port: int
    url: str
    runner: web.AppRunner

    async def stop(self) -> None:
        """Close all WebSockets, let requests end, and free the port."""
        await self.runner.cleanup()


async def serve(app: web.Application, host: str, port: int, tls: SSLContext | None = None) -> Server:
    """Listen on `host` and `port`; port 0 takes a free one. Raises SinterflowError when that is not possible."""
    runner = Runner(
        app,
        access_log=None,
        max_headers=MOST_HEADERS,
        handle_signals=False,
        keepalive_timeout=KEEP_ALIVE,
        shutdown_timeout=END,
        lingering_time=LINGER,
    )
    await runner.setup()
    if FIRST in app and runner.server is not None:
        _put_first(runner.server, app[FIRST])
    try:
        await _Site(runner, host, port, ssl_context=tls, backlog=1024).start()
    except OSError as error:
        await runner.cleanup()
        raise cannot_listen(host, port, error) from error
    real: int = runner.addresses[0][1]
    shown = f"[{host}]" if ":" in host else host
    return Server(real, f"{'http' if tls is None else 'https'}://{shown}:{real}", runner)


class _Site(web.TCPSite):
    """Where it listens. aiohttp would wait a minute for a handshake, in which a connection is nobody's."""

    async def start(self) -> None:
        await web.BaseSite.start(self)
        server, tls = self._runner.server, self._ssl_context
        assert server is not None
        handshake = SLOWEST_HANDSHAKE if tls is not None else None
        self._server = await asyncio.get_running_loop().create_server(
            server, self._host, self._port, ssl=tls, backlog=self._backlog, ssl_handshake_timeout=handshake
        )
        self._bound_port = self._server.sockets[0].getsockname()[1]


def _put_first(server: web.Server, paths: FlowPaths) -> None:
    server.request_handler = partial(paths, rest=server.request_handler)
    if POSSIBLE:
        server.__class__ = QuickServer  # aiohttp's runner makes its own, and there is no other way to its connections
        assert isinstance(server, QuickServer)
        server.paths = paths


def cannot_listen(host: str, port: int, error: OSError) -> SinterflowError:
    """Which port or host it is, and the way out."""
    if error.errno == errno.EADDRINUSE:
        return SinterflowError(
            text(
                en=f"port {port} on {host} is in use by another program; end that program, "
                f"or choose another port with --port (0 takes a free one)",
                zh=f"{host} 的端口 {port} 已被其他程序占用；请结束该程序，"
                f"或用 --port 指定其他端口（0 表示自动选择空闲端口）",
            )
        )
    why = reason(error)
    return SinterflowError(
        text(
            en=f"cannot listen on {host} port {port}: {pick(why)}; choose another with --host and --port",
            zh=f"无法监听 {host} 的端口 {port}：{pick(why, 'zh')}；请用 --host 和 --port 指定其他地址",
        )
    )
