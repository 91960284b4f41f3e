"""The same answer from aiohttp alone: `python -m bench.http_bare`. The rest is what a flow costs."""

from __future__ import annotations

import asyncio
import json

import uvloop
from aiohttp import web

from .child import MARK


async def handle(request: web.BaseRequest) -> web.Response:
    body = json.loads(await request.read())
    body["unit"] = "C"
    return web.Response(body=json.dumps(body).encode(), content_type="application/json")


async def main() -> None:
    runner = web.ServerRunner(web.Server(handle))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(f"{MARK}url http://127.0.0.1:{runner.addresses[0][1]} -", flush=True)
    print(f"{MARK}ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    uvloop.run(main())
