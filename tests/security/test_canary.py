"""A secret that everything uses and that careless nodes quote stands nowhere: in no file, log, answer or event."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp

from tests.runtime.cli.running import CLEAN, Running, started
from tests.security.leaky import installed

CANARY = 'canary-9c"1/f ö值'
FORMS = {
    CANARY,
    json.dumps(CANARY)[1:-1],
    json.dumps(CANARY, ensure_ascii=False)[1:-1],
    repr(CANARY)[1:-1],
    quote(CANARY),
}
WIRE = {"policy": "durable"}
QUOTING = {"type": "leak.quote", "config": {"password": "${secret:plc}"}}


def written(folder: Path) -> None:
    """A project in which everything has the secret, and a flow whose field may not have it."""
    (folder / "flows").mkdir(parents=True)
    peer = {"type": "leak.peer", "config": {"password": "${secret:plc}"}}
    crash = {"type": "leak.peer", "config": {"password": "${secret:plc}", "how": "crash"}}
    number = {"type": "leak.peer", "config": {"password": "x", "how": "${secret:plc}"}}
    project = {"format": 1, "name": "P", "connections": {"a": peer, "b": crash}}
    (folder / "project.json").write_text(json.dumps(project))
    line = {
        "format": 1,
        "id": "line",
        "name": "line",
        "parameters": {"key": {"type": "secret", "default": "${secret:plc}"}},
        "nodes": {
            "feed": {"type": "leak.feed"},
            "quote": QUOTING,
            "node": {**QUOTING, "config": {"password": "${key}", "how": "node"}},
        },
        "wires": [["feed", "quote", WIRE], ["feed", "node"]],
    }
    broken = {"format": 1, "id": "broken", "name": "b", "nodes": {"n": {**QUOTING, "type": "leak.broken"}}, "wires": []}
    wrong = {
        "format": 1,
        "id": "wrong",
        "name": "w",
        "nodes": {"n": {**QUOTING, "config": number["config"]}},
        "wires": [],
    }
    for flow in (line, broken, wrong):
        (folder / "flows" / f"{flow['id']}.json").write_text(json.dumps(flow))


def sinterflow(*arguments: str, path: str, given: str | None = None) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "sinterflow.runtime.cli", *arguments],
        input=given,
        env={**CLEAN, "LC_ALL": "C.UTF-8", "PYTHONPATH": path},
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


def found_in(texts: dict[str, str | bytes]) -> list[str]:
    """Where the canary is."""
    return [
        name
        for name, said in texts.items()
        if any((one in said) if isinstance(said, str) else (one.encode() in said) for one in FORMS)
    ]


async def exercised(running: Running, seen: dict[str, str | bytes]) -> None:
    """Every way in which a running process tells something."""
    headers = {"Authorization": f"Bearer {running.token}"}
    async with aiohttp.ClientSession(running.url, headers=headers) as session:

        async def ask(method: str, path: str, body: Any = None) -> Any:
            url = path if path in ("/metrics", "/healthz", "/readyz") else f"/api/v1{path}"
            async with session.request(method, url, json=body) as answer:
                raw = seen[f"{method} {path}"] = await answer.read()
                return json.loads(raw) if raw and answer.content_type.endswith("json") else None

        async with session.ws_connect("/api/v1/events") as events:
            taps = ["tap:line/feed/out:out", "tap:line/quote/in", "tap:line/quote/out:error"]
            await events.send_json({"subscribe": ["status", "debug", "metrics", "alarms", "logs", *taps]})
            seen["subscribed"] = (await events.receive()).data
            await ask("POST", "/recordings", {"places": ["line", "line/quote"]})
            for _ in range(3):
                await ask("POST", "/flows/line/nodes/feed/receive?wait=2s", {"message": {"payload": 1}})
            await ask("PUT", "/secrets/plc", {"value": CANARY})
            project = await ask("GET", "/project/document")
            await ask("POST", "/deploy/plan", {"revision": 1})
            await ask("POST", "/deploy", {"revision": 1, "flows": {}})
            bad = {**QUOTING, "config": {"password": 7, "how": "${secret:plc}"}}
            await ask("POST", "/flows/line/validate", {"format": 1, "id": "line", "nodes": {"q": bad}, "wires": []})
            letters = await ask("GET", "/dead-letters")
            for letter in letters["items"][:2]:
                await ask("GET", f"/dead-letters/{letter['id']}")
                await ask("POST", f"/dead-letters/{letter['id']}/retry")
            for path in (
                "/project", "/flows", "/flows/line", "/flows/line/state", "/flows/broken", "/flows/broken/state",
                "/flows/wrong", "/history", "/history/1", "/history/1/diff?from=1&to=2", "/node-types", "/openapi.json",
                "/recordings", "/health", "/secrets", "/metrics", "/healthz", "/readyz",
            ):  # fmt: skip
                await ask("GET", path)
            recordings = await ask("GET", "/recordings")
            for one in recordings["items"]:
                await ask("GET", f"/recordings/{one['id']}/records")
            assert project is not None
            while True:
                try:
                    seen[f"event {len(seen)}"] = (await events.receive(timeout=0.3)).data
                except TimeoutError:
                    break


def test_a_secret_is_nowhere_but_in_the_memory_of_who_uses_it(tmp_path: Path) -> None:
    path, project = installed(tmp_path / "plugin"), tmp_path / "project"
    written(project)
    seen: dict[str, str | bytes] = {}
    seen["set"] = sinterflow("secret", "set", "plc", str(project), path=path, given=CANARY)
    with started("run", str(project), "--port", "0", "--debug", cwd=tmp_path, PYTHONPATH=path) as running:
        running.until("Stop with")
        asyncio.run(exercised(running, seen))
        assert running.end() == 0
    seen["log"] = running.output
    for command in ("list", "rotate"):
        seen[command] = sinterflow("secret", command, str(project), path=path)
    seen["doctor"] = sinterflow("doctor", str(project), "--debug", path=path)
    seen |= {str(file): file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    assert found_in(seen) == []
    assert "•••" in running.output, "what was quoted has been hidden, so it was there to be found"
    assert "•••".encode() in bytes(seen["GET /dead-letters"])  # type: ignore[arg-type]
    assert running.output.count("wrong: •••") >= 3, "traces of the stack too"


def test_a_project_is_checked_with_the_secrets_that_are_kept_for_it(tmp_path: Path) -> None:
    path, project = installed(tmp_path / "plugin"), tmp_path / "project"
    written(project)
    assert "unknown-secret" in sinterflow("check", str(project), "--json", path=path)
    sinterflow("secret", "set", "plc", str(project), path=path, given=CANARY)
    said = sinterflow("check", str(project), "--json", path=path)
    assert "unknown-secret" not in said
    assert "secret-not-here" in said
    assert found_in({"check": said}) == []
