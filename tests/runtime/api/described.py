"""Holds answers to the served description: their status, their media type, their body, and nothing more than that."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import jsonschema_rs

from sinterflow.runtime.api.openapi import describe
from sinterflow.runtime.api.routes import Route


class Undescribed(AssertionError):
    """An answer that the description does not know."""


class Description:
    """The description of these routes; `check` raises Undescribed."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.document = json.loads(json.dumps(describe([*routes])))
        self._closed = {name: _closed(one) for name, one in self.document["components"]["schemas"].items()}
        self._paths = [(_pattern(path), path, calls) for path, calls in self.document["paths"].items()]
        self._validators: dict[tuple[str, str, str, str], Any] = {}

    def check(self, method: str, path: str, status: int, headers: Mapping[str, str], body: bytes) -> None:
        headers = {name.lower(): value for name, value in headers.items()}
        method = "get" if method == "HEAD" else method.lower()
        for pattern, template, calls in self._paths:
            if method in calls and pattern.fullmatch(path.partition("?")[0]):
                self._check(calls[method], template, method, status, headers, body)
                return
        if path.startswith("/api/"):
            assert status in (400, 401, 403, 404, 405, 429, 431), f"{method} {path}: {status} of no route"

    def _check(
        self, call: Any, template: str, method: str, status: int, headers: Mapping[str, str], body: bytes
    ) -> None:
        where = f"{method.upper()} {template} → {status}"
        answer = call["responses"].get(str(status))
        if answer is None:
            raise Undescribed(f"{where}: the status is not described; {body[:300]!r}")
        kind, content = headers.get("content-type", "").partition(";")[0], answer.get("content", {})
        if not body and (not content or headers.get("content-length", "0") != "0"):
            return  # of a HEAD
        if kind not in content:
            raise Undescribed(f"{where}: {kind or 'a body'} is not described")
        if "schema" in content[kind]:
            key = (template, method, str(status), kind)
            if key not in self._validators:
                schema = {**content[kind]["schema"], "components": {"schemas": self._closed}}
                self._validators[key] = jsonschema_rs.Draft202012Validator(schema)
            for error in self._validators[key].iter_errors(json.loads(body)):
                raise Undescribed(f"{where}: {error.message} at {error.instance_path}")
        for name in answer.get("headers", {}):
            if name.lower() not in headers and not (name == "ETag" and b'"etag":null' in body):
                raise Undescribed(f"{where}: there is no header {name}")


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\{\w+\\}", "[^/]*", re.escape(path)))


def _closed(schema: Any) -> Any:
    """The schema with no member that it does not name."""
    if schema.get("type") == "object" and "properties" in schema:
        return {"additionalProperties": False, **schema}
    return schema
