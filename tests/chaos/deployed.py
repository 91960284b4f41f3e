"""A plant that somebody deploys again and again while messages come, and what must be true of it then."""

from __future__ import annotations

import http.client
import json
import sqlite3
import threading
import time
from pathlib import Path
from typing import Any

from tests.chaos.plant import PATIENCE, Case, Plant, until

FLOW = "flows/plant"
AT_STOP = 503
"""How a deploy is answered by a process that is about to end."""


class Gone(Exception):
    """The process has ended, or is about to."""


class Deployed(Plant):
    """Each life is deployed to from when it is ready. What it does wrong is raised when it is stopped or killed."""

    def __init__(self, folder: Path, case: Case, port: int, version: str, *, alone: bool = False) -> None:
        """`alone`: each deploy changes the one node `stamp`, and not others beside it."""
        super().__init__(folder, case, port, version)
        self.times: list[float] = []
        """Seconds of each deploy that was answered."""
        self.lives = 0
        self._alone = alone
        self._running = self._saved = self._saving = self._last = 0
        self._revision = 1
        self._deploying = False
        self._thread: threading.Thread | None = None
        self._failed: Exception | None = None
        self._enough = threading.Event()
        self._ending = False
        (folder / f"{FLOW}.json").write_text(json.dumps(document(0)))

    def start(self, fault_point: str = "") -> None:
        self._rest()
        super().start(fault_point)
        self.lives += 1
        self._enough.clear()
        self._ending = False
        self._thread = threading.Thread(target=self._live, daemon=True)
        self._thread.start()

    def kill(self) -> None:
        super().kill()
        self._rest()

    def stop(self) -> bool:
        """In the midst of a deploy, mostly."""
        self._ending = True
        unhurt = super().stop()
        self._rest()
        return unhurt

    def rest(self) -> None:
        """Let the deploy that is under way end, and begin no more in this life. Raises what was wrong."""
        self._enough.set()
        self._rest()

    @property
    def deploying(self) -> bool:
        """Deploys go on; they end with the life, or when one was wrong."""
        return self._thread is not None and self._thread.is_alive()

    def check_lives(self) -> None:
        """No node that did not change was started twice in a life, and none that did has lost its state."""
        database = sqlite3.connect(self.folder / "data" / "records.db", timeout=PATIENCE)
        try:
            started = database.execute("SELECT DISTINCT process, started FROM each").fetchall()
            firsts = database.execute("SELECT count(*) FROM firsts").fetchone()[0]
            stamps = [number for (number,) in database.execute("SELECT stamp FROM each ORDER BY rowid")]
        finally:
            database.close()
        processes = {process for process, _ in started}
        assert len(started) == len(processes) <= self.lives, f"a node was started anew: {started}"
        assert len(processes) <= firsts <= self.lives, f"{firsts} first messages in {self.lives} lives"
        if self.lives == 1:  # a kill takes back what ran and was not kept yet
            assert len(set(stamps)) > 1, "no message came through a node that was deployed"
            assert stamps == sorted(stamps), "a message was handled by a node that was replaced before"

    def _rest(self) -> None:
        if self._thread is not None:
            self._thread.join(PATIENCE)
            assert not self._thread.is_alive(), "a deploy hangs"
            self._thread = None
        failed, self._failed = self._failed, None
        if failed is not None:
            raise failed

    def _live(self) -> None:
        try:
            if not until(lambda: self.ready or not self.alive):
                raise AssertionError(self.said)
            if self.address:
                self._deploy_on()
        except Gone:
            pass
        except Exception as error:
            self._failed = error

    def _deploy_on(self) -> None:
        desk = Desk(self.address, self.token)
        try:
            etag = self._check(desk)
            received = desk.received()
            while received and not self._enough.is_set():
                received = self._loaded(desk, received)
                etag = self._deploy(desk, etag)
        finally:
            desk.close()

    def _loaded(self, desk: Desk, before: dict[str, int]) -> dict[str, int]:
        """Wait until messages get through, and give how many came to each node. Raises Gone when no more are to."""
        while True:
            received = desk.received()
            if (not received and self._ending) or self._enough.is_set():
                raise Gone
            fallen = [node for node, count in before.items() if received.get(node, -1) < count]
            assert not fallen, f"{fallen}: {before} and then {received}"
            if received["tell"] > before["tell"]:
                return received
            time.sleep(0.005)

    def _check(self, desk: Desk) -> str:
        """What was answered holds in this life, and what was under way is either done or not. Gives the draft's tag."""
        running, _ = desk.flow("deployed")
        drafted, etag = desk.flow("draft")
        item = desk.call("GET", "flows")[0]
        wanted = {self._running, self._saved} if self._deploying else {self._running}
        known = f"{self._running} was deployed, {self._saved} saved, {self._saving} under way"
        assert running in wanted, f"{running} runs, and {known}"
        assert item["revision"] == self._revision + (running != self._running), f"{item} at {self._revision}"
        assert drafted in {self._saved, self._saving}, f"{drafted} is the draft, and {known}"
        assert (item["items"][0]["draft"] is not None) == (drafted != running), f"{item}, and {known}"
        assert stamp_of(json.loads((self.folder / f"{FLOW}.json").read_bytes())) == running
        self._running, self._revision, self._deploying = running, item["revision"], False
        self._saved = self._saving = drafted
        return etag

    def _deploy(self, desk: Desk, etag: str) -> str:
        """Save a draft that says something new, and deploy it; gives the tag of what is there then."""
        before = document(self._running, alone=self._alone)
        self._last += 1
        self._saving, wanted = self._last, document(self._last, alone=self._alone)
        began = time.monotonic()
        said, headers = desk.call("PUT", FLOW, wanted, {"If-Match": etag})
        assert said["draft"] is not None, said
        assert not said["faults"], said
        self._saved, self._deploying = self._saving, True
        answer, _ = desk.call("POST", "deploy", {"revision": self._revision, "flows": {"plant": headers["ETag"]}})
        self.times.append(time.monotonic() - began)
        changed = {f"plant/{id}" for id, node in wanted["nodes"].items() if node != before["nodes"][id]}
        assert set(answer["restart"]) == changed, answer
        assert not answer["faults"], answer
        assert answer["revision"] == self._revision + 1, answer
        self._running, self._revision, self._deploying = self._saved, answer["revision"], False
        return headers["ETag"]


class Desk:
    """The deploying side of a running process, over one connection."""

    def __init__(self, address: str, token: str) -> None:
        self._connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=PATIENCE)
        self._token = token

    def close(self) -> None:
        self._connection.close()

    def call(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[Any, http.client.HTTPMessage]:
        """Raises Gone, and AssertionError for what is refused."""
        said = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json", **(headers or {})}
        try:
            self._connection.request(method, f"/api/v1/{path}", None if body is None else json.dumps(body), said)
            answer = self._connection.getresponse()
            data = answer.read()
        except TimeoutError:
            raise AssertionError(f"{method} {path} was not answered within {PATIENCE} s") from None
        except (OSError, http.client.HTTPException) as error:
            raise Gone from error
        if answer.status == AT_STOP and b"stopping" in data:
            raise Gone
        assert answer.status == 200, f"{method} {path}: {answer.status} {data!r}"
        return json.loads(data), answer.headers

    def flow(self, version: str) -> tuple[int, str]:
        """The number of a version, and its entity tag."""
        found, headers = self.call("GET", f"{FLOW}?version={version}")
        return stamp_of(found), headers["ETag"]

    def received(self) -> dict[str, int]:
        """How many messages each node was given in this life; nothing once the flow has stopped."""
        return {id: node["received"] for id, node in self.call("GET", f"{FLOW}/state")[0]["nodes"].items()}


def stamp_of(found: dict[str, Any]) -> int:
    number: int = found["nodes"]["stamp"]["config"]["rules"][0]["to"]["value"]
    return number


def document(number: int, *, alone: bool = False) -> dict[str, Any]:
    """The flow as it is deployed for the so many-th time: nodes with a state, nodes that hold messages, a sink.

    `scan` and `tell` never change; `tell` writes to each message when it was started.
    """
    other = 0 if alone else number
    stamp = [{"op": "set", "path": "payload.stamp", "to": {"value": number}}]
    records, durable = {"connection": "records"}, {"policy": "durable"}
    nodes = {
        "scan": {
            "type": "mqtt.in",
            "config": {"connection": "broker", "topic": "line/+", "qos": 1, "format": "json", "key": "payload.id"},
        },
        "stamp": {"type": "core.change", "config": {"rules": stamp}},
        "new": {"type": "core.filter", "config": {"property": "payload.id", "per_topic": False, "band": other}},
        "wait": {"type": "core.delay", "config": {"for": "10ms", "per_topic": other // 2 % 2 == 1}},
        "judge": {"type": "rule.limit", "config": {"property": "payload.id", "key": None, "high": 1e9 + other}},
        "tell": {
            "type": "core.function",
            "config": {
                "start": "import os, time\nnode.context.set('started', time.monotonic_ns())\n",
                "code": "import os\nmsg['payload']['process'] = os.getpid()\n"
                "msg['payload']['started'] = node.context.get('started')\nreturn msg\n",
            },
        },
        "each": {
            "type": "database.write",
            "config": {**records, "table": "each", "batch": {"size": 100 + other // 3 % 2, "for": "20ms"}},
        },
        "first": {"type": "core.filter", "config": {"property": "payload.process", "per_topic": False, "band": other}},
        "firsts": {"type": "database.write", "config": {**records, "table": "firsts"}},
    }
    wires = [
        ["scan", "stamp", durable],
        ["stamp", "new"],
        ["new", "wait"],
        ["wait", "judge"],
        ["judge:ok", "tell"],
        ["tell", "each", durable],
        ["tell", "first"],
        ["first", "firsts", durable],
    ]
    return {"format": 1, "id": "plant", "nodes": nodes, "wires": wires}
