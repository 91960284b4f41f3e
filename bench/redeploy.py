"""A draft of one flow saved and deployed, among fifty flows of a thousand nodes: its time, and the loop's stalls."""

from __future__ import annotations

import json
import threading
import time
from http.client import HTTPConnection
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit

from . import flows50, ours
from .child import Child, Wrong
from .measure import OPTIONS, Row, limited

DEPLOYS = 40
GOAL = 100
STALL = 20
BEAT = 200


def beat() -> dict[str, Any]:
    """A flow whose source watches how long the event loop stands."""
    nodes = {"beat": {"type": "bench.beat"}, "arrived": {"type": "bench.arrived"}}
    return ours.with_catch("beat", nodes, [["beat", "arrived"]])


def run() -> list[Row]:
    count = max(2, round(flows50.FLOWS * OPTIONS.scale))
    flows = [flows50.flow(number) for number in range(count)]
    with ours.start(*flows, beat()) as child:
        found = [_round(child, flows) for _ in range(OPTIONS.rounds)]
    p50, p95, stalls = zip(*found, strict=True)
    work = f"{count} flows × {flows50.NODES:,} nodes: a draft saved and deployed"
    return [
        limited(f"{work}: p50", "ms", p50, None),
        limited("the same: p95", "ms", p95, GOAL),
        limited("the same: longest stall of the event loop", "ms", stalls, STALL),
    ]


def _round(child: Child, flows: list[dict[str, Any]]) -> tuple[float, float, float]:
    api = Api(child)
    answers: list[dict[str, Any]] = []
    count = max(10, round(DEPLOYS * OPTIONS.scale))
    watched = threading.Thread(target=lambda: answers.append(child.ask(messages=BEAT * 6 * count // 40, rate=BEAT)))
    watched.start()
    times = [_deploy(api, flows[number % len(flows)], number) * 1000 for number in range(count)]
    watched.join()
    return median(times), quantiles(times, n=20)[18], answers[0]["stall"] * 1000


def _deploy(api: Api, flow: dict[str, Any], number: int) -> float:
    """Seconds for the draft and its deploy."""
    path = f"/api/v1/flows/{flow['id']}"
    etag = api.call("GET", path)[1]
    flow["nodes"]["n1"]["config"]["rules"][0]["to"]["value"] = f"{number} {time.monotonic()}"
    body, began = json.dumps(flow).encode(), time.perf_counter()
    saved = api.call("PUT", path, body, {"If-Match": etag})[1]
    order = {"revision": api.revision, "flows": {flow["id"]: saved}, "reason": "bench"}
    answer = api.call("POST", "/api/v1/deploy", json.dumps(order).encode())[0]
    seconds = time.perf_counter() - began
    if answer["restart"] != [f"{flow['id']}/n1"]:
        raise Wrong(f"the deploy restarted {answer['restart']}")
    api.revision = answer["revision"]
    return seconds


class Api:
    """The child's HTTP interface, on one connection."""

    def __init__(self, child: Child) -> None:
        _, _, url, token = child.said("url ").split()
        self._connection = HTTPConnection(urlsplit(url).netloc)
        self._token = token
        self.revision = int(self.call("GET", "/api/v1/history?limit=1")[0]["items"][0]["revision"])

    def call(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[Any, str]:
        """The answer, and its entity tag. Raises Wrong when it is refused."""
        said = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json", **(headers or {})}
        self._connection.request(method, path, body, said)
        answer = self._connection.getresponse()
        raw = answer.read()
        if answer.status >= 300:
            raise Wrong(f"{method} {path}: {answer.status} {raw[:500]!r}")
        return json.loads(raw), answer.headers.get("ETag", "")
