"""`openapi.json`: the description of every call, made from the routes themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from aiohttp import web

from .routes import BASE, Call, Route
from .shown import ProblemShown

REF = "#/components/schemas/{name}"
EVERYWHERE = (400, 403, 429, 431, 500, 503)
"""Statuses of problems that every call may answer with."""
STATUS_TEXTS = {
    200: "done",
    201: "made",
    202: "admitted",
    204: "done",
    303: "go on there",
    304: "not changed",
    400: "cannot be read",
    401: "a token is needed",
    403: "not allowed",
    404: "not found",
    408: "too slow",
    409: "not possible at the moment",
    412: "changed meanwhile",
    413: "too large",
    415: "not JSON",
    422: "faults",
    428: "a condition is needed",
    429: "too many at once",
    431: "too many or too long headers",
    500: "failed",
    503: "not at the moment",
}


def openapi_route(others: Iterable[Route]) -> Route:
    """The call that describes `others` and itself."""
    made: list[bytes] = []

    async def get_openapi(call: Call) -> web.Response:
        if not made:
            made.append(msgspec.json.encode(describe([*others, route])))
        return call.answer_json(made[0])

    route = Route(
        method="GET",
        path=f"{BASE}/openapi.json",
        handler=get_openapi,
        summary="This description.",
        of="anywhere",
        answers={200: dict[str, Any]},
    )
    return route


def describe(routes: Sequence[Route]) -> dict[str, Any]:
    """An OpenAPI 3.1 document."""
    schemas = _Schemas(routes)
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    schemes = {
        "bearer": {"type": "http", "scheme": "bearer"},
        "session": {"type": "apiKey", "in": "cookie", "name": "sinterflow-8480"},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Sinterflow", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas.components, "securitySchemes": schemes},
        "security": [{"bearer": []}, {"session": []}],
    }


def _operation(route: Route, schemas: _Schemas) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": route.handler.__name__,
        "summary": route.summary,
        "parameters": [*_path_parameters(route), *schemas.query_parameters(route.query), *_header_parameters(route)],
        "responses": _responses(route, schemas),
    }
    body = route.body or route.reads
    if body is not None:
        described = {} if body is bytes else {"schema": schemas.of(body)}
        operation["requestBody"] = {
            "required": route.body is None,
            "content": {kind: described for kind in route.takes},
        }
    if route.right is None:
        operation["security"] = []
    else:
        operation["x-right"] = route.right
    return operation


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", route.path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _header_parameters(route: Route) -> list[dict[str, Any]]:
    """The conditions; that one of the two is needed is more than OpenAPI can say."""
    names = {
        "If-Match": "The ETag of the state that the caller has seen, or *.",
        "If-None-Match": "* : there must be nothing yet."
        if route.conditions
        else "An ETag that the caller has: 304 when it is still the present one.",
    }
    wanted = names if route.conditions else ["If-None-Match"] if route.etag and route.method == "GET" else ()
    return [
        {"name": name, "in": "header", "required": False, "description": names[name], "schema": {"type": "string"}}
        for name in wanted
    ]


def _responses(route: Route, schemas: _Schemas) -> dict[str, Any]:
    responses = {str(status): _answer(route, status, answer, schemas) for status, answer in route.answers.items()}
    for status in sorted(refusals(route) - route.answers.keys()):
        problem = {"schema": schemas.of(ProblemShown)}
        responses[str(status)] = {
            "description": STATUS_TEXTS[status],
            "content": {"application/problem+json": problem},
        }
    return responses


def refusals(route: Route) -> set[int]:
    """The statuses of all problems that a call may answer with."""
    found = {*EVERYWHERE, *route.refused}
    if route.right is not None:
        found.add(401)
    if "{" in route.path:
        found.add(404)
    if route.body or route.reads:
        found |= {408, 413, 415} | ({422} if route.body else set())
    if route.conditions:
        found |= {412, 428} if route.conditions == "needed" else {412}
    return found


def _answer(route: Route, status: int, answer: Any, schemas: _Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {"description": STATUS_TEXTS.get(status, "switching protocols")}
    if isinstance(answer, tuple):
        described["content"] = {kind: {} for kind in answer}
    elif answer is not None:
        described["content"] = {"application/json": {"schema": schemas.of(answer)}}
    if route.etag and status in (200, 201, 304):
        described["headers"] = {"ETag": {"schema": {"type": "string"}}}
    return described


class _Schemas:
    """The JSON Schemas of all types that the routes name."""

    def __init__(self, routes: Sequence[Route]) -> None:
        types: list[Any] = [ProblemShown]
        for route in routes:
            answers = [one for one in route.answers.values() if one is not None and not isinstance(one, tuple)]
            bodies = [one for one in (route.body, route.reads) if one not in (None, bytes)]
            types += [*answers, route.query, *bodies]
        self._types = types
        self._schemas, self.components = msgspec.json.schema_components(types, ref_template=REF)

    def of(self, type: Any) -> dict[str, Any]:
        return self._schemas[self._types.index(type)]

    def query_parameters(self, query: type[msgspec.Struct]) -> list[dict[str, Any]]:
        schema = self.components[query.__name__]
        required = schema.get("required", ())
        return [
            {"name": name, "in": "query", "required": name in required, "schema": described}
            for name, described in schema["properties"].items()
        ]
