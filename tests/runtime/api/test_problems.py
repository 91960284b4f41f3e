"""What refused requests are answered with."""

from __future__ import annotations

import asyncio
import json
import zlib
from io import BytesIO

import pytest

from tests.runtime.api.front import BASE, LINE, opened

GIVE = f"{BASE}/flows/line/nodes/feed/receive"


@pytest.mark.parametrize(
    ("body", "row", "column"),
    [(b'{"message": {]}', 1, 14), (b'{\n "port":\n tru}', 3, 2), (b'{"a": "\xff"}', 1, 8), (b"\xef\xbb\xbf{", 1, 2)],
)
def test_bad_json_is_refused_with_its_place(body: bytes, row: int, column: int) -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            refused = await front.call("POST", GIVE, data=body, headers={"Content-Type": "application/json"})
            assert refused.status == 400
            fault = refused.json["errors"][0]
            assert (fault["row"], fault["column"]) == (row, column)

    asyncio.run(main())


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"message": {"payload": {"$bytes": "%"}}}', b'{"message": {"payload": {"$time": "x"}}}']
)
def test_json_that_is_no_message_is_refused(body: bytes) -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            refused = await front.call("POST", GIVE, data=body, headers={"Content-Type": "application/json"})
            assert refused.status == 400

    asyncio.run(main())


@pytest.mark.parametrize(
    ("body", "place"),
    [({"port": 5}, "/port"), ({"message": 5}, "/message"), ({"mesage": {}}, None), ([], None), (5, None)],
)
def test_a_body_of_another_shape_is_refused_by_name(body: object, place: str | None) -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            refused = await front.post(GIVE, body)
            assert (refused.status, refused.codes) == (422, ["request-value"])
            assert refused.json["errors"][0].get("path") == place

    asyncio.run(main())


@pytest.mark.parametrize(
    ("given", "place", "en", "zh"),
    [
        (
            {"rights": ["vew"]},
            "/rights/0",
            "'vew' is not one of the choices: audit, backup, ",
            "'vew' 不在可选范围内，可选：audit、backup、",
        ),
        ({"rights": "view"}, "/rights", "it is to be a list, not a text", "应为列表，而不是文本"),
        ({"name": ""}, "/name", "its length is to be ≥ 1", "长度应 ≥ 1"),
        ({"nam": "x"}, None, "nothing here is called nam", "这里没有名为 nam 的项"),
        ({"name": None}, "/name", "it is to be a text, not null", "应为文本，而不是null"),
    ],
)
def test_what_does_not_fit_is_said_in_the_language_of_the_caller(
    given: dict[str, object], place: str | None, en: str, zh: str
) -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            for language, said in (("en", en), ("zh", zh)):
                sent = {"name": "x", "rights": ["view"], **given}
                refused = await front.call("POST", f"{BASE}/tokens", json=sent, headers={"Accept-Language": language})
                assert refused.status == 422
                found = refused.json["errors"][0]
                assert found["path"] == place
                assert said in found["message"]

    asyncio.run(main())


def test_a_body_that_ends_too_early_is_no_file() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            headers = {"Content-Type": "application/json", "Accept-Language": "zh"}
            refused = await front.call("POST", GIVE, data=b'{"message":', headers=headers)
            assert refused.status == 400
            said = refused.json["errors"][0]
            assert "JSON 不完整" in said["message"]
            assert "a copy" not in said["hint"]

    asyncio.run(main())


def test_unknown_and_wrong_parameters_are_named() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            unknown = await front.get(f"{BASE}/flows?limits=5&page=2")
            assert unknown.codes == ["unknown-query-parameter", "unknown-query-parameter"]
            assert "limits" in unknown.json["detail"]
            assert "cursor, limit" in unknown.json["hint"]
            for query in ("limit=0", "limit=x", "limit=1001"):
                wrong = await front.get(f"{BASE}/flows?{query}")
                assert (wrong.status, wrong.json["errors"][0]["field"]) == (400, "limit")

    asyncio.run(main())


def test_a_body_that_is_not_said_to_be_json_is_refused() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            refused = await front.call("POST", GIVE, data=b"{}", headers={"Content-Type": "text/plain"})
            assert (refused.status, refused.codes) == (415, ["not-json-type"])

    asyncio.run(main())


def test_a_body_that_is_too_large_is_refused_also_when_it_comes_compressed() -> None:
    large = b'{"message": {"payload": "' + b"x" * 17_000_000 + b'"}}'

    async def main() -> None:
        async with opened(LINE) as front:
            plain = {"Content-Type": "application/json"}
            for data, headers in ((large, plain), (zlib.compress(large), {**plain, "Content-Encoding": "deflate"})):
                refused = await front.call("POST", GIVE, data=BytesIO(data), headers=headers)
                assert (refused.status, refused.codes) == (413, ["request-too-large"])
                assert "16777216" in refused.json["detail"]

    asyncio.run(main())


def test_a_method_that_a_path_does_not_take_is_answered_with_those_it_takes() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            refused = await front.call("DELETE", f"{BASE}/flows")
            assert (refused.status, refused.codes, refused.headers["Allow"]) == (
                405,
                ["method-not-allowed"],
                "GET, HEAD",
            )
            assert (await front.get(GIVE)).headers["Allow"] == "POST"

    asyncio.run(main())


@pytest.mark.parametrize(
    ("accepted", "zh"),
    [("zh-CN", True), ("zh-CN,zh;q=0.9,en;q=0.8", True), ("en,zh;q=0.9", False), ("de, zh;q=0.1", True), ("", False),
     ("zh;q=0", False), ("zh;q=oops", False), ("fr", False)],
)  # fmt: skip
def test_problems_are_in_the_language_of_the_caller(accepted: str, zh: bool) -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            problem = (await front.get(f"{BASE}/flows/none", headers={"Accept-Language": accepted})).json
            assert (problem["title"] == "未找到") is zh
            assert (problem["errors"][0]["message"] == "项目中没有流程 none") is zh
            assert problem["status"] == 404

    asyncio.run(main())


def test_a_failure_of_our_own_shows_no_traceback_but_a_number_for_the_log(capfd: pytest.CaptureFixture[str]) -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            front.engine.shared.tray.letters = lambda: 1 / 0  # type: ignore[method-assign, assignment, return-value]
            broken = await front.get(f"{BASE}/dead-letters")
            assert (broken.status, broken.codes) == (500, ["internal-error"])
            assert b"ZeroDivision" not in broken.raw
            assert b"line " not in broken.raw

    asyncio.run(main())
    assert "ZeroDivisionError" in capfd.readouterr().out


def test_what_is_not_http_at_all_is_refused_without_a_traceback() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            reader, writer = await asyncio.open_connection("127.0.0.1", front.server.port)
            writer.write(b"GET /\x00 HTTP/1.1\r\nHost localhost\r\n\r\n")
            answer = await reader.read(65536)
            writer.close()
            assert answer.split()[1] == b"400"
            assert b"Traceback" not in answer

    asyncio.run(main())


def test_a_body_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    from sinterflow.runtime.api import body

    monkeypatch.setattr(body, "SLOWEST", 0)

    async def main() -> None:
        async with opened(LINE) as front:
            reader, writer = await asyncio.open_connection("127.0.0.1", front.server.port)
            head = f"POST {GIVE} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n"
            writer.write(head.encode() + b"Authorization: Bearer a-token-of-the-test\r\n\r\n{")
            answer = await reader.readuntil(b"\r\n")
            writer.close()
            assert answer.split()[1] == b"408"

    asyncio.run(main())


def test_problems_have_the_shape_of_rfc_9457() -> None:
    async def main() -> None:
        async with opened(LINE) as front:
            problem = await front.get(f"{BASE}/flows/none")
            assert problem.headers["Content-Type"].startswith("application/problem+json")
            assert problem.json.keys() == {"type", "title", "status", "detail", "hint", "errors"}
            assert json.loads(problem.raw)["type"] == "about:blank"

    asyncio.run(main())
