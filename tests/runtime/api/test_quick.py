"""The shorter way of requests that a flow answers at once: it is there, and it answers as the longer one does."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from sinterflow.runtime.api import quick, server
from tests.nodes.network.plant import flow, http_in, plant
from tests.runtime.api.front import Front

CODE = (
    "if msg['payload'] == 'refuse': raise ValueError('no')\n"
    "return {**msg, 'headers': {'X-A': msg['payload'] or 'none'}}"
)
BLANK = b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
REQUESTS = {
    "no body": BLANK + b"\r\n",
    "a body": BLANK + b"Content-Length: 2\r\n\r\nok",
    "chunks": BLANK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    "an error": BLANK + b"Content-Length: 6\r\n\r\nrefuse",
    "too large": BLANK + b"Content-Length: 200\r\n\r\n" + b"x" * 200,
    "no JSON": BLANK.replace(b"text/plain", b"application/json") + b"Content-Length: 1\r\n\r\n{",
    "a foreign page": BLANK + b"Origin: https://evil.example\r\n\r\n",
    "an upgrade": BLANK + b"Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    "a query": BLANK.replace(b"/x", b"/x?a=%20b") + b"\r\n",
    "another method": BLANK.replace(b"POST", b"PUT") + b"\r\n",
    "nowhere": BLANK.replace(b"POST /x", b"GET /y") + b"\r\n",
    "the end": BLANK + b"Connection: close\r\n\r\n",
    "old": BLANK.replace(b"1.1", b"1.0") + b"\r\n",
}


def test_this_aiohttp_is_built_as_the_shorter_way_knows_it() -> None:
    assert quick.POSSIBLE


def test_both_ways_answer_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    nodes = {
        "in": http_in(largest=100),
        "make": ("core.function", {"code": CODE}),
        "out": ("network.http-response", {}),
    }
    document = flow(nodes, "in>make", "make>out")

    async def answers() -> dict[str, bytes]:
        async with asyncio.timeout(30), plant(document) as front:
            return {name: await _answer(front, request) for name, request in REQUESTS.items()}

    short = asyncio.run(answers())
    monkeypatch.setattr(server, "POSSIBLE", False)
    assert asyncio.run(answers()) == short
    assert short["a body"].startswith(b"HTTP/1.1 200 OK\r\n")
    assert short["an error"].startswith(b"HTTP/1.1 500 ")
    assert short["too large"].startswith(b"HTTP/1.1 413 ")


async def _answer(front: Front, request: bytes) -> bytes:
    """All of the answer but what differs from time to time."""
    reader, writer = await asyncio.open_connection("127.0.0.1", front.server.port)
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: (\d+)", head)
    body = await reader.readexactly(int(length[1])) if length else b""
    writer.close()
    return re.sub(rb"Date: [^\r]+|dead letter \d+", b"", head + body)


@pytest.mark.parametrize("pieces", [1, 2, 7, 60])
def test_requests_may_come_in_pieces_of_any_size(pieces: int) -> None:
    whole = REQUESTS["a body"] * 3 + REQUESTS["no body"]

    async def scenario() -> Any:
        async with (
            asyncio.timeout(30),
            plant(flow({"in": http_in(), "out": ("network.http-response", {})}, "in>out")) as front,
        ):
            reader, writer = await asyncio.open_connection("127.0.0.1", front.server.port)
            size = -(-len(whole) // pieces)
            for at in range(0, len(whole), size):
                writer.write(whole[at : at + size])
                await writer.drain()
                await asyncio.sleep(0)
            found = []
            for _ in range(4):
                head = await reader.readuntil(b"\r\n\r\n")
                found.append(await reader.readexactly(int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])))
            writer.close()
            return found

    assert asyncio.run(scenario()) == [b"ok", b"ok", b"ok", b""]
