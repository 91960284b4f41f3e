"""Answers: by delivery, whatever became of the message; and nothing in them that a message could smuggle in."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinterflow.nodes.network.http_response import HttpResponse
from sinterflow.nodes.network.replies import header, reply_of
from sinterflow.runtime import NodeError
from tests.nodes.network.plant import RESPONSE, flow, http_in, plant
from tests.nodes.network.test_http_in import run
from tests.runtime.api.front import Front


def made(code: str, *more: str, nodes: dict[str, Any] | None = None) -> dict[str, Any]:
    """A flow whose function node makes the answer."""
    inner = {"in": http_in(), "make": ("core.function", {"code": code}), "out": RESPONSE, **(nodes or {})}
    return flow(inner, "in>make", "make>out", *more)


def test_status_headers_and_cookies_of_the_message_are_used() -> None:
    code = (
        "return {'payload': {'a': 1}, 'statusCode': '201', 'headers': {'X-Line': 5, 'Via': ['a', 'b'], "
        "'Content-Length': 7, 'Transfer-Encoding': 'chunked'}, "
        "'cookies': {'n': {'value': 'v', 'maxAge': 5000}, 'g': None}}"
    )

    async def scenario(front: Front) -> None:
        answer = await front.call("POST", "/x", token=None)
        assert (answer.status, answer.json) == (201, {"a": 1})
        assert (answer.headers["X-Line"], answer.headers.getall("Via")) == ("5", ["a", "b"])
        assert answer.headers["Content-Type"] == "application/json"
        first, second = answer.headers.getall("Set-Cookie")
        assert first == "n=v; Path=/; Max-Age=5; HttpOnly; SameSite=Lax"
        assert second.startswith("g=; Path=/; Max-Age=0; ")

    run(scenario, made(code))


@pytest.mark.parametrize(
    ("payload", "body", "kind"),
    [
        ("'溯流'", "溯流".encode(), "text/plain; charset=utf-8"),
        ("b'ab'", b"ab", "application/octet-stream"),
        ("5", b"5", "application/json"),
        ("None", b"", None),
    ],
)
def test_a_payload_says_what_it_is(payload: str, body: bytes, kind: str | None) -> None:
    async def scenario(front: Front) -> None:
        answer = await front.call("POST", "/x", token=None)
        assert (answer.raw, answer.headers.get("Content-Type")) == (body, kind)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox ")

    run(scenario, made(f"return {{'payload': {payload}}}"))


@pytest.mark.parametrize(
    "said",
    [
        "'headers': {'X': 'a\\r\\nSet-Cookie: evil=1'}",
        "'headers': {'X\\r\\nY': 'a'}",
        "'headers': {'X': 'a\\nb'}",
        "'cookies': {'a': 'b; Path=/evil'}",
        "'cookies': {'a': {'value': 'b', 'domain': 'x\\r\\nY: z'}}",
        "'statusCode': 99",
        "'statusCode': 'ok\\r\\n'",
        "'headers': 'no object'",
    ],
)
def test_what_would_break_out_of_an_answer_is_refused(said: str) -> None:
    async def scenario(front: Front) -> None:
        answer = await front.call("POST", "/x", token=None)
        assert (answer.status, answer.codes) == (500, ["endpoint-failed"])
        assert "evil" not in str(answer.headers)

    run(scenario, made(f"return {{'payload': 1, {said}}}"))


@given(st.text(), st.text())
def test_a_header_never_ends_its_line(name: str, value: str) -> None:
    try:
        found = header(name, value)
    except NodeError:
        return
    assert not set("".join(found)) & set("\r\n\0")
    "".join(found).encode("latin-1")


def test_the_right_caller_is_answered_however_the_message_was_changed() -> None:
    nodes = {"split": ("core.split", {"property": "payload"}), "join": ("core.join", {})}
    document = flow({"in": http_in(), **nodes, "out": RESPONSE}, "in>split", "split>join", "join>out")

    async def scenario(front: Front) -> None:
        asked = [front.call("POST", "/x", token=None, json=[number, number + 1]) for number in range(20)]
        answers = await asyncio.gather(*asked)
        assert [one.json for one in answers] == [[number, number + 1] for number in range(20)]

    run(scenario, document)


def test_an_answer_crosses_into_another_flow_and_back() -> None:
    one = flow({"in": http_in(), "away": ("core.link-out", {"to": ["other/here"]})}, "in>away")
    other = flow({"here": ("core.link-in", {}), "out": RESPONSE}, "here>out", id="other")

    async def scenario(front: Front) -> None:
        assert (await front.call("POST", "/x", token=None, data="there")).raw == b"there"

    run(scenario, one, other)


def test_a_second_answer_is_an_error_and_so_is_one_that_nobody_asked_for() -> None:
    nodes: dict[str, Any] = {"again": RESPONSE, "tick": ("core.inject", {"at_start": True}), "alone": RESPONSE}

    async def scenario(front: Front) -> None:
        assert (await front.call("POST", "/x", token=None, data="x")).status == 200
        found = sorted((one.node, one.failure.message) for one in front.engine.shared.tray.letters())
        assert [node for node, _ in found] == ["again", "alone"]
        assert "answered already" in found[0][1]
        assert "no request waits" in found[1][1]

    run(scenario, made("return msg", "make>again", "tick>alone", nodes=nodes))


def test_the_handle_of_a_request_does_not_enter_a_durable_wire() -> None:
    document = flow({"in": http_in(), "show": ("core.debug", {})}, ["in", "show", {"policy": "durable"}])

    async def scenario(front: Front) -> None:
        answer = await front.call("POST", "/x", token=None)
        assert (answer.status, answer.codes) == (500, ["endpoint-failed"])
        (letter,) = front.engine.shared.tray.letters()
        assert "req" in letter.failure.message

    run(scenario, document, durable=True)


def test_headers_that_came_from_elsewhere_are_not_sent_on_unless_the_flow_changed_them() -> None:
    from sinterflow.nodes.network.replies import MARK, mark_of

    came = {"server": "upstream", "set-cookie": ["a=b"]}
    marked = {**came, MARK: mark_of(came)}
    assert reply_of({"payload": None, "headers": marked}, None, {}).headers == ()
    changed = {**marked, "x-own": "1"}
    assert ("x-own", "1") in reply_of({"payload": None, "headers": changed}, None, {}).headers
    assert not [name for name, _ in reply_of({"payload": None, "headers": changed}, None, {}).headers if name == MARK]


def test_a_header_that_belongs_to_the_connection_is_a_fault_of_the_config(decoded: Any) -> None:
    config = decoded(HttpResponse, {"headers": {"Content-Length": "5", "X": "ok"}})
    assert [one[0] for one in HttpResponse.check(config)] == ["bad-header"]


def test_in_a_flow_test_both_ends_are_stubbed() -> None:
    async def scenario() -> None:
        async with plant(flow({"in": http_in(), "out": RESPONSE}, "in>out")) as front:
            node = front.node("web", "out")
            assert node.outcome({"payload": {"a": 1}}) == {
                "status": 200, "headers": [["Content-Type", "application/json"]], "body": b'{"a":1}',
            }  # fmt: skip

    asyncio.run(scenario())


def test_a_flow_test_stands_in_for_all_three(tmp_path: Any) -> None:
    import json

    import sinterflow.nodes
    from sinterflow.runtime.flowtests.runner import run_file
    from sinterflow.runtime.registry import load
    from tests.nodes.network.plant import write

    nodes = {
        "in": http_in(),
        "ask": ("network.http-request", {"url": "http://a.example/", "method": "POST"}),
        "out": RESPONSE,
    }
    write(tmp_path, flow(nodes, "in>ask", "ask>out"))
    stub = {"in": "source", "ask": {"respond": [{"payload": 5, "statusCode": 201}, {"error": "down"}]}, "out": "sink"}
    steps = [
        {"at": "0s", "send": {"from": "in", "message": {"payload": 1}}},
        {"at": "1s", "expect": {"at": "out", "messages": [{"payload": 5, "statusCode": 201}]}},
        {"at": "2s", "send": {"from": "in", "message": {"payload": 2}}},
        {"at": "3s", "expect": {"at": "ask", "error": "down"}},
    ]
    (tmp_path / "tests").mkdir()
    document = {"format": 1, "flow": "web", "cases": [{"name": "asks", "stub": stub, "steps": steps}]}
    (tmp_path / "tests" / "web.json").write_text(json.dumps(document))
    (result,) = run_file(tmp_path / "tests" / "web.json", load([sinterflow.nodes], installed=False))
    assert result.passed, (result.said, result.faults)
