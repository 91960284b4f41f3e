"""Requests to other programs: what is sent and taken, where they may go, and what never leaves."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from sinterflow.nodes.network.http_request import HttpRequest
from sinterflow.nodes.network.targets import Hosts, as_address
from sinterflow.runtime import Message, new_message
from tests.nodes.peers import Running, free_port, running, until


class Server:
    """A real server that writes down what it is asked; a test may say what it answers."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answers: dict[str, Any] = {}
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        self.asked.append({"method": request.method, "url": request.path_qs, "headers": request.headers, "body": body})
        answer = self.answers.get(request.path)
        if callable(answer):
            found: web.StreamResponse = await answer(request)
            return found
        if answer is None:
            return web.json_response({"ok": True})
        return web.Response(status=answer.status, body=answer.body, headers=answer.headers)


@asynccontextmanager
async def server() -> AsyncIterator[Server]:
    made = Server()
    runner = web.ServerRunner(web.Server(made.handle), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.port = runner.addresses[0][1]
    try:
        yield made
    finally:
        await runner.cleanup()


@asynccontextmanager
async def asking(config: dict[str, Any], **more: Any) -> AsyncIterator[Running]:
    nodes = {"send": ("test.emit", {}), "ask": ("network.http-request", config), "got": ("test.collect", {})}
    durable = more.get("data") is not None
    async with running(nodes, [("send", "ask", *(("durable",) if durable else ())), ("ask", "got")], **more) as plant:
        yield plant


async def answer(plant: Running, message: Message) -> Message | str:
    """What came back, or the error."""
    got, letters = plant.node("got").messages, len(plant.letters)
    count = len(got)
    await plant.node("send").send(message)
    await until(lambda: len(got) > count or len(plant.letters) > letters)
    return got[-1] if len(got) > count else f"{plant.letters[-1].failure.kind}: {plant.letters[-1].failure.message}"


def ask(path: str = "/a", body: Any = None, *, to: str = "", **config: Any) -> tuple[Any, dict[str, Any]]:
    """One request to a server of its own: the result, and the last that the server was asked."""
    message = config.pop("message", {})
    answers = config.pop("answers", {})

    async def scenario() -> tuple[Any, dict[str, Any]]:
        async with asyncio.timeout(30), server() as there:
            for name, one in answers.items():
                there.answers[name] = one(there) if getattr(one, "makes", False) else one
            made = {"url": to or there.url + path, **config}
            async with asking(made) as plant:
                found = await answer(plant, new_message(body, **message))
                return found, (there.asked or [{}])[-1]

    return asyncio.run(scenario())


def test_an_answer_comes_as_payload_with_status_headers_and_url() -> None:
    found, asked = ask("/orders/{{payload.id}}?q={{topic}}", {"id": "5/7 ä"}, answer="json", message={"topic": "x&y"})
    assert (found["payload"], found["statusCode"]) == ({"ok": True}, 200)
    assert found["headers"]["content-type"] == "application/json; charset=utf-8"
    assert found["responseUrl"].endswith("/orders/5%2F7%20%C3%A4?q=x%26y")
    assert (asked["method"], asked["url"], asked["body"]) == ("GET", "/orders/5%2F7%20%C3%A4?q=x%26y", b"")


@pytest.mark.parametrize(
    ("payload", "headers", "body", "kind"),
    [
        ({"a": 1}, {}, b'{"a":1}', "application/json"),
        ("text", {}, b"text", "text/plain; charset=utf-8"),
        (b"\x00", {}, b"\x00", "application/octet-stream"),
        ({"a": ["1", "ä"]}, {"content-type": "application/x-www-form-urlencoded"}, b"a=1&a=%C3%A4", None),
        ("<a/>", {"Content-Type": "text/xml"}, b"<a/>", "text/xml"),
    ],
)
def test_a_payload_is_sent_as_what_it_is(payload: Any, headers: dict[str, str], body: bytes, kind: str | None) -> None:
    found, asked = ask("/a", payload, method="POST", message={"headers": headers})
    assert asked["body"] == body
    assert asked["headers"]["Content-Type"] == (kind or headers["content-type"])
    assert found["payload"] == '{"ok": true}'


def test_a_form_with_a_file_is_sent_in_parts() -> None:
    payload = {"name": "x", "file": {"value": b"\r\n\x00", "options": {"filename": 'a"b.bin', "contentType": "x/y"}}}
    headers = {"content-type": "multipart/form-data"}
    _, asked = ask("/a", payload, method="POST", message={"headers": headers})
    assert b'name="file"; filename="a%22b.bin"\r\nContent-Type: x/y\r\n\r\n\r\n\x00\r\n--' in asked["body"]


def test_the_payload_may_be_the_query_and_the_message_may_say_more() -> None:
    message = {"headers": {"X-Line": "5"}, "cookies": {"a": "b"}, "method": "put"}
    _, asked = ask("/a?z=1", {"b": [1, True]}, method="message", message=message, payload="query")
    assert (asked["method"], asked["url"]) == ("PUT", "/a?z=1&b=1&b=true")
    assert (asked["headers"]["X-Line"], asked["headers"]["Cookie"]) == ("5", "a=b")


@pytest.mark.parametrize(
    ("auth", "sent"),
    [
        ({"auth": "basic", "user": "u", "password": "p"}, "Basic dTpw"),
        ({"auth": "bearer", "password": "t"}, "Bearer t"),
        ({"headers": {"Authorization": "own"}, "auth": "bearer", "password": "t"}, "own"),
    ],
)
def test_it_logs_in(auth: dict[str, Any], sent: str) -> None:
    _, asked = ask(**auth)
    assert asked["headers"]["Authorization"] == sent


def test_it_logs_in_by_digest() -> None:
    async def challenge(request: web.BaseRequest) -> web.Response:
        if request.headers.get("Authorization", "").startswith('Digest username="u"'):
            return web.Response(text="in")
        return web.Response(status=401, headers={"WWW-Authenticate": 'Digest realm="r", nonce="n", qop="auth"'})

    found, _ = ask(auth="digest", user="u", password="p", answers={"/a": challenge})
    assert found["payload"] == "in"


def test_errors_are_what_the_config_says() -> None:
    refused = web.Response(status=404, text="no")
    found, _ = ask(answers={"/a": refused})
    assert (found["statusCode"], found["payload"]) == (404, "no")
    found, _ = ask(answers={"/a": web.Response(status=404)}, errors="status")
    assert found.startswith("Failed: ")
    found, _ = ask(to=f"http://127.0.0.1:{free_port()}/", errors="never")
    assert found["statusCode"] == "NotConnected"
    found, _ = ask(to=f"http://127.0.0.1:{free_port()}/")
    assert found.startswith("NotConnected: ")
    found, _ = ask(answer="json", answers={"/a": web.Response(text="<html>")})
    assert "is not JSON" in found
    found, _ = ask(answer="json", answers={"/a": web.Response(text="[" * 3000 + "]" * 3000)})
    assert "nested too deeply" in found


def test_an_answer_that_does_not_come_or_never_ends_is_given_up() -> None:
    async def slow(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(b"x")
        await asyncio.sleep(3600)
        return response

    found, _ = ask(answers={"/a": slow}, timeout="100ms")
    assert "did not answer within 0.1 s" in found


def test_an_answer_is_bounded_however_it_is_packed() -> None:
    bomb = gzip.compress(b"x" * 50_000_000)
    for one in (
        web.Response(body=b"x" * 1001),
        web.Response(body=bomb, headers={"Content-Encoding": "gzip"}),
    ):
        found, _ = ask(answers={"/a": one}, largest=1000)
        assert "larger than 1000 bytes" in found


@pytest.mark.parametrize(
    "headers", [{"X": "a\r\nHost: evil"}, {"X\n": "a"}, {"X": "ok", "Content-Length": "5"}, {"Host": "evil"}]
)
def test_headers_of_a_message_stay_headers(headers: dict[str, str]) -> None:
    found, asked = ask(message={"headers": headers})
    if isinstance(found, str):
        assert found.startswith("NodeError: ")
    else:
        assert asked["headers"]["Host"].startswith("127.0.0.1")
        assert "Content-Length" not in asked["headers"]


# where they may go


@pytest.mark.parametrize(
    ("allowed", "host", "good"),
    [
        (["api.example.com"], "API.example.com.", True),
        (["*.example.com"], "a.b.example.com", True),
        (["*.example.com"], "example.com", False),
        (["*.example.com"], "evilexample.com", False),
        (["192.168.1.0/24"], "192.168.1.77", True),
        (["192.168.1.0/24"], "192.168.2.1", False),
        (["::1"], "::1", True),
        ([], "localhost", False),
    ],
)
def test_hosts_are_allowed_by_name_and_network(allowed: list[str], host: str, good: bool) -> None:
    assert Hosts(allowed).allows(host) == good


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254", "fe80::1", "fe80::1%eth0", "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::",
        "0.0.0.0", "::", "fd00:ec2::254", "100.100.100.200", "224.0.0.1",
    ],
)  # fmt: skip
def test_addresses_that_give_out_secrets_are_only_called_when_they_are_named(address: str) -> None:
    assert not Hosts(["meta.example"], own=["meta.example"]).allows_address("meta.example", address)
    known = as_address(address)
    assert Hosts([str(known)]).allows_address("meta.example", address)


def test_a_name_from_a_message_may_not_stand_for_this_machine() -> None:
    assert not Hosts(["api.example"]).allows_address("api.example", "127.0.0.1")
    assert Hosts(["api.example", "127.0.0.0/8"]).allows_address("api.example", "127.0.0.1")
    assert Hosts([], own=["api.example"]).allows_address("api.example", "127.0.0.1")
    assert Hosts(["api.example"]).allows_address("api.example", "10.0.0.7")


@given(st.ip_addresses(v=4, network="169.254.0.0/16"), st.sampled_from(["{}", "::ffff:{}"]))
def test_no_spelling_of_a_link_local_address_gets_through(address: Any, spelled: str) -> None:
    assert not Hosts(["x"]).allows_address("x", spelled.format(address))


@pytest.mark.parametrize(
    "url",
    [
        "http://evil.example/", "http://169.254.169.254/latest/meta-data", "http://[fe80::1]/", "file:///etc/passwd",
        "http://good.example@evil.example/", "http://2852039166/", "http:///x", "gopher://good.example/", "http://good.example\\@evil.example/",
    ],
)  # fmt: skip
def test_a_url_from_a_message_leads_only_to_hosts_that_are_named(url: str) -> None:
    async def scenario() -> None:
        async with asking({"hosts": ["good.example"]}) as plant:
            found = await answer(plant, new_message(url=url))
            assert isinstance(found, str)
            assert found.startswith("NodeError: "), found

    asyncio.run(scenario())


def test_a_place_in_the_path_cannot_change_the_host() -> None:
    found, asked = ask("/{{payload}}", "@evil.example/../../x")
    assert asked["url"] == "/@evil.example%2F..%2F..%2Fx"
    assert found["statusCode"] == 200


def test_a_name_that_changes_its_address_after_it_was_looked_up_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """DNS rebinding: the first look is good, each later one is the address of another service."""
    looked: list[str] = []
    real = socket.getaddrinfo

    def look_up(host: Any, port: Any, *how: Any, **more: Any) -> Any:
        if host != "rebind.example":
            return real(host, port, *how, **more)
        looked.append(host)
        return real("127.0.0.1" if len(looked) == 1 else "127.0.0.2", port, *how, **more)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)

    async def scenario() -> None:
        async with server() as there, asking({"hosts": ["rebind.example", "127.0.0.1"]}) as plant:
            found = await answer(plant, new_message(url=f"http://rebind.example:{there.port}/"))
            assert not isinstance(found, str), found
            assert len(looked) == 1
        async with asking({"hosts": ["rebind.example", "127.0.0.1"]}) as plant:
            found = await answer(plant, new_message(url=f"http://rebind.example:{there.port}/"))
            assert isinstance(found, str)
            assert "127.0.0.2, which may not be called" in found

    asyncio.run(scenario())


def test_a_message_that_names_the_host_needs_hosts(decoded: Any) -> None:
    for config in (
        {},
        {"url": "http://{{payload}}/x"},
        {"url": "{{payload}}"},
        {"url": "http://a{{payload}}.example/"},
    ):
        assert [one[0] for one in HttpRequest.check(decoded(HttpRequest, config))] == ["hosts-needed"]
    fixed = decoded(HttpRequest, {"url": "http://a.example/{{payload}}"})
    assert HttpRequest.check(fixed) == []
    bad = decoded(HttpRequest, {"url": "ftp://a", "hosts": ["a/b"], "headers": {"a b": "c"}})
    assert {one[0] for one in HttpRequest.check(bad)} == {"bad-url", "bad-hosts", "bad-header"}


# redirects


def redirect(location: str, status: int = 302) -> web.Response:
    return web.Response(status=status, headers={"Location": location, "Set-Cookie": "s=1"})


def test_redirects_are_followed_and_told() -> None:
    found, asked = ask(method="POST", body={"a": 1}, answers={"/a": redirect("/b", 302)}, effect="idempotent")
    assert (asked["method"], asked["url"], asked["body"]) == ("GET", "/b", b"")
    assert [one["location"] for one in found["redirectList"]] == ["/b"]
    assert found["redirectList"][0]["cookies"]["s"]["value"] == "1"
    _, asked = ask(method="POST", body={"a": 1}, answers={"/a": redirect("/b", 307)})
    assert (asked["method"], asked["body"]) == ("POST", b'{"a":1}')
    found, _ = ask(answers={"/a": redirect("/b")}, follow=False)
    assert found["statusCode"] == 302
    found, _ = ask(answers={"/a": redirect("/a")})
    assert "more than 10 redirects" in found


def test_a_redirect_leads_nowhere_that_the_node_may_not_go() -> None:
    for location in ("http://169.254.169.254/", "http://evil.example/", "file:///etc/passwd", "//evil.example/x"):
        found, _ = ask(answers={"/a": redirect(location)})
        assert isinstance(found, str), found
        assert found.startswith("Failed: ")


def test_what_proves_who_we_are_does_not_go_to_another_origin() -> None:
    async def scenario() -> None:
        async with server() as first, server() as second:
            first.answers["/a"] = redirect(f"{second.url}/b", 307)
            config = {
                "url": f"{first.url}/a", "method": "POST", "auth": "basic", "user": "u", "password": "p",
                "headers": {"X-Api-Key": "secret", "Accept": "text/plain"},
            }  # fmt: skip
            async with asking(config) as plant:
                message = new_message("body", headers={"X-Token": "secret"}, cookies={"session": "secret"})
                await answer(plant, message)
            sent, passed_on = first.asked[0]["headers"], second.asked[0]["headers"]
            assert {"Authorization", "X-Api-Key", "X-Token", "Cookie"} <= set(sent)
            assert not {"Authorization", "X-Api-Key", "X-Token", "Cookie"} & set(passed_on)
            assert passed_on["Accept"] == "text/plain"

    asyncio.run(scenario())


# effects


def test_what_may_happen_twice_depends_on_the_method_and_on_what_the_config_says(decoded: Any) -> None:
    def effect(**config: Any) -> str:
        made = decoded(HttpRequest, {"url": "http://a.example/", **config})
        found: str = HttpRequest.variant(made).effect
        return found

    assert [effect(method=name) for name in ("GET", "PUT", "DELETE", "POST", "PATCH", "message")] == [
        "idempotent", "idempotent", "idempotent", "once", "once", "once",
    ]  # fmt: skip
    assert effect(method="POST", effect="idempotent") == "idempotent"
    assert effect(method="GET", effect="once") == "once"


def test_behind_a_durable_wire_a_request_has_a_key_that_is_the_same_when_it_comes_again(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with server() as there:
            config = {"url": f"{there.url}/a", "method": "POST", "effect": "idempotent"}
            for count in (1, 2):
                async with asking(config, data=tmp_path / "data", drain=0.0) as plant:
                    got = plant.node("got")
                    got.free.clear()  # handled, but never acknowledged
                    if count == 1:
                        await plant.node("send").send(new_message("x"))
                    await got.count(1)
            keys = [one["headers"]["Idempotency-Key"] for one in there.asked]
            assert len(keys) == 2
            assert keys[0] == keys[1]
            assert len(keys[0]) > 20

    asyncio.run(scenario())


def test_a_server_that_is_down_keeps_the_message_on_its_durable_wire(tmp_path: Path) -> None:
    async def scenario() -> None:
        port = free_port()
        config = {"url": f"http://127.0.0.1:{port}/a"}
        async with asking(config, data=tmp_path / "data", drain=0.0) as plant:
            await plant.node("send").send(new_message("x"))
            await until(lambda: plant.engine.flows["test"].nodes["ask"].state == "disconnected")
            assert plant.letters == []
        runner = web.ServerRunner(web.Server(Server().handle))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        async with asking(config, data=tmp_path / "data", drain=0.0) as plant:
            (found,) = await plant.node("got").count(1)
            assert found["statusCode"] == 200
        await runner.cleanup()

    asyncio.run(scenario())


def test_no_secret_is_in_an_outcome_or_an_error(decoded: Any) -> None:
    config = {"url": "http://a.example/", "headers": {"X-Key": "hush"}, "auth": "bearer", "password": "hush"}
    node = HttpRequest(decoded(HttpRequest, config))
    assert "hush" not in json.dumps(str(node.outcome({"payload": 1})))
