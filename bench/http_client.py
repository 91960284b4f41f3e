"""A load of HTTP requests for one program: `python -m bench.http_client PORT PATH CONNECTIONS`, asked by lines of JSON.

Each connection sends a request, reads its answer whole, compares it, and sends the next. It runs in a process of its
own, the same for every side, and does as little as it can, so that it is not what is measured.
"""

from __future__ import annotations

import asyncio
import json
import sys
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from .child import MARK

BODY = b'{"pv": 1120, "zone": "Z7"}'
WANTED = {"pv": 1120, "zone": "Z7", "unit": "C"}


class Connection(asyncio.Protocol):
    """One connection that is kept alive."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._data = b""
        self._since = 0.0
        self._transport: asyncio.Transport

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def ask(self) -> None:
        self._since = perf_counter()
        self._transport.write(self._load.request)

    def data_received(self, data: bytes) -> None:
        data = self._data + data
        head = data.find(b"\r\n\r\n")
        if head < 0 or len(data) < head + 4 + (length := _length(data, head)):
            self._data = data
            return
        self._data = b""
        self._load.took(perf_counter() - self._since)
        body = data[head + 4 : head + 4 + length]
        if data[9:12] != b"200" or not self._load.right(body):
            self._load.wrong = data[:500].decode("latin-1")
        if self._load.more():
            self.ask()

    def connection_lost(self, error: Exception | None) -> None:
        self._load.lost(error)

    def close(self) -> None:
        self._transport.abort()


def _length(data: bytes, head: int) -> int:
    lower = data[:head].lower()
    at = lower.find(b"content-length:")
    if at < 0:
        raise ValueError("an answer without a length")
    end = lower.find(b"\r\n", at)
    return int(lower[at + 15 : end if end > 0 else head])


class Load:
    """Asks `count` times over all connections together."""

    def __init__(self, port: int, path: str, connections: int) -> None:
        self.request = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(BODY)}\r\n\r\n"
        ).encode() + BODY
        self.wrong = ""
        self._port = port
        self._number = connections
        self._left = 0
        self._waiting = 0
        self._taken: list[float] = []
        self._done = asyncio.Event()
        self._connections: list[Connection] = []
        self._known: set[bytes] = set()

    async def run(self, count: int) -> dict[str, Any]:
        """Requests a second, and latencies in ms."""
        loop = asyncio.get_running_loop()
        for _ in range(self._number):  # anew each time: a server closes what was idle in between
            _, made = await loop.create_connection(lambda: Connection(self), "127.0.0.1", self._port)
            self._connections.append(made)
        self._taken = []
        self._left = count - self._number
        self._waiting = count
        self._done.clear()
        since = perf_counter()
        for one in self._connections:
            one.ask()
        await self._done.wait()
        seconds = perf_counter() - since
        done, self._connections = self._connections, []
        for one in done:
            one.close()
        if self.wrong:
            return {"failed": self.wrong}
        p99 = quantiles(self._taken, n=100)[98]
        return {"rate": count / seconds, "p50": median(self._taken) * 1e3, "p99": p99 * 1e3}

    def took(self, seconds: float) -> None:
        self._taken.append(seconds)

    def lost(self, error: Exception | None) -> None:
        if self._connections and self._waiting:
            self.wrong = f"a connection was closed: {error}"
            self._done.set()

    def right(self, body: bytes) -> bool:
        if body not in self._known:
            if json.loads(body) != WANTED:
                return False
            self._known.add(body)
        return True

    def more(self) -> bool:
        """Whether this connection is to ask once more."""
        self._waiting -= 1
        if not self._waiting or self.wrong:
            self._done.set()
        if not self._left:
            return False
        self._left -= 1
        return True


async def main(port: int, path: str, connections: int) -> None:
    load = Load(port, path, connections)
    print(f"{MARK}ready", flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        print(MARK + json.dumps(await load.run(json.loads(line)["count"])), flush=True)


if __name__ == "__main__":
    import uvloop

    uvloop.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
