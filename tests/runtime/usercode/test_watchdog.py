"""What holds up the event loop is measured and said; after a limit the process ends and names the node."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from sinterflow.runtime import Node
from sinterflow.runtime.usercode.disabled import FILE, LAST_STACK, DisabledNode, disable, disabled_nodes, enable
from sinterflow.runtime.usercode.function import Function, compile_function
from sinterflow.runtime.usercode.watchdog import HANG_EXIT, Watchdog

BUSY_IN_C = "import hashlib\nhashlib.pbkdf2_hmac('sha256', b'a', b'b', 1_000_000)\nreturn msg"
"""Some tenths of a second in C code that lets other threads run."""


def test_what_does_not_yield_is_said_while_it_hangs_and_once_with_its_duration(a_node: Callable[..., Node]) -> None:
    async def main() -> Watchdog:
        watchdog = Watchdog(asyncio.get_running_loop(), structlog.get_logger(), report_after=0.05)
        watchdog.start()
        try:
            guard = watchdog.budget("line-1/sum", 10.0)
            function = Function(compile_function(BUSY_IN_C), a_node(), guard)
            assert function.receive({"payload": 1}) == {"payload": 1}
            await both_were_logged()
        finally:
            await watchdog.stop()
        return watchdog

    async def both_were_logged() -> None:
        while len(logged) < 2:  # noqa: ASYNC110 a thread writes them
            await asyncio.sleep(0.01)

    with structlog.testing.capture_logs() as logged:
        watchdog = asyncio.run(main())
    began, ended = logged[:2]
    assert (began["event"], began["flow"], began["node"]) == ("the event loop hangs", "line-1", "sum")
    assert 'File "<line-1/sum>", line 2' in began["stack"]
    assert (ended["event"], ended["node"]) == ("the event loop goes on", "sum")
    assert ended["seconds"] > 0.05
    assert watchdog.hangs >= 1
    assert watchdog.take_longest_stall() > 0.05
    assert watchdog.take_longest_stall() == 0.0


def test_a_watchdog_can_be_stopped_and_started_again() -> None:
    async def main() -> None:
        watchdog = Watchdog(asyncio.get_running_loop(), structlog.get_logger())
        for _ in range(2):
            watchdog.start()
            await watchdog.stop()
        await watchdog.stop()

    asyncio.run(main())


HANGS = """
import asyncio, sys
from pathlib import Path
from types import SimpleNamespace
import structlog
from sinterflow.runtime import Node, NodeConfig
from sinterflow.runtime.usercode.function import Function, compile_function
from sinterflow.runtime.usercode.watchdog import Watchdog

async def main(data, code):
    watchdog = Watchdog(asyncio.get_running_loop(), structlog.get_logger(), data, hang_limit=0.6, report_after=0.1)
    watchdog.start()
    await asyncio.sleep(0.1)
    node = Node(NodeConfig())
    none = dict.fromkeys(["context", "flow_context", "global_context"])
    node.host = SimpleNamespace(flow="line-1", id="box/sum", env={}, **none)
    Function(compile_function(code), node, watchdog.budget("line-1/box/sum", 0.05)).receive({})

asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
"""


@pytest.mark.parametrize(
    ("code", "exit_code"),
    [
        ("import time\ntime.sleep(1000)", HANG_EXIT),
        ("\nsum(range(10**13))", 1),  # holds the interpreter: no thread of Python can do anything
    ],
)
def test_after_the_hang_limit_the_process_ends_and_the_node_is_disabled(
    code: str, exit_code: int, tmp_path: Path
) -> None:
    ran = subprocess.run([sys.executable, "-c", HANGS, tmp_path, code], capture_output=True, text=True, check=False)
    assert ran.returncode == exit_code, ran.stderr
    (found,) = disabled_nodes(tmp_path)
    assert (found.flow, found.node) == ("line-1", "box/sum")
    assert disabled_nodes(tmp_path) == [found]
    assert enable(tmp_path, "line-1", "box/sum")
    assert disabled_nodes(tmp_path) == []
    assert not enable(tmp_path, "line-1", "box/sum")


def test_a_node_is_disabled_once_and_the_others_stay(tmp_path: Path) -> None:
    when = datetime(2026, 1, 1, tzinfo=UTC)
    for one in (DisabledNode("a", "x", when), DisabledNode("a", "y", when), DisabledNode("a", "x", when, 61.0, 4)):
        disable(tmp_path, one)
    assert disabled_nodes(tmp_path) == [DisabledNode("a", "y", when), DisabledNode("a", "x", when, 61.0, 4)]
    enable(tmp_path, "a", "y")
    assert [one.node for one in disabled_nodes(tmp_path)] == ["x"]


def test_a_stack_without_user_code_and_a_damaged_list_disable_nothing(tmp_path: Path) -> None:
    (tmp_path / LAST_STACK).write_text('Thread 0x1:\n  File "/usr/lib/selectors.py", line 468 in select\n')
    (tmp_path / FILE).write_text("[{")
    assert disabled_nodes(tmp_path) == []
    assert not (tmp_path / LAST_STACK).exists()
