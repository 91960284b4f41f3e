"""One place of an engine for user code: budgets and workers for all its function nodes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import ModuleType

import pytest
import structlog

from sinterflow.runtime import Node, compile_function
from sinterflow.runtime.errors import BudgetExceeded
from sinterflow.runtime.usercode.runner import UserCode
from sinterflow.runtime.usercode.watchdog import Watchdog
from sinterflow.runtime.usercode.workers import WorkerPool


def test_functions_run_inline_or_in_a_worker_with_the_same_result(a_node: Callable[..., Node]) -> None:
    code = compile_function("return {'payload': [msg['payload'], env['limit'], node.name]}")

    async def main() -> None:
        user_code = UserCode(Watchdog(asyncio.get_running_loop(), structlog.get_logger()), WorkerPool(1))
        user_code.watchdog.start()
        inline = user_code.function(a_node(limit=7), code, 1, 5.0, "Sum")
        worker = user_code.worker_function(a_node(limit=7), code, 1, 5.0, "Sum")
        assert inline.receive({"payload": 1}) == await worker.receive({"payload": 1}) == {"payload": [1, 7, "Sum"]}
        inline.stop()
        worker.stop()
        await user_code.stop()

    asyncio.run(main())


def test_beside_a_virtual_clock_budgets_hold_and_imports_are_the_engines(a_node: Callable[..., Node]) -> None:
    time = ModuleType("time")
    time.time = lambda: 42.0  # type: ignore[attr-defined]

    async def main() -> None:
        user_code = UserCode(Watchdog(None, structlog.get_logger()), WorkerPool(1), {"time": time})
        user_code.watchdog.start()
        asks = user_code.function(a_node(), compile_function("import time\nreturn {'payload': time.time()}"), 1, 5.0)
        endless = user_code.function(a_node(), compile_function("while True: pass"), 1, 0.05)
        assert asks.receive({}) == {"payload": 42.0}
        with pytest.raises(BudgetExceeded):
            endless.receive({})
        await user_code.stop()
        assert user_code.watchdog.hangs == 0

    asyncio.run(main())
