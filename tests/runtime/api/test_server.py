"""Listening."""

from __future__ import annotations

import asyncio
import socket

import pytest
from aiohttp import web

from sinterflow.runtime import SinterflowError
from sinterflow.runtime.api.server import serve


def test_port_0_takes_a_free_one_and_says_which() -> None:
    async def main() -> None:
        server = await serve(web.Application(), "127.0.0.1", 0)
        assert server.port > 0
        assert server.url == f"http://127.0.0.1:{server.port}"
        await server.stop()
        again = await serve(web.Application(), "127.0.0.1", server.port)
        assert again.port == server.port
        await again.stop()

    asyncio.run(main())


def test_a_port_in_use_is_named_with_the_way_out() -> None:
    async def main() -> None:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            with pytest.raises(SinterflowError) as refused:
                await serve(web.Application(), "127.0.0.1", port)
        assert f"port {port} on 127.0.0.1 is in use" in str(refused.value)
        assert "--port" in str(refused.value)
        assert isinstance(refused.value.text, dict)
        assert f"端口 {port}" in refused.value.text["zh"]

    asyncio.run(main())


def test_an_address_of_another_machine_is_named_with_the_way_out() -> None:
    async def main() -> None:
        with pytest.raises(SinterflowError, match=r"cannot listen on 192\.0\.2\.1 port 8480: .* --host"):
            await serve(web.Application(), "192.0.2.1", 8480)

    asyncio.run(main())
