"""`core.function`: a person's code as a node."""

from __future__ import annotations

from typing import Any

import pytest

from sinterflow.nodes.core.function import Function, WorkerFunction
from sinterflow.runtime import NodeError
from sinterflow.runtime.testing import NodeHarness, virtual


def test_the_code_changes_the_message_and_keeps_values_in_contexts(bench: Any) -> None:
    count = "flow.set('n', (flow.get('n') or 0) + 1)"
    code = f"{count}\nmsg['payload'] = msg['payload'] * env['factor'] + flow.get('n')\nreturn msg"
    node = bench(Function, {"code": code}, env={"factor": 10})
    assert node.payloads(1) == [11]
    assert node.payloads(1) == [12]


def test_a_list_has_one_entry_for_each_output(bench: Any) -> None:
    node = bench(Function, {"code": "return [msg, None, [{'payload': 1}, {'payload': 2}]]", "outputs": 3})
    assert [(port, message["payload"]) for port, message in node.give(0)] == [("1", 0), ("3", 1), ("3", 2)]


def test_an_error_names_the_line(bench: Any) -> None:
    with pytest.raises(NodeError, match="line 2: KeyError"):
        bench(Function, {"code": "x = 1\nreturn msg['nothing']"}).give(1)


def test_code_that_does_not_compile_is_a_fault_with_its_line(decoded: Any) -> None:
    ((code, field, said),) = Function.check(decoded(Function, {"code": "x = 1\nreturn ("}))
    assert (code, field, said["row"]) == ("code-syntax", "code", 2)


def test_start_code_runs_before_the_first_message(bench: Any) -> None:
    node = bench(
        Function, {"code": "msg['payload'] = node.context.get('a')\nreturn msg", "start": "node.context.set('a', 5)"}
    )
    assert node.payloads() == [5]


@pytest.mark.parametrize(
    ("config", "written", "keeps", "deterministic"),
    [
        ({"code": "return msg"}, None, False, True),
        ({"code": "return msg", "writes": ["payload"]}, ("payload",), False, True),
        ({"code": "import time\nreturn msg"}, None, False, False),
        ({"code": "flow.set('x', 1)\nreturn msg"}, None, False, False),
    ],
)
def test_what_the_code_may_do_is_declared(
    bench: Any, config: dict[str, Any], written: Any, keeps: bool, deterministic: bool
) -> None:
    node = bench(Function, config).node
    assert (node.written(), node.keeps, node.deterministic) == (written, keeps, deterministic)


def test_code_that_keeps_messages_is_given_copies(bench: Any) -> None:
    assert bench(Function, {"code": "seen.append(msg)\nreturn msg", "start": "seen = []"}).node.keeps


def test_a_worker_runs_it_in_another_class(decoded: Any) -> None:
    assert Function.variant(decoded(Function, {"code": "return msg", "run": "worker"})) is WorkerFunction
    assert Function.variant(decoded(Function, {"code": "return msg"})) is Function


@virtual
async def test_a_worker_gives_what_the_engine_would_give() -> None:
    config = {"code": "msg['payload'] *= env['factor']\nreturn [None, msg]", "outputs": 2, "run": "worker"}
    async with NodeHarness(Function, config, env={"factor": 3}) as function:
        for number in range(5):
            await function.give(number)
        assert [message["payload"] for message in function.sent("2")] == [0, 3, 6, 9, 12]
        await function.give("text", nothing=1)
        await function.give(None)
        assert [failure.kind for failure in function.errors] == ["NodeError"]
