"""Liveness, readiness and metrics, for service managers and monitoring systems."""

from __future__ import annotations

import asyncio

import msgspec
from aiohttp import web

from .. import metrics
from .routes import Call, Route
from .served import Served


class Alive(msgspec.Struct):
    status: str


class Ready(msgspec.Struct):
    """`flows` should run, `running` do. Names and reasons need a right: `GET /api/v1/flows`."""

    ready: bool
    flows: int
    running: int


async def healthz(call: Call) -> web.Response:
    return call.answer(Alive("ok"))


async def readyz(call: Call) -> web.Response:
    ready = readiness(call.served)
    return call.answer(ready, 200 if ready.ready else 503)


def readiness(served: Served) -> Ready:
    wanted = [] if served.held else [id for id, flow in served.project.flows.items() if not flow.disabled]
    running = served.engine.flows
    up = sum(1 for id in wanted if id in running and running[id].running)
    return Ready(up == len(wanted), len(wanted), up)


async def get_metrics(call: Call) -> web.Response:
    lines = await metrics.read(call.served.engine, call.served.stalls)
    body = await asyncio.get_running_loop().run_in_executor(None, metrics.encode, lines)
    headers = {"Content-Type": metrics.CONTENT_TYPE, "Cache-Control": "no-store"}
    response = web.Response(body=body, headers=headers)
    response.enable_compression()
    return response


ROUTES = [
    Route(
        method="GET",
        path="/healthz",
        handler=healthz,
        summary="The process answers.",
        right=None,
        answers={200: Alive},
    ),
    Route(
        method="GET",
        path="/readyz",
        handler=readyz,
        summary="All flows that should run are running.",
        right=None,
        answers={200: Ready, 503: Ready},
    ),
    Route(
        method="GET",
        path="/metrics",
        handler=get_metrics,
        summary="Counters for Prometheus.",
        answers={200: "text/plain"},
    ),
]
