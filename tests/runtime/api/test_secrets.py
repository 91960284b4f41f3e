"""Secrets through the API: values only come in, and nothing that uses one is silently stale."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any

from sinterflow.runtime import Connection, Message, Node, NodeConfig, field, text
from sinterflow.runtime.security import audit
from tests.runtime.api.front import BASE, Feed, Keep, flow, opened

VALUE = "canary-5d1e"


class Login(Node):
    """Has a password."""

    type = "test.login"
    title = text(en="Login", zh="登录")

    class Config(NodeConfig):
        password: Annotated[str, field(title=text(en="Password", zh="密码"), secret=True)]

    def receive(self, message: Message) -> Message:
        message["payload"] = len(self.config.password)
        return message


class Broker(Connection):
    """Has a password too."""

    type = "test.broker"
    title = text(en="Broker", zh="服务器")

    class Config(NodeConfig):
        password: Annotated[str, field(title=text(en="Password", zh="密码"), secret=True)]


def login(**config: Any) -> Any:
    made = flow("line", {"feed": Feed, "login": Login, "keep": Keep}, "feed>login", "login>keep")
    made.document["nodes"]["login"]["config"] = {"password": "${secret:plc}", **config}
    return made


async def put(front: Any, name: str, value: Any = VALUE, **more: Any) -> Any:
    kind = {"Content-Type": "application/json"}
    return await front.call(
        "PUT", f"{BASE}/secrets/{name}", data=json.dumps({"value": value}).encode(), headers=kind, **more
    )


def test_a_secret_that_was_set_reaches_who_uses_it_with_the_next_deploy_and_the_plan_says_so() -> None:
    async def main() -> None:
        async with opened(login()) as front:
            assert (await front.get(f"{BASE}/flows/line/state")).json["running"] is False
            made = await put(front, "plc")
            assert made.status == 200
            assert made.json["flows"] == ["line"]
            assert made.json["stale"] is True
            health = (await front.get(f"{BASE}/health")).json
            assert "secret-changed" in [one["code"] for one in health["faults"]]

            plan = (await front.post(f"{BASE}/deploy/plan", {"revision": 1})).json
            assert plan["start"] == ["line/feed", "line/keep", "line/login"]
            assert (await front.post(f"{BASE}/deploy", {"revision": 1, "flows": {}})).status == 200
            assert front.node("line", "login").config.password == VALUE

            assert (await put(front, "plc", "a new one")).json["stale"] is True
            assert front.node("line", "login").config.password == VALUE
            plan = (await front.post(f"{BASE}/deploy/plan", {"revision": 2})).json
            assert (plan["restart"], plan["keep"]) == (["line/login"], ["line/feed", "line/keep"])
            assert (await front.post(f"{BASE}/deploy", {"revision": 2, "flows": {}})).status == 200
            assert front.node("line", "login").config.password == "a new one"
            listed = (await front.get(f"{BASE}/secrets")).json["items"]
            assert [(one["name"], one["source"], one["stale"]) for one in listed] == [("plc", "store", False)]

    asyncio.run(main())


def test_a_connection_takes_a_new_secret_with_the_next_deploy() -> None:
    connections = {"broker": {"type": "test.broker", "config": {"password": "${secret:broker}"}}}

    async def main() -> None:
        kinds = flow("line", {"feed": Feed, "keep": Keep}, "feed>keep")
        async with opened(kinds, project={"connections": connections}, connections=[Broker]) as front:
            assert (await put(front, "broker")).json["connections"] == ["broker"]
            assert (await front.post(f"{BASE}/deploy", {"revision": 1, "flows": {}})).status == 200
            assert front.engine.shared.links["broker"].connection.config.password == VALUE
            assert (await put(front, "broker", "a new one")).status == 200
            assert (await front.post(f"{BASE}/deploy", {"revision": 2, "flows": {}})).status == 200
            assert front.engine.shared.links["broker"].connection.config.password == "a new one"

    asyncio.run(main())


def test_a_secret_in_use_is_not_deleted_and_one_that_is_not_is() -> None:
    async def main() -> None:
        async with opened(login()) as front:
            for name in ("plc", "other"):
                assert (await put(front, name)).status == 200
            refused = await front.call("DELETE", f"{BASE}/secrets/plc")
            assert (refused.status, refused.codes) == (409, ["secret-in-use"])
            assert "line" in refused.json["detail"]
            assert (await front.call("DELETE", f"{BASE}/secrets/other")).status == 204
            gone = await front.call("DELETE", f"{BASE}/secrets/other")
            assert (gone.status, gone.codes) == (404, ["secret-not-found"])
            actions = await front.security.store.reading(lambda db: audit.page(db, None, 10))
            assert [(one.entry.action, one.entry.target, one.entry.author) for one in actions] == [
                ("secret.delete", "other", "local"),
                ("secret.set", "other", "local"),
                ("secret.set", "plc", "local"),
            ]

    asyncio.run(main())


def test_names_and_values_that_cannot_be_are_refused_and_no_value_comes_back() -> None:
    async def main() -> None:
        async with opened(login()) as front:
            for name in ("-x", "a%2Fb", "%24x", "a" * 65):
                refused = await put(front, name)
                assert (refused.status, refused.codes) == (422, ["secret-name"]), name
            for value in ("", "x" * 65537):
                assert (await put(front, "plc", value)).codes == ["secret-value"]
            for body in (f'{{"value": "{VALUE}"', f'{{"value": "{VALUE}", "more": "{VALUE}"}}', f'["{VALUE}"]'):
                answer = await front.call(
                    "PUT", f"{BASE}/secrets/plc", data=body.encode(), headers={"Content-Type": "application/json"}
                )
                assert answer.status in (400, 422)
                assert VALUE.encode() not in answer.raw
            assert (await put(front, "plc")).status == 200
            assert VALUE.encode() not in (await front.get(f"{BASE}/secrets")).raw

    asyncio.run(main())


def test_setting_and_rotating_need_the_right_and_reading_names_needs_to_edit() -> None:
    async def main() -> None:
        async with opened(login(), rights=frozenset({"view", "edit", "deploy"})) as front:
            assert (await put(front, "plc")).codes == ["missing-right"]
            assert (await front.post(f"{BASE}/secrets/rotate")).codes == ["missing-right"]
            assert (await front.call("DELETE", f"{BASE}/secrets/plc")).codes == ["missing-right"]
            assert (await front.get(f"{BASE}/secrets")).status == 200
        async with opened(login(), rights=frozenset({"view"})) as front:
            assert (await front.get(f"{BASE}/secrets")).codes == ["missing-right"]

    asyncio.run(main())


def test_rotating_keeps_what_runs_as_it_is() -> None:
    async def main() -> None:
        async with opened(login()) as front:
            assert (await put(front, "plc")).status == 200
            assert (await front.post(f"{BASE}/deploy", {"revision": 1, "flows": {}})).status == 200
            assert (await front.post(f"{BASE}/secrets/rotate")).json == {"values": 1}
            plan = (await front.post(f"{BASE}/deploy/plan", {"revision": 2})).json
            assert (plan["restart"], plan["start"]) == ([], [])
            assert front.security.vault.values == {"plc": VALUE}

    asyncio.run(main())


def test_a_flow_is_checked_with_the_secrets_of_the_store() -> None:
    async def main() -> None:
        made = login()
        async with opened(made) as front:
            found = await front.post(f"{BASE}/flows/line/validate", made.document)
            assert "unknown-secret" in found.raw.decode()
            assert (await put(front, "plc")).status == 200
            found = await front.post(f"{BASE}/flows/line/validate", made.document)
            assert "unknown-secret" not in found.raw.decode()

    asyncio.run(main())
