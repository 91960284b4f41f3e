"""Functions in worker processes: in order, in batches, and what breaks there is an error of its message alone."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sinterflow.runtime import Message, Node, NodeError, Out
from sinterflow.runtime.errors import BudgetExceeded
from sinterflow.runtime.usercode.frames import pack, unpack
from sinterflow.runtime.usercode.function import compile_function
from sinterflow.runtime.usercode.workers import BATCH, WorkerPool

MakeNode = Callable[..., Node]
Work = Callable[[WorkerPool, Node], Awaitable[Any]]


def with_workers(work: Work, node: Node, **limits: Any) -> Any:
    async def main() -> Any:
        pool = WorkerPool(**{"size": 1, **limits})
        try:
            return await work(pool, node)
        finally:
            await pool.stop()

    return asyncio.run(main())


async def answers(pool: WorkerPool, node: Node, code: str, messages: list[Message], **more: Any) -> list[Any]:
    parts = {name: more.pop(name) for name in ("start", "stop") if name in more}
    function = pool.function(compile_function(code, **parts), node, more.pop("budget", 5.0), **more)
    found = await asyncio.gather(*(function.receive(message) for message in messages), return_exceptions=True)
    function.stop()
    return list(found)


@pytest.mark.parametrize("size", [1, 2])
def test_answers_come_in_the_order_of_the_messages(size: int, a_node: MakeNode) -> None:
    async def work(pool: WorkerPool, node: Node) -> list[Any]:
        function = pool.function(compile_function("msg['payload'] *= 2\nreturn msg"), node, 5.0)
        arrived: list[Any] = []

        async def one(number: int) -> None:
            arrived.append(await function.receive({"payload": number}))

        await asyncio.gather(*(one(number) for number in range(3 * BATCH + 7)))
        return arrived

    assert with_workers(work, a_node(), size=size) == [{"payload": 2 * number} for number in range(3 * BATCH + 7)]


def test_one_pool_runs_many_functions_and_starts_no_worker_before_the_first(a_node: MakeNode) -> None:
    async def work(pool: WorkerPool, node: Node) -> list[Any]:
        first = answers(pool, node, "return {'payload': seen}", [{}], start="seen = env['limit']")
        second = answers(pool, node, "return [msg, [msg, None, msg]]", [{"payload": 1}], outputs=2)
        third = answers(pool, node, "node.status('ok', 'done')\nprint('to standard error')", [{}])
        assert pool._processes == []
        found = await asyncio.gather(first, second, third)
        return list(found)

    node = a_node(limit=7)
    one = {"payload": 1}
    assert with_workers(work, node) == [[{"payload": 7}], [[Out("1", one), Out("2", one), Out("2", one)]], [None]]
    assert node.host.statuses == [("ok", "done")]  # type: ignore[attr-defined]


CRASHES = {
    "import os\nos._exit(3)": "exit code 3",
    "import ctypes\nctypes.string_at(0)": "SIGSEGV",
    "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)": "SIGKILL",
    "import os\nos.write(4, b'\\0' * 8)": "ended",
}


@pytest.mark.parametrize("crash", CRASHES, ids=list(CRASHES.values()))
def test_only_the_message_that_ends_its_worker_fails(crash: str, a_node: MakeNode) -> None:
    indented = crash.replace("\n", "\n  ")
    code = f"if msg['payload'] == 2:\n  {indented}\nreturn msg"

    async def work(pool: WorkerPool, node: Node) -> list[Any]:
        found = await answers(pool, node, code, [{"payload": number} for number in range(5)])
        return [*found, pool.lost]

    *found, lost = with_workers(work, a_node())
    assert [one for one in found if isinstance(one, dict)] == [{"payload": number} for number in (0, 1, 3, 4)]
    assert isinstance(found[2], NodeError)
    assert CRASHES[crash] in str(found[2])
    assert lost == 2


def test_code_that_runs_too_long_is_stopped_there_and_code_that_does_not_yield_loses_its_worker(
    a_node: MakeNode,
) -> None:
    code = "if msg['payload'] == 1:\n  while True: pass\nif msg['payload'] == 2: sum(range(10**13))\nreturn msg"

    async def work(pool: WorkerPool, node: Node) -> list[Any]:
        yielding = await answers(pool, node, code, [{"payload": number} for number in (0, 1, 3)], budget=0.05)
        assert pool.lost == 0
        return yielding + await answers(pool, node, code, [{"payload": 2}], budget=0.05)

    found = with_workers(work, a_node())
    assert [found[0], found[2]] == [{"payload": 0}, {"payload": 3}]
    assert isinstance(found[1], BudgetExceeded)
    assert isinstance(found[3], NodeError)
    assert "did not answer" in str(found[3])


def test_a_worker_may_not_use_more_memory_than_its_limit(a_node: MakeNode) -> None:
    async def work(pool: WorkerPool, node: Node) -> list[Any]:
        return await answers(pool, node, "return {'payload': len('x' * 10**9)}", [{}])

    (found,) = with_workers(work, a_node(), memory=768 * 1024 * 1024)
    assert str(found) == "line 1: MemoryError"


def test_errors_of_the_code_name_its_line_and_contexts_stay_in_the_engine(a_node: MakeNode) -> None:
    async def work(pool: WorkerPool, node: Node) -> list[str]:
        found = [
            *await answers(pool, node, "x = 1\nreturn x / 0", [{}]),
            *await answers(pool, node, "flow.get('x')", [{}]),
            *await answers(pool, node, "return msg", [{}], start="\n1 / 0"),
            *await answers(pool, node, "import sys\nreturn {'payload': sys}", [{}]),
            *await answers(pool, node, "return msg", [{"payload": lambda: None}]),
        ]
        assert all(isinstance(one, NodeError) for one in found)
        return [str(one) for one in found]

    division, context, start, result, message = with_workers(work, a_node())
    assert division == "line 2: ZeroDivisionError: division by zero"
    assert "context" in context
    assert start == "line 2: ZeroDivisionError: division by zero"
    assert "pickle" in result
    assert "cannot pass" in message


def test_a_stopped_pool_leaves_no_process_and_no_caller_waiting(a_node: MakeNode, tmp_path: Path) -> None:
    pid = tmp_path / "pid"

    async def main() -> None:
        pool = WorkerPool(1)
        code = f"import os, time\nopen({str(pid)!r}, 'w').write(str(os.getpid()))\ntime.sleep(1000)"
        function = pool.function(compile_function(code), a_node(), 1000.0)
        waiting = [asyncio.create_task(function.receive({})) for _ in range(BATCH + 1)]
        while not pid.exists() or not pid.stat().st_size:  # noqa: ASYNC110 another process writes it
            await asyncio.sleep(0.01)
        await pool.stop()
        found = await asyncio.gather(*waiting, return_exceptions=True)
        assert all(isinstance(one, NodeError) for one in found)

    asyncio.run(main())
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


MESSAGES: list[Any] = [
    {"payload": [None, True, 2**200, -1.5, float("inf"), "文", b"\x00", {"a": {"b": []}}], "topic": ""},
    datetime(2026, 1, 1, tzinfo=UTC),
    datetime(2026, 1, 1, tzinfo=ZoneInfo("Asia/Shanghai")),
    datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=8))),
    timedelta(seconds=1.5),
]


@pytest.mark.parametrize("message", MESSAGES)
def test_messages_pass_between_processes_unchanged(message: Any) -> None:
    assert unpack(pack(message)) == message


class Evil:
    def __reduce__(self) -> Any:
        return os.system, ("exit 1",)


def test_an_answer_cannot_make_the_engine_run_code() -> None:
    with pytest.raises(Exception, match="cannot pass between processes"):
        unpack(pack(Evil()))
