"""Everything that the served description allows, and much that it does not, sent to a real server by several roles."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from sinterflow.runtime.security.rights import EVERY_RIGHT, Right
from sinterflow.runtime.security.roles import ROLES
from tests.runtime.api.front import BASE, DESCRIBED, LINE, TOKEN, Fail, Front, Plc, flow, opened

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "3"))
"""Requests of each call and role; more of them for a long look."""
LEFT_OUT = ("run", "replay", "shadow", "events", "test_connection")
"""Each of them starts a process, or speaks another protocol; they have tests of their own."""
SLOWEST = 20.0
KNOWN = {
    "/breakpoints": {"id": "line", "wire": "feed%3Aout%3Epass%3Ain"},
    "/flows/": {"id": "line", "node": "feed"},
    "/history/": {"revision": "1"},
    "/rollback/": {"revision": "1"},
    "/project/parts": {"part": "connections"},
    "/tags/files": {"file": "furnace"},
    "/subflows": {"id": "dose"},
}
"""Parts of paths that lead somewhere: what is made up only finds that there is nothing."""


class Served:
    """A server in a thread of its own, for clients that block."""

    def __init__(self, rights: frozenset[Right], data: Path) -> None:
        self.front: Front
        self._rights = rights
        self._data = data
        self._up = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=[self._main()], daemon=True)

    def start(self) -> None:
        self._thread.start()
        assert self._up.wait(SLOWEST)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(SLOWEST)
        assert not self._thread.is_alive()

    async def _main(self) -> None:
        connections = {"plc-1": {"type": Plc.type, "config": {"password": "geheim"}}}
        project = {"connections": connections, "parameters": {"line": {}}}
        failing = flow("failing", {"fail": Fail})
        more: dict[str, Any] = {"rights": self._rights, "data": self._data, "patience": 0.05}
        async with opened(LINE, failing, project=project, **more) as front:
            await front.post(f"{BASE}/flows/failing/nodes/fail/receive?wait=1m", {})
            self.front = front
            self._up.set()
            await self._over.wait()


@pytest.fixture(params=["viewer", "process-engineer", "admin", "nobody"])
def role(request: pytest.FixtureRequest) -> tuple[str, frozenset[Right]]:
    """Who calls: a role by name, and what it may do. `nobody` has no token."""
    name = request.param
    return name, ROLES[name].rights if name in ROLES else EVERY_RIGHT


@contextmanager
def serving(rights: frozenset[Right], data: Path) -> Iterator[Served]:
    served = Served(rights, data)
    served.start()
    try:
        yield served
    finally:
        served.stop()


def test_no_request_that_can_be_made_fails_or_is_answered_otherwise_than_described(
    role: tuple[str, frozenset[Right]], tmp_path: Path
) -> None:
    name, rights = role
    with serving(rights, tmp_path) as served, requests.Session() as session:
        session.headers.update({"Authorization": f"Bearer {TOKEN}"} if name != "nobody" else {})
        schema = schemathesis.openapi.from_dict(DESCRIBED.document)
        schema.config.update(base_url=served.front.server.url)
        called: set[str] = set()
        failures: list[str] = []
        for found in schema.get_all_operations():
            operation: Any = found.ok()  # type: ignore[union-attr] # a call that cannot be read has none, and raises
            label = operation.definition.raw["operationId"]
            if label in LEFT_OUT:
                continue
            for mode in GenerationMode:
                try:
                    _send(operation, mode, session, called, None if "deploy" in rights else b"geheim")
                except Unsatisfiable:  # there is nothing about it that could be wrong
                    assert mode is GenerationMode.NEGATIVE
                except AssertionError as error:
                    failures.append(f"{label}: {error}")
        assert not failures, "\n".join(failures)
        assert len(called) > 50
        assert session.get(f"{served.front.server.url}/healthz", timeout=SLOWEST).status_code == 200


def _send(
    operation: Any, mode: GenerationMode, session: requests.Session, called: set[str], secret_to: bytes | None
) -> None:
    @seed(1)
    @settings(
        max_examples=EXAMPLES, deadline=None, phases=[Phase.explicit, Phase.generate], database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        if len(case.path_parameters) and mode is GenerationMode.POSITIVE:
            known = next((one for part, one in KNOWN.items() if part in operation.path), {})
            case.path_parameters.update({name: known[name] for name in known.keys() & case.path_parameters.keys()})
        answer = case.call(session=session, timeout=SLOWEST)
        called.add(operation.label)
        request, headers = answer.request, {name: values[0] for name, values in answer.headers.items()}
        DESCRIBED.check(request.method, request.path_url, answer.status_code, headers, answer.content)
        assert answer.status_code != 500, f"{request.method} {request.path_url}: {answer.content[:500]!r}"
        assert secret_to is None or secret_to not in answer.content

    send()
