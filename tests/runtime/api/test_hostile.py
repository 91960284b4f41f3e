"""Requests that mean harm, sent over real sockets: each is refused in plain words, and the server goes on."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from sinterflow.runtime.api import body, limits, protocol
from tests.runtime.api.front import BASE, LINE, TOKEN, Front, Slow, flow, opened
from tests.runtime.api.people import PASSWORD, add, quick

HEAD = f"Host: 127.0.0.1\r\nAuthorization: Bearer {TOKEN}\r\n"
MIB = 1024 * 1024


class Raw:
    """One connection, byte for byte."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes | str) -> None:
        self.writer.write(data if isinstance(data, bytes) else data.encode())
        await self.writer.drain()

    async def answer(self) -> tuple[int, bytes]:
        """Status and everything else, until the server closes."""
        raw = bytearray()
        with suppress(ConnectionResetError):  # it closes on what it will not read
            async with asyncio.timeout(20):
                while part := await self.reader.read(65536):
                    raw += part
        self.writer.close()
        return int(raw.split(b" ")[1]) if raw else 0, bytes(raw)

    async def ask(self, request: str | bytes, body: bytes = b"") -> tuple[int, bytes]:
        head = request if isinstance(request, bytes) else request.encode()
        await self.send(head + b"Connection: close\r\n\r\n" + body)
        return await self.answer()


async def raw(front: Front, local: str = "127.0.0.1") -> Raw:
    return Raw(*await asyncio.open_connection("127.0.0.1", front.server.port, local_addr=(local, 0)))


def attacked(attack: Callable[[Front], Awaitable[None]], *flows: Any, **more: Any) -> None:
    """Do it; then the server must serve as before."""

    async def main() -> None:
        async with opened(*(flows or (LINE,)), **more) as front:
            await attack(front)
            assert (await front.get(f"{BASE}/flows/line/state")).json["running"]

    asyncio.run(main())


HEADS = [
    (f"GET /{'a' * 9000} HTTP/1.1\r\n{HEAD}", 431),
    (f"GET /healthz HTTP/1.1\r\n{HEAD}X-Long: {'a' * 9000}\r\n", 431),
    (f"GET /healthz HTTP/1.1\r\n{HEAD}" + "".join(f"X-{n}: 1\r\n" for n in range(100)), 400),
    (f"GET {BASE}/flows?search={'a' * 5000} HTTP/1.1\r\n{HEAD}", 400),
    (f"GET {BASE}/flows HTTP/9.9\r\n{HEAD}", 400),
    ("\x16\x03\x01 no HTTP at all\r\n", 400),
    (f"GET {BASE}/flows HTTP/1.1\r\n{HEAD}Bad Header: 1\r\n", 400),
    (f"GET {BASE}/flows HTTP/1.1\r\n{HEAD}X-A: a\x00b\r\n", 400),
    (f"POST {BASE}/deploy HTTP/1.1\r\n{HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", 400),
    (f"POST {BASE}/deploy HTTP/1.1\r\n{HEAD}Content-Length: 5\r\nContent-Length: 6\r\n", 400),
    (f"POST {BASE}/deploy HTTP/1.1\r\n{HEAD}Content-Length: -5\r\n", 400),
]


def test_a_head_that_is_too_long_or_none_is_refused_without_a_traceback() -> None:
    async def attack(front: Front) -> None:
        for request, status in HEADS:
            given, answer = await (await raw(front)).ask(request)
            assert given == status, (request[:200], answer)
            assert b"application/problem+json" in answer
            assert b"Traceback" not in answer

    attacked(attack)


HALVES: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", "login", {"user": "li", "password": "\ud800"}),
    ("POST", "users", {"user": "li", "name": "\ud800"}),
    ("POST", "tokens", {"name": "\ud800", "rights": ["view"]}),
    ("POST", "backup/recovery", {"passphrase": "a long passphrase \ud800"}),
    ("PUT", "stations/press", {"name": "press", "pages": ["\ud800"]}),
    ("PUT", "logs/levels/line", {"level": "debug", "reason": "\ud800"}),
    ("POST", "deploy", {"revision": 1, "reason": "\ud800"}),
]


@pytest.mark.parametrize(("method", "path", "body"), HALVES, ids=[path for _, path, _ in HALVES])
def test_half_a_character_is_refused_before_anything_is_done(method: str, path: str, body: dict[str, Any]) -> None:
    async def attack(front: Front) -> None:
        data = BytesIO(json.dumps(body).encode())
        answer = await front.call(method, f"{BASE}/{path}", data=data, headers={"Content-Type": "application/json"})
        assert answer.codes == ["lone-surrogate"]
        assert (await front.get(f"{BASE}/audit")).json["items"] == []

    attacked(attack)


def test_a_message_may_hold_half_a_character_and_any_text_a_whole_one() -> None:
    async def attack(front: Front) -> None:
        given = await front.post(f"{BASE}/flows/line/nodes/feed/receive", {"message": {"payload": "\ud800"}})
        assert given.status == 202
        assert front.node("line", "keep").seen[0]["payload"] == "\ud800"
        assert (await front.post(f"{BASE}/users", {"user": "li", "name": "李 😀"})).json["name"] == "李 😀"

    attacked(attack)


ODD_HEADS = [
    (b"GET /api/v1/me HTTP/1.1\r\nHost: \xff\r\nAuthorization: Bearer %s\r\n" % TOKEN.encode(), 403),
    (f"GET /api/v1/me HTTP/1.1\r\n{HEAD}Origin: http://".encode() + b"\xff\r\n", 403),
]


def test_headers_that_are_no_text_are_answered_like_any_other() -> None:
    async def attack(front: Front) -> None:
        for request, status in ODD_HEADS:
            given, answer = await (await raw(front)).ask(request)
            assert given == status, answer
        quick(front)
        await add(front, "li", "viewer")
        body = json.dumps({"user": "li", "password": PASSWORD}).encode()
        head = f"POST {BASE}/login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        agent = f"{head}Content-Length: {len(body)}\r\nUser-Agent: ".encode() + b"\xff\r\n"
        assert (await (await raw(front)).ask(agent, body))[0] == 200

    attacked(attack)


FAR = ["since=0001-01-01T00:00:00%2B08:00", "until=9999-12-31T23:59:59-08:00"]


def test_times_and_numbers_beyond_what_there_is_are_no_failure() -> None:
    async def attack(front: Front) -> None:
        await front.post(f"{BASE}/users", {"user": "li"})
        for far in FAR:
            assert len((await front.get(f"{BASE}/audit?{far}")).json["items"]) == 1
        body = {"name": "mes", "rights": ["view"], "expires": "9999-12-31T23:59:59-08:00"}
        assert (await front.post(f"{BASE}/tokens", body)).json["expires"] == "9999-12-31T23:59:59Z"
        assert len((await front.get(f"{BASE}/tokens")).json["items"]) == 1
        level = {"level": "debug", "for": f"{'9' * 400}d"}
        data = BytesIO(json.dumps(level).encode())
        put = await front.call(
            "PUT", f"{BASE}/logs/levels/line", data=data, headers={"Content-Type": "application/json"}
        )
        (rule,) = put.json["items"]
        assert rule["until"] > "2100"
        await front.call("DELETE", f"{BASE}/logs/levels/line")
        for number in (2**64 - 1, -(2**70)):
            for query in (f"history/diff?from={number}&to=1", f"signatures?before={number}"):
                assert (await front.get(f"{BASE}/{query}")).codes == ["request-value"]
            for path in ("deploy/plan", "rollback/1/plan"):
                assert (await front.post(f"{BASE}/{path}", {"revision": number})).codes == ["request-value"]

    attacked(attack)


def test_a_head_or_a_body_that_does_not_come_to_its_end_holds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "SLOWEST_HEAD", 0.2)
    monkeypatch.setattr(body, "SLOWEST", 0.2)

    async def attack(front: Front) -> None:
        silent, halting, second, slow = [await raw(front) for _ in range(4)]
        await halting.send(f"GET /healthz HTTP/1.1\r\n{HEAD}X-A: ")
        await second.send(f"GET /healthz HTTP/1.1\r\n{HEAD}\r\n")
        assert b"200 OK" in await second.reader.readuntil(b"\r\n\r\n")
        await second.send("GET /hea")
        head = (
            f"POST {BASE}/deploy/plan HTTP/1.1\r\n{HEAD}Content-Type: application/json\r\nContent-Length: 100\r\n\r\n"
        )
        await slow.send(f'{head}{{"rev')
        dripping = asyncio.create_task(_drip(halting))
        assert (await silent.answer())[0] == 0
        assert (await halting.answer())[0] == 0
        assert b"HTTP/1.1" not in (await second.reader.read())
        second.writer.close()
        status, answer = await slow.answer()
        assert (status, b"request-too-slow" in answer) == (408, True)
        dripping.cancel()

    attacked(attack)


def test_connections_beyond_the_most_are_closed_and_those_before_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "MOST", 2)
    monkeypatch.setattr(protocol, "SLOWEST_HEAD", 60)

    async def attack(front: Front) -> None:
        first, second, third = [await raw(front) for _ in range(3)]
        assert (await third.answer())[0] == 0
        await first.send(f"GET /healthz HTTP/1.1\r\n{HEAD}\r\n")
        assert b"200 OK" in await first.reader.readuntil(b"\r\n\r\n")
        for one in (first, second):
            one.writer.close()
        monkeypatch.undo()

    attacked(attack)


def test_one_address_has_so_many_connections_and_others_have_theirs() -> None:
    async def main() -> None:
        async with opened(LINE, project={"settings": {"http": {"connections_each": 8}}}) as front:
            many = [await raw(front) for _ in range(9)]
            assert (await many[-1].answer())[0] == 0
            elsewhere = await raw(front, "127.0.0.2")
            for other in (elsewhere, many[0]):
                await other.send(f"GET /healthz HTTP/1.1\r\n{HEAD}\r\n")
                assert b"200 OK" in await other.reader.readuntil(b"\r\n\r\n")
            for one in (*many, elsewhere):
                one.writer.close()
                await one.writer.wait_closed()
            assert (await front.get("/healthz", token=None)).status == 200

    asyncio.run(main())


async def _drip(connection: Raw) -> None:
    """A byte now and then does not make it live longer."""
    with suppress(ConnectionError):
        while True:
            await asyncio.sleep(0.02)
            await connection.send("a")


def test_more_than_so_many_requests_of_one_caller_are_refused_and_another_is_served(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "REQUESTS_EACH", 3)
    monkeypatch.setattr(limits, "REQUESTS", 5)
    monkeypatch.setattr(limits, "SOCKETS_EACH", 2)

    async def attack(front: Front) -> None:
        url = f"{BASE}/flows/slow/nodes/slow/receive?wait=1m"
        waiting = [asyncio.create_task(front.post(url, {})) for _ in range(3)]
        await front.node("slow", "slow").arrived.acquire()
        while True:
            refused = await front.get(f"{BASE}/flows")
            if refused.status == 429:
                break
        assert (refused.codes, refused.headers["Retry-After"]) == (["caller-busy"], "1")
        assert (await front.get("/healthz", token=None)).status == 200
        sockets = [await front.events() for _ in range(2)]
        with pytest.raises(Exception, match="429"):
            await front.events()
        for socket in sockets:
            await socket.close()
        front.node("slow", "slow").go_on.set()
        assert {one.status for one in await asyncio.gather(*waiting)} == {200}

    attacked(attack, LINE, flow("slow", {"slow": Slow}))


def _deep(levels: int) -> bytes:
    return b'{"message":{"payload":' + b"[" * levels + b"]" * levels + b"}}"


BOMBS = {
    "deep lists": _deep(100_000),
    "deep objects": b'{"message":' + b'{"a":' * 50_000 + b"1" + b"}" * 50_001,
    "open brackets": b"[" * MIB,
    "a huge integer": b'{"message":{"payload":' + b"9" * 1_000_000 + b"}}",
    "a huge exponent": b'{"message":{"payload":1e999999999}}',
    "many keys": b"{" + b",".join(b'"k%d":1' % n for n in range(100_000)) + b"}",
    "half a character": b'{"message":{"payload":"\\ud800"}}',
    "no UTF-8": b'{"message":{"payload":"\xff\xfe"}}',
    "a mark before it": b"\xef\xbb\xbf{}",
    "bad base64": b'{"message":{"payload":{"$bytes":"***"}}}',
    "a bad time": b'{"message":{"payload":{"$time":"yesterday"}}}',
    "a key twice": b'{"message":{},"message":{"payload":1}}',
}


@pytest.mark.parametrize("path", ["flows/line/nodes/pass/receive", "flows/line/validate", "deploy/plan", "replay"])
def test_a_body_that_is_a_bomb_is_refused_or_taken_and_never_fails(path: str) -> None:
    async def attack(front: Front) -> None:
        headers = {"Content-Type": "application/json"}
        for name, bomb in BOMBS.items():
            answer = await front.call("POST", f"{BASE}/{path}", data=BytesIO(bomb), headers=headers)
            assert answer.status in (200, 202, 400, 409, 422), (name, answer.raw[:300])

    attacked(attack)


def test_a_bomb_becomes_no_draft() -> None:
    async def attack(front: Front) -> None:
        headers = {"Content-Type": "application/json", "If-Match": "*"}
        for name, bomb in BOMBS.items():
            for path in ("flows/line", "project/document", "equipment/document", "project/parts/settings"):
                put = await front.call("PUT", f"{BASE}/{path}", data=BytesIO(bomb), headers=headers)
                assert put.status in (200, 400, 422), (name, put.raw[:300])
            assert (await front.get(f"{BASE}/flows/line?version=draft")).json == LINE.document

    attacked(attack)


def test_a_small_body_that_unpacks_to_a_large_one_is_refused() -> None:
    bomb = gzip.compress(b"0" * 64 * MIB, 1)

    async def attack(front: Front) -> None:
        for packed in (bomb, gzip.compress(bomb)):
            head = f"POST {BASE}/deploy/plan HTTP/1.1\r\n{HEAD}Content-Type: application/json\r\n"
            coded = f"Content-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n"
            status, answer = await (await raw(front)).ask(head + coded, packed)
            assert status in (400, 413), answer[:300]
        status, answer = await (await raw(front)).ask(f"{head}Content-Length: {64 * MIB}\r\n", b"0")
        assert (status, b"request-too-large" in answer) == (413, True)

    attacked(attack)


PATHS = [
    *("/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/assets/%2e%2e/%2e%2e/secret"),
    *("/..%5c..%5csecret", "/%00", "/C:/secret", "/secret.txt%00.html", "//secret", "/./././../secret.txt"),
    *(
        f"{BASE}/flows/..%2f..%2fsecret",
        f"{BASE}/flows/%00",
        f"{BASE}/flows/%0d%0aX-Evil:%201",
        f"{BASE}/flows/%ff",
    ),
    *(f"{BASE}/tags/files/..%2f..%2fsecret", f"{BASE}/subflows/..%2f..%2fproject", f"{BASE}/%2e%2e/%2e%2e/secret"),
    *(
        f"{BASE}/history/..%2f1",
        f"{BASE}/recordings/..%2f..%2fx",
        f"{BASE}/flows/{'%25' * 500}",
        f"{BASE}/flows/%zz",
    ),
]


def test_no_path_leads_out_of_where_it_belongs(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("out of bounds")
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "index.html").write_text("the app")

    async def attack(front: Front) -> None:
        for path in PATHS:
            for method in ("GET", "PUT", "DELETE"):
                more = f"{HEAD}If-Match: *\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
                status, answer = await (await raw(front)).ask(f"{method} {path} HTTP/1.1\r\n{more}", b"{}")
                assert status in (200, 400, 404, 405, 409, 412, 415, 422), (path, answer)
                assert b"out of bounds" not in answer
                assert b"root:" not in answer
                assert b"\r\nX-Evil" not in answer
                assert status != 200 or b"the app" in answer

    attacked(attack, pages={"/": tmp_path / "pages"})


def test_what_a_caller_sends_is_in_no_header_of_the_answer() -> None:
    async def attack(front: Front) -> None:
        evil = "%0d%0aX-Evil:%201"
        for request in (
            f'GET {BASE}/recordings/{evil} HTTP/1.1\r\n{HEAD}If-None-Match: "{evil}"\r\n',
            f"GET {BASE}/nothing/{evil}?a={evil} HTTP/1.1\r\n{HEAD}Accept-Language: {evil}\r\n",
            f"GET /{evil} HTTP/1.1\r\nHost: 127.0.0.1{evil}\r\n",
        ):
            status, answer = await (await raw(front)).ask(request)
            assert status >= 400
            assert b"evil" not in answer.partition(b"\r\n\r\n")[0].lower()

    attacked(attack)


def test_secrets_and_what_a_caller_chooses_are_in_no_compressed_answer_together() -> None:
    """A compressed answer with a secret and a caller's text in it gives the secret away by its length (BREACH)."""

    async def attack(front: Front) -> None:
        document = await front.get(f"{BASE}/project/document")
        assert b"geheim" in document.raw
        order = {"revision": 1, "project": document.headers["ETag"]}
        for answer in (
            document,
            await front.get(f"{BASE}/history/1?documents=true"),
            await front.get(f"{BASE}/project/parts/connections"),
            await front.post(f"{BASE}/deploy/plan", order),
        ):
            assert (answer.status, answer.headers.get("Content-Encoding")) == (200, None)
        for path in ("project", "flows", "history", "health", "openapi.json", "node-types", "tags", "history/1"):
            answer = await front.get(f"{BASE}/{path}")
            assert b"geheim" not in answer.raw

    connections = {f"plc-{n}": {"type": "test.plc", "config": {"password": "geheim"}} for n in range(50)}
    project = {"connections": connections}
    attacked(attack, project=project)


def test_a_socket_that_sends_too_much_or_no_json_is_told_or_closed() -> None:
    async def attack(front: Front) -> None:
        socket = await front.events()
        for text in ("no json", "[" * 100_000, '{"subscribe": 5}', '{"subscribe": ["tap:"]}', "{" * 1000):
            await socket.send_str(text)
            assert (await socket.receive_json())["data"]["faults"], text
        topics = json.dumps({"subscribe": [f"tap:line/x{n}/in" for n in range(20_000)]})
        await socket.send_str(topics)
        assert [one["code"] for one in (await socket.receive_json())["data"]["faults"]] == ["too-many-topics"]
        await socket.send_str("x" * 2 * MIB)
        closed = await socket.receive()
        assert closed.data == 1009

    attacked(attack)
