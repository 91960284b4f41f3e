"""How many requests each route has had, how they ended, and how long they took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from time import perf_counter

from aiohttp import web
from aiohttp.typedefs import Handler

from ..histogram import Histogram, Sample

NO_ROUTE = "none"
FLOWS = "flow"
"""All paths that flows serve: there may be any number of them."""
METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))


class Traffic:
    """The outermost middleware. Labels are routes as they are declared, so callers cannot make more of them."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str, int]] = Counter()
        self._seconds: dict[str, Histogram] = {}

    @web.middleware
    async def count(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        began = perf_counter()
        status = 500
        try:
            answer = await handler(request)
            status = answer.status
            return answer
        except web.HTTPException as answered:
            status = answered.status
            raise
        finally:
            resource = request.match_info.route.resource
            route = resource.canonical if resource is not None else NO_ROUTE
            self.note(request.method, route, status, perf_counter() - began)

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """A request was answered after so many seconds."""
        self._counts[method if method in METHODS else "other", route, status] += 1
        if status != 101:  # a WebSocket ends when its caller goes
            known = self._seconds.get(route)
            if known is None:
                known = self._seconds[route] = Histogram()
            known.add(seconds)

    def samples(self) -> Iterator[Sample]:
        """Its metrics."""
        for (method, route, status), count in list(self._counts.items()):
            where = {"method": method, "route": route, "status": str(status)}
            yield Sample("sinterflow_http_requests_total", where, count)
        for route, seconds in list(self._seconds.items()):
            yield from seconds.samples("sinterflow_http_request_seconds", {"route": route})
