"""The project that is killed: a flow from MQTT into a database, run by a real `sinterflow` process."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in ("JOURNAL_STREAM", "NOTIFY_SOCKET")}
READY = "Stop with Ctrl-C"
PACE = 300
"""Messages a second where deploys come between them."""
PATIENCE = 60.0
"""Seconds in which something must have happened."""


class Case(NamedTuple):
    """A way through the plant. `tables` are those into which every message is to get."""

    qos: int
    key: bool = False
    kept: bool = True
    chain: bool = False
    deploys: bool = False
    """Two of its nodes are deployed anew all the time."""
    broken: bool = False
    """Before each life a connection of the plant's breaks at once: some brokers then send again what they
    had let go of."""
    marks: bool = True
    """The broker marks what it sends again; where it does not, nothing tells a repeat from a new message."""

    @property
    def tables(self) -> tuple[str, ...]:
        return ("each", "tens") if self.chain else ("each",)


CASES = {
    "key": Case(qos=1, key=True),
    "qos2": Case(qos=2),
    "broken": Case(qos=2, broken=True),
    "packets": Case(qos=1),
    "neither": Case(qos=1, marks=False),
    "chain": Case(qos=2, chain=True),
    "key-chain": Case(qos=1, key=True, chain=True),
    "deploys": Case(qos=1, key=True, deploys=True),
}


class Accounts(NamedTuple):
    """What is in the database: numbers that are missing, rows too many, and numbers out of order, over all tables."""

    lost: int
    twice: int
    displaced: int

    @property
    def exact(self) -> bool:
        return self == (0, 0, 0)


CLIENT = "plant"


class Plant:
    """A project folder, and the life of the process that runs it."""

    def __init__(self, folder: Path, case: Case, port: int, version: str) -> None:
        self.folder = folder
        self._case = case
        self._process: subprocess.Popen[bytes] | None = None
        self._lives = 0
        (folder / "flows").mkdir(parents=True)
        (folder / "project.json").write_text(json.dumps(_project(port, version)))
        (folder / "flows" / "plant.json").write_text(json.dumps(_flow(case)))

    def start(self, fault_point: str = "") -> None:
        """Begin a life; it ends at the fault point, if one is given."""
        command = [sys.executable, "-m", "sinterflow.runtime.cli", "run", str(self.folder), "--port", "0", "--headless"]
        command += ["--release", "plant"]  # it is killed on purpose, again and again
        environment = {**ENVIRONMENT, "LC_ALL": "C.UTF-8", "SINTERFLOW_FAULT_POINT": fault_point}
        self._lives += 1
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)

    @property
    def _log(self) -> Path:
        return self.folder / f"life-{self._lives}.log"

    def kill(self) -> None:
        """End it at once, if it runs."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> bool:
        """End it in order; false when it was killed on the way."""
        assert self._process is not None
        self._process.terminate()
        code = self._process.wait(PATIENCE)
        assert code in (0, -signal.SIGKILL), f"it ended with {code}:\n{self.said}"
        return code == 0

    @property
    def alive(self) -> bool:
        """Raises AssertionError when it ended otherwise than by a kill."""
        assert self._process is not None
        code = self._process.poll()
        assert code in (None, -signal.SIGKILL), f"it ended with {code}:\n{self.said}"
        return code is None

    @property
    def ready(self) -> bool:
        return READY in self.said

    @property
    def said(self) -> str:
        return self._log.read_text(errors="replace")

    def state(self) -> str:
        """What the running flow says of itself."""
        return json.dumps(self.call("GET", "flows/plant/state")) if "http://" in self.said else "no address yet"

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """What the process answers. Raises OSError when it refuses or is gone, AttributeError before it listens."""
        address = re.search(r"http://[^;\s]+", self.said)
        token = (self.folder / "data" / "start-token").read_text().strip()
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", "If-Match": "*"}
        data = None if body is None else json.dumps(body).encode()
        url = f"{address.group()}/api/v1/{path}"  # type: ignore[union-attr] # None before it listens
        request = urllib.request.Request(url, data, headers, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.loads(answer.read())

    @property
    def through(self) -> int:
        """How many messages are in every table."""
        return min(len(set(self._numbers(table))) for table in self._case.tables)

    @property
    def rows(self) -> int:
        return sum(len(self._numbers(table)) for table in self._case.tables)

    def accounts(self, messages: int) -> Accounts:
        lost = twice = displaced = 0
        for table in self._case.tables:
            numbers = self._numbers(table)
            counts = Counter(numbers)
            lost += messages - len(counts)
            twice += len(numbers) - len(counts)
            firsts = list(dict.fromkeys(numbers))
            displaced += sum(number < before for before, number in pairwise(firsts))
        return Accounts(lost, twice, displaced)

    def _numbers(self, table: str) -> list[int]:
        file = self.folder / "data" / "records.db"
        if not file.exists():
            return []
        database = sqlite3.connect(file, timeout=PATIENCE)
        try:
            if database.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)).fetchone() is None:
                return []
            return [id for (id,) in database.execute(f"SELECT id FROM {table} ORDER BY rowid")]
        finally:
            database.close()


def until(true: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Whether it has become true in time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def _project(port: int, version: str) -> dict[str, Any]:
    expiry = {"session_expiry": 3600} if version == "5" else {}
    broker = {"host": "127.0.0.1", "port": port, "version": version, "client_id": CLIENT, "clean_start": False}
    return {
        "format": 1,
        "name": "Plant",
        "connections": {
            "broker": {"type": "mqtt.broker", "config": broker | expiry},
            "records": {"type": "database.sqlite", "config": {"file": "records.db"}},
        },
    }


def _flow(case: Case) -> dict[str, Any]:
    scan = {"connection": "broker", "topic": "line/+", "qos": case.qos, "format": "json"}
    nodes: dict[str, Any] = {
        "scan": {"type": "mqtt.in", "config": scan | ({"key": "payload.id"} if case.key else {})},
        "each": {"type": "database.write", "config": {"connection": "records", "table": "each"}},
    }
    durable = {"policy": "durable"}
    if case.deploys:
        rules = [{"op": "set", "path": "payload.mark", "to": {"value": 0}}]
        nodes |= {
            "pace": {"type": "core.delay", "config": {"mode": "rate", "count": PACE, "per": "1s"}},
            "new": {"type": "core.filter", "config": {"property": "payload.id", "per_topic": False}},
            "mark": {"type": "core.change", "config": {"rules": rules}},
        }
        wires = [["scan", "pace", durable], ["pace", "new"], ["new", "mark"], ["mark", "each", durable]]
        return {"format": 1, "id": "plant", "nodes": nodes, "wires": wires}
    if not case.chain:
        return {"format": 1, "id": "plant", "nodes": nodes, "wires": [["scan", "each", durable]]}
    nodes |= {
        "wait": {"type": "core.delay", "config": {"for": "50ms"}},
        "collect": {"type": "core.join", "config": {"mode": "count", "count": 10}},
        "tens": {"type": "database.write", "config": {"connection": "records", "table": "tens"}},
    }
    wires = [["scan", "wait", durable], ["wait", "each"], ["wait", "collect"], ["collect", "tens"]]
    return {"format": 1, "id": "plant", "nodes": nodes, "wires": wires}
