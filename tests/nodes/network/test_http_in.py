"""Paths that flows serve: what comes in, who may call, what is answered, and what is too much."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import Any

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinterflow.runtime import endpoints
from sinterflow.runtime.endpoints import pattern_of
from tests.nodes.network.plant import RESPONSE, flow, http_in, plant, raw
from tests.nodes.peers import until
from tests.runtime.api.front import Front
from tests.runtime.api.people import add, logged_in, quick
from tests.runtime.test_metrics import values

CODE = (
    "req = msg['req']\n"
    "msg['payload'] = {'payload': msg['payload'], 'params': req['params'], 'query': req['query'], "
    "'cookies': req['cookies'], 'body': req['body'], 'who': req['author'], 'actor': msg.get('actor'), "
    "'secret': req['headers'].get('authorization'), 'kind': req['headers'].get('content-type'), "
    "'files': [[f['originalname'], f['size']] for f in req['files']]}\n"
    "return msg\n"
)
ECHO = {"echo": ("core.function", {"code": CODE, "writes": ["payload"]}), "out": RESPONSE}


def echo(**config: Any) -> dict[str, Any]:
    """What came in comes back."""
    return flow({"in": http_in(**config), **ECHO}, "in>echo", "echo>out")


def held(**config: Any) -> dict[str, Any]:
    return flow({"in": http_in(**config), "hold": ("test.hold", {}), "out": RESPONSE}, "in>hold", "hold>out")


def run(scenario: Any, *flows: dict[str, Any], **more: Any) -> None:
    async def all_of_it() -> None:
        async with asyncio.timeout(60), plant(*flows, **more) as front:
            await scenario(front)

    asyncio.run(all_of_it())


@pytest.mark.parametrize(
    ("kind", "body", "payload"),
    [
        ("application/json", b'{"a": [1, 2.5]}', {"a": [1, 2.5]}),
        ("application/merge-patch+json; charset=utf-8", b"[1]", [1]),
        ("application/x-www-form-urlencoded", b"a=1&b=%E6%B8%A9&a=2", {"a": ["1", "2"], "b": "温"}),
        ("text/plain", "溯流".encode(), "溯流"),
        ("application/octet-stream", b"\x00\xff", {"$bytes": "AP8="}),
        ("text/plain", b"", None),
    ],
)
def test_a_body_is_read_as_its_type_says(kind: str, body: bytes, payload: Any) -> None:
    async def scenario(front: Front) -> None:
        answer = await front.call("POST", "/x/7?q=1&q=2&z=", token=None, data=body, headers={"Content-Type": kind})
        assert answer.status == 200, answer.raw
        said = answer.json
        shown = {"$bytes": said["payload"]} if isinstance(payload, dict) and "$bytes" in payload else said["payload"]
        assert shown == payload
        assert said["body"] == said["payload"]
        assert (said["params"], said["query"], said["kind"]) == ({"id": "7"}, {"q": ["1", "2"], "z": ""}, kind)

    run(scenario, echo(path="/x/:id"))


def test_the_payload_of_a_get_is_its_query_and_head_is_answered_alike() -> None:
    async def scenario(front: Front) -> None:
        answer = await front.call("GET", "/x?a=1", token=None, headers={"Cookie": "line=5; b=c"})
        assert (answer.json["payload"], answer.json["cookies"]) == ({"a": "1"}, {"line": "5", "b": "c"})
        head = await front.call("HEAD", "/x/", token=None)
        assert (head.status, head.raw) == (200, b"")

    run(scenario, echo(method="GET"))


def test_a_form_with_files_gives_its_fields_as_payload_and_the_files_beside() -> None:
    async def scenario(front: Front) -> None:
        form = aiohttp.FormData()
        form.add_field("name", "Charge 7")
        form.add_field("photo", b"\r\n--\x00\xff\r\n", filename="bild.png", content_type="image/png")
        answer = await front.call("POST", "/x", token=None, data=form)
        assert (answer.json["payload"], answer.json["files"]) == ({"name": "Charge 7"}, [["bild.png", 8]])
        broken = await front.call(
            "POST", "/x", token=None, data=b"--b\r\nno", headers={"Content-Type": "multipart/form-data; boundary=b"}
        )
        assert (broken.status, broken.codes) == (400, ["bad-request"])

    run(scenario, echo())


@pytest.mark.parametrize("body", [b'{"a": 1', b"[" * 5000 + b"]" * 5000, b"[" * 101 + b"]" * 101, b"\xff"])
def test_what_is_no_json_or_nested_without_end_is_refused(body: bytes) -> None:
    async def scenario(front: Front) -> None:
        answer = await front.call("POST", "/x", token=None, data=body, headers={"Content-Type": "application/json"})
        assert (answer.status, answer.codes) == (400, ["not-json"])

    run(scenario, echo())


def test_names_come_before_parameters_and_parameters_before_the_rest() -> None:
    kinds = {"/a/b": "plain", "/a/:x": "parameter", "/a/*": "rest", "/设备/:x": "chinese"}
    nodes: dict[str, Any] = {"out": RESPONSE}
    wires = []
    for path, name in kinds.items():
        nodes[name] = http_in(path=path, method="GET")
        rules = [
            {"op": "set", "path": "payload", "to": {"value": name}},
            {"op": "set", "path": "headers.params", "to": {"from": "expression", "path": "str(msg.req.params)"}},
        ]
        nodes[f"set-{name}"] = ("core.change", {"rules": rules[:1]})
        wires += [f"{name}>set-{name}", f"set-{name}>out"]

    async def scenario(front: Front) -> None:
        found = {}
        for path in ("/a/b", "/a/b/", "/a/c", "/a/b%2Fc", "/a/b/c", "/a", "/%E8%AE%BE%E5%A4%87/1", "/a/b?x=/c"):
            answer = await front.call("GET", path, token=None)
            found[path] = answer.raw.decode() if answer.status == 200 else answer.status
        assert found == {
            "/a/b": "plain", "/a/b/": "plain", "/a/c": "parameter", "/a/b%2Fc": "parameter", "/a/b/c": "rest",
            "/a": "rest", "/%E8%AE%BE%E5%A4%87/1": "chinese", "/a/b?x=/c": "plain",
        }  # fmt: skip

    run(scenario, flow(nodes, *wires))


def test_another_method_is_refused_with_those_that_are_there() -> None:
    async def scenario(front: Front) -> None:
        answer = await front.call("DELETE", "/x", token=None)
        assert (answer.status, answer.codes, answer.headers["Allow"]) == (405, ["method-not-allowed"], "OPTIONS, POST")
        assert (await front.call("GET", "/api/v1/flows")).status == 200
        assert (await front.call("GET", "/y", token=None)).status == 404

    run(scenario, echo())


@pytest.mark.parametrize(
    "path",
    "/,x y,/api/v1/x,/API/x,/metrics,/assets/a,/:x,/*,/a/*/b,/a/:x/:x,/a/../b,/a?b,/a//b".split(","),
)
def test_paths_that_a_flow_may_not_serve(path: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        pattern_of(path)


@given(
    st.lists(st.sampled_from(["a", "b", ":x", ":y"]), min_size=1, max_size=4),
    st.lists(st.sampled_from("ab"), max_size=5),
)
def test_a_pattern_matches_what_it_spells(parts: list[str], given: list[str]) -> None:
    parts = ["first", *dict.fromkeys(parts)]
    pattern = pattern_of("/" + "/".join(parts))
    params = pattern.match(["first", *given])
    fits = len(given) == len(parts) - 1 and all(
        own[0] == ":" or own == one for own, one in zip(parts[1:], given, strict=True)
    )
    assert (params is not None) == fits
    if params is not None:
        assert [params.get(own[1:], own) for own in parts[1:]] == given


# who may call


def test_a_path_needs_the_right_operate_unless_it_is_open() -> None:
    async def scenario(front: Front) -> None:
        assert (await front.call("POST", "/x", token=None)).status == 401
        assert (await front.call("POST", "/x", token="wrong")).status == 401
        answer = await front.call("POST", "/x")
        assert answer.status == 200
        assert answer.json["who"] == "local"
        assert answer.json["actor"] is None  # a token is nobody
        assert answer.json["secret"] is None
        stolen = await front.call("POST", "/x", headers={"Host": "evil.example"})
        assert (stolen.status, stolen.codes) == (403, ["foreign-host"])

    run(scenario, echo(auth="right"))


def test_without_the_right_operate_nobody_gets_in() -> None:
    async def scenario(front: Front) -> None:
        answer = await front.call("POST", "/x")
        assert (answer.status, answer.codes) == (403, ["missing-right"])

    run(scenario, echo(auth="right"), rights=frozenset({"view"}))


def test_a_flow_that_can_write_to_a_device_needs_the_right_to() -> None:
    writing = flow(
        {"in": http_in(auth="right"), **ECHO, "write": ("test.write", {})}, "in>echo", "echo>out", "echo>write"
    )

    async def scenario(front: Front) -> None:
        answer = await front.call("POST", "/x")
        assert (answer.status, answer.codes) == (403, ["missing-right"])
        assert "device-write" in answer.json["detail"]

    run(scenario, writing, rights=frozenset({"operate"}))

    async def allowed(front: Front) -> None:
        assert (await front.call("POST", "/x")).status == 200

    run(allowed, writing, rights=frozenset({"operate", "device-write"}))


def test_a_session_counts_only_with_its_csrf_header_with_get_too() -> None:
    async def scenario(front: Front) -> None:
        quick(front)
        await add(front, "anna", "operator")
        async with logged_in(front, "anna") as page:
            answer = await page.get("/x")
            assert answer.json["actor"] == {"station": None, "person": "anna"}
            assert answer.json["cookies"] == {}
            page.csrf = ""
            assert (await page.get("/x")).codes == ["wrong-csrf"]
            assert (await page.call("GET", "/x", X_CSRF_Token="guessed")).codes == ["wrong-csrf"]

    run(scenario, echo(auth="right", method="GET"))


def test_the_right_operate_counts_in_the_area_of_the_flow() -> None:
    async def scenario(front: Front) -> None:
        quick(front)
        await add(front, "anna", ("operator", "pressing"))
        async with logged_in(front, "anna") as page:
            assert (await page.get("/x")).status == 200
            refused = await page.get("/y")
            assert (refused.status, refused.codes) == (403, ["missing-right"])

    other = {**echo(auth="right", method="GET", path="/y"), "id": "other"}
    areas = {"pressing": {"name": "Pressing", "flows": ["web"]}}
    run(scenario, echo(auth="right", method="GET"), other, settings={"areas": areas})


def test_an_open_path_answers_under_any_host_name_but_not_the_pages_of_other_sites() -> None:
    async def scenario(front: Front) -> None:
        assert (await front.call("POST", "/x", token=None, headers={"Host": "gateway.plant"})).status == 200
        foreign = await front.call("POST", "/x", token=None, headers={"Origin": "https://evil.example"})
        assert (foreign.status, foreign.codes) == (403, ["foreign-origin"])
        own = front.server.url
        assert (await front.call("POST", "/x", token=None, headers={"Origin": own})).status == 200

    run(scenario, echo())


def test_pages_of_sites_that_are_named_may_call_and_read_the_answer() -> None:
    async def scenario(front: Front) -> None:
        site = {"Origin": "https://intranet.example"}
        asked = {**site, "Access-Control-Request-Method": "POST"}
        before = await front.call("OPTIONS", "/x", token=None, headers=asked)
        assert (before.status, before.headers["Access-Control-Allow-Origin"]) == (204, site["Origin"])
        answer = await front.call("POST", "/x", token=None, headers=site)
        assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (200, site["Origin"])
        assert "Access-Control-Allow-Credentials" not in answer.headers
        other = await front.call("OPTIONS", "/x", token=None, headers={**asked, "Origin": "https://evil.example"})
        assert "Access-Control-Allow-Origin" not in other.headers

    run(scenario, echo(origins=["https://Intranet.example"]))


# limits


def test_a_body_is_bounded_however_it_comes() -> None:
    async def scenario(front: Front) -> None:
        async def pieces() -> Any:
            for _ in range(200):
                yield b"x" * 100

        bomb = gzip.compress(b"x" * 20_000_000)
        for body, headers in (
            (b"x" * 1001, {}),
            (pieces(), {}),
            (gzip.compress(b"x" * 1001), {"Content-Encoding": "gzip"}),
            (bomb, {"Content-Encoding": "gzip"}),
        ):
            answer = await front.call("POST", "/x", token=None, data=body, headers=headers)
            assert (answer.status, answer.codes) == (413, ["request-too-large"])
        assert (await front.call("POST", "/x", token=None, data=b"x" * 1000)).status == 200
        bad = await front.call("POST", "/x", token=None, data=b"no", headers={"Content-Encoding": "gzip"})
        assert bad.status == 400

    run(scenario, echo(largest=1000))


def test_a_body_that_does_not_come_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sinterflow.runtime.api.endpoints.SLOWEST", 0.1)

    async def scenario(front: Front) -> None:
        head, writer, _ = await raw(front, b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nslow")
        assert head.startswith(b"HTTP/1.1 408 ")
        writer.close()

    run(scenario, echo())


def test_headers_are_bounded() -> None:
    async def scenario(front: Front) -> None:
        assert (await front.call("POST", "/x", token=None, headers={"X": "y" * 20_000})).status == 431

    run(scenario, echo())


def test_more_requests_than_may_be_open_are_told_to_come_again() -> None:
    async def scenario(front: Front) -> None:
        waiting = [asyncio.create_task(front.call("POST", "/x", token=None)) for _ in range(3)]
        hold = front.node("web", "hold")
        for _ in waiting:
            await hold.came.acquire()
        answer = await front.call("POST", "/x", token=None)
        assert (answer.status, answer.codes, answer.headers["Retry-After"]) == (503, ["endpoint-busy"], "1")
        hold.free.set()
        assert [one.status for one in await asyncio.gather(*waiting)] == [200, 200, 200]
        assert (await front.call("POST", "/x", token=None)).status == 200

    run(scenario, held(most=3))


def test_one_address_may_ask_an_open_path_so_often_and_this_machine_as_often_as_it_likes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr(endpoints, "monotonic", lambda: now[0])

    async def scenario(front: Front) -> None:
        async def asked(path: str = "/x") -> Any:
            return await front.call("POST", path, data=b"1", token=None)

        assert [(await asked()).status for _ in range(5)] == [200] * 5
        monkeypatch.setattr(endpoints, "is_loopback", lambda address: False)
        assert [(await asked()).status for _ in range(3)] == [200, 200, 429]
        refused = await asked()
        assert (refused.codes, refused.headers["Retry-After"]) == (["endpoint-rate"], "1")
        head = b"POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
        answer, writer, _ = await raw(front, head, local="127.0.0.2")
        assert b" 200 " in answer
        writer.close()
        now[0] += 0.5
        assert [(await asked()).status for _ in range(2)] == [200, 429]
        assert [(await asked("/all")).status for _ in range(5)] == [200] * 5

    run(scenario, echo(rate=2), flow({"in": http_in(path="/all", rate=0), **ECHO}, "in>echo", "echo>out", id="all"))


def test_requests_to_all_paths_of_flows_are_counted_as_one_route() -> None:
    async def scenario(front: Front) -> None:
        for path in ("/x/1", "/x/2"):
            assert (await front.call("POST", path, data=b"1", token=None)).status == 200
        assert (await front.call("PUT", "/x/3", token=None)).status == 405
        for path in ("/plain", "/plain"):
            assert (await front.get(path, token=None)).status == 200
        said = values((await front.get("/metrics")).raw.decode())
        name = "sinterflow_http_requests_total"
        routes = {key[1:]: count for key, count in said.items() if key[0] == name}
        assert routes == {("POST", "flow", "200"): 2, ("PUT", "flow", "405"): 1, ("GET", "flow", "200"): 2}
        assert said["sinterflow_http_request_seconds_count", "flow"] == 5

    plain = flow({"in": http_in(method="GET", path="/plain"), "out": RESPONSE}, "in>out", id="plain")
    run(scenario, echo(path="/x/:id"), plain)


def test_a_flow_without_room_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sinterflow.nodes.network.http_in.PATIENCE", 0.1)
    nodes = {"in": http_in(), "one": ("test.collect-one", {})}
    document = flow(nodes, ["in", "one", {"policy": "bounded", "size": 1}])

    async def scenario(front: Front) -> None:
        collect = front.node("web", "one")
        collect.free.clear()
        waiting = [asyncio.create_task(front.call("POST", "/x", token=None)) for _ in range(3)]
        done, _ = await asyncio.wait(waiting, timeout=10, return_when=asyncio.FIRST_COMPLETED)
        refused = done.pop().result()
        assert (refused.status, refused.codes) == (503, ["not-admitted"])
        collect.free.set()
        assert sorted([one.status for one in await asyncio.gather(*waiting)])[:2] == [204, 204]

    run(scenario, document)


# what the flow does not answer


def test_a_flow_that_ends_without_an_answer_gives_204() -> None:
    async def scenario(front: Front) -> None:
        answer = await front.call("POST", "/x", token=None)
        assert (answer.status, answer.raw) == (204, b"")

    run(scenario, flow({"in": http_in(), "show": ("core.debug", {})}, "in>show"))


def test_a_message_that_became_a_dead_letter_gives_500_with_its_number() -> None:
    rules = {"rules": [{"op": "move", "path": "payload.a.b", "to_path": "payload.c"}]}
    nodes = {"in": http_in(), "bad": ("core.range", {"in": [0, 1], "out": [0, 1]}), "move": ("core.change", rules)}

    async def scenario(front: Front) -> None:
        answer = await front.call("POST", "/x", token=None, data="no number")
        (letter,) = front.engine.shared.tray.letters()
        assert (answer.status, answer.codes) == (500, ["endpoint-failed"])
        assert letter.id in answer.json["detail"]

    run(scenario, flow(nodes, "in>bad", "bad>move"))


def test_an_error_that_is_caught_may_be_answered_by_the_flow() -> None:
    nodes = {
        "in": http_in(),
        "bad": ("core.range", {"in": [0, 1], "out": [0, 1]}),
        "catch": ("core.catch", {}),
        "out": ("network.http-response", {"status": 422}),
    }

    async def scenario(front: Front) -> None:
        answer = await front.call("POST", "/x", token=None, data="no number")
        assert (answer.status, answer.raw) == (422, b"no number")

    run(scenario, flow(nodes, "in>bad", "catch>out"))


def test_no_answer_in_time_is_504_and_the_late_one_harms_nobody() -> None:
    async def scenario(front: Front) -> None:
        answer = await front.call("POST", "/x", token=None)
        assert (answer.status, answer.codes) == (504, ["endpoint-slow"])
        front.node("web", "hold").free.set()
        await until(lambda: not front.node("web", "in").host._running.origin.open)
        assert front.engine.shared.tray.letters() == []

    run(scenario, held(timeout="50ms"))


def test_a_caller_who_leaves_holds_nothing_up() -> None:
    async def scenario(front: Front) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", front.server.port)
        writer.write(b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        hold = front.node("web", "hold")
        await hold.came.acquire()
        writer.transport.abort()
        hold.free.set()
        node = front.node("web", "in")
        await until(lambda: not node._endpoint.open and not node.host._running.origin.open)
        del reader

    run(scenario, held())


def test_pipelined_requests_are_answered_in_their_order() -> None:
    async def scenario(front: Front) -> None:
        one = b"POST /x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n"
        head, writer, reader = await raw(front, b"".join(one + b"%d" % number for number in range(8)))
        async with asyncio.timeout(10):
            found = []
            for _ in range(8):
                length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
                found.append(json.loads(await reader.readexactly(length))["payload"])
                if len(found) < 8:
                    head = await reader.readuntil(b"\r\n\r\n")
        assert found == [str(number) for number in range(8)]
        writer.close()

    run(scenario, echo())


def test_a_connection_that_is_to_close_is_closed_and_an_old_one_kept_when_it_asks() -> None:
    async def scenario(front: Front) -> None:
        head, writer, reader = await raw(front, b"POST /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert b"\r\nConnection: close\r\n" in head
        async with asyncio.timeout(10):
            await reader.read()
        writer.close()
        head, writer, _ = await raw(front, b"POST /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        assert b"\r\nConnection: keep-alive\r\n" in head
        writer.close()

    run(scenario, echo())


def test_a_large_answer_is_given_whole_and_expect_is_heard() -> None:
    async def scenario(front: Front) -> None:
        body = "ä" * 400_000
        answer = await front.call("POST", "/x", token=None, data=body.encode(), expect100=True)
        assert answer.raw.decode() == body

    run(scenario, flow({"in": http_in(), "out": RESPONSE}, "in>out"))


# redeploys and the end


def test_requests_under_way_outlive_the_redeploy_of_their_node_and_new_ones_find_the_new_path() -> None:
    async def scenario(front: Front) -> None:
        waiting = asyncio.create_task(front.call("POST", "/x", token=None, data="first"))
        await front.node("web", "hold").came.acquire()
        await deployed(front, held(path="/y"))
        assert (await front.call("POST", "/x", token=None)).status == 503
        assert (await front.call("POST", "/x", token=None)).status == 401  # as any path that nobody serves
        other = asyncio.create_task(front.call("POST", "/y", token=None, data="second"))
        hold = front.node("web", "hold")
        await hold.came.acquire()
        hold.free.set()
        assert [(await one).raw for one in (waiting, other)] == [b"first", b"second"]

    run(scenario, held())


def test_no_request_is_lost_while_its_node_is_replaced_again_and_again() -> None:
    async def scenario(front: Front) -> None:
        found: list[int] = []
        done = asyncio.Event()

        async def ask() -> None:
            while not done.is_set():
                found.append((await front.call("POST", "/x", token=None)).status)

        asking = [asyncio.create_task(ask()) for _ in range(5)]
        for number in range(5):
            await deployed(front, echo(most=500 + number))
        done.set()
        await asyncio.gather(*asking)
        assert set(found) == {200}, set(found)

    run(scenario, echo())


async def deployed(front: Front, document: dict[str, Any]) -> None:
    (front.folder / "flows" / f"{document['id']}.json").write_text(json.dumps(document))
    revision = (await front.call("GET", "/api/v1/history")).json["items"][0]["revision"]
    answer = await front.call("POST", "/api/v1/deploy", json={"revision": revision, "flows": None, "reason": "test"})
    assert answer.status == 200, answer.raw


def test_a_node_that_left_without_a_successor_answers_503_and_then_nothing() -> None:
    async def scenario(front: Front) -> None:
        node = front.node("web", "in")
        front.engine.shared.endpoints.leave(node._endpoint, 0.1)
        answer = await front.call("POST", "/x", token=None)
        assert (answer.status, answer.codes) == (503, ["endpoint-away"])
        await until(lambda: not front.engine.shared.endpoints)
        assert (await front.call("GET", "/x", token=None)).status == 404

    run(scenario, echo())


def test_before_flows_have_begun_their_paths_are_not_unknown_but_away() -> None:
    async def scenario(front: Front) -> None:
        front.engine.shared.endpoints.ready = False
        assert (await front.call("POST", "/elsewhere", token=None)).status == 503
        assert (await front.call("GET", "/api/nothing")).status == 404

    run(scenario, echo())


def test_when_the_engine_ends_who_still_waits_is_told() -> None:
    async def scenario(front: Front) -> None:
        waiting = asyncio.create_task(front.call("POST", "/x", token=None))
        await front.node("web", "hold").came.acquire()
        await front.engine.stop(drain=0)
        assert (await waiting).status == 503

    run(scenario, held())


# at check time


def test_two_nodes_with_one_path_are_a_fault_in_a_flow_and_across_flows(tmp_path: Any) -> None:
    import sinterflow.nodes
    from sinterflow.runtime.flow.check import check
    from sinterflow.runtime.opened import open_project
    from sinterflow.runtime.registry import load
    from tests.nodes.network.plant import write

    registry = load([sinterflow.nodes], installed=False)
    twice = flow({"a": http_in(path="/x/:a"), "b": http_in(path="/x/:b"), "c": http_in(path="/x/:a", method="PUT")})
    write(tmp_path, twice)
    (said,) = [one for one in check([tmp_path], registry) if one.severity == "error"]
    assert (said.code, said.node, said.path) == ("claimed-twice", "b", "/nodes/b/config")
    write(tmp_path, flow({"a": http_in()}, id="web"), flow({"z": http_in()}, id="zoo"))
    (said,) = [one for one in check([tmp_path], registry) if one.severity == "error"]
    assert (said.code, said.node, said.args["other"]) == ("claimed-twice", "z", "web/a")
    assert [one.id for one in open_project(tmp_path, registry).resolved] == ["web"]


@pytest.mark.parametrize(
    ("config", "code"),
    [({"path": "/api/x"}, "http-path"), ({"auth": "right", "origins": ["*"]}, "any-origin")],
)
def test_a_config_that_cannot_be_served_is_a_fault(config: dict[str, Any], code: str, decoded: Any) -> None:
    from sinterflow.nodes.network.http_in import HttpIn

    made = decoded(HttpIn, {"path": "/x", **config})
    assert [one[0] for one in HttpIn.check(made)] == [code]
