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
EVERYWHERE = (400, 403)
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
    429: "too many attempts",
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
        "parameters": [*_path_parameters(route), *schemas.query_parameters(route.query)],
        "responses": _responses(route, schemas),
    }
    body = route.body or route.reads
    if body is not None:
        operation["requestBody"] = {"content": {"application/json": {"schema": schemas.of(body)}}}
    if route.right is None:
        operation["security"] = []
    else:
        operation["x-right"] = route.right
    return operation


def _path_parameters(route: Route) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", route.path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _responses(route: Route, schemas: _Schemas) -> dict[str, Any]:
    responses = {str(status): _answer(status, answer, schemas) for status, answer in route.answers.items()}
    reads_body = (408, 413, 415, 422) if route.body else (408, 413, 415) if route.reads else ()
    token = (401,) if route.right is not None else ()
    for status in sorted({*EVERYWHERE, *token, *reads_body, *route.refused} - route.answers.keys()):
        problem = {"schema": schemas.of(ProblemShown)}
        responses[str(status)] = {
            "description": STATUS_TEXTS[status],
            "content": {"application/problem+json": problem},
        }
    return responses


def _answer(status: int, answer: Any, schemas: _Schemas) -> dict[str, Any]:
    described: dict[str, Any] = {"description": STATUS_TEXTS.get(status, "switching protocols")}
    if isinstance(answer, str):
        described["content"] = {answer: {}}
    elif answer is not None:
        described["content"] = {"application/json": {"schema": schemas.of(answer)}}
    return described


class _Schemas:
    """The JSON Schemas of all types that the routes name."""

    def __init__(self, routes: Sequence[Route]) -> None:
        types: list[Any] = [ProblemShown]
        for route in routes:
            answers = [one for one in route.answers.values() if one is not None and not isinstance(one, str)]
            types += [*answers, route.query, *(one for one in (route.body, route.reads) if one is not None)]
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
