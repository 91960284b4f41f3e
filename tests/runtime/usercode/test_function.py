"""The code of function nodes: what it gives, what it sees, what its errors say; nothing runs for ever."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from sinterflow.runtime import Node, NodeError, Out
from sinterflow.runtime.errors import BudgetExceeded
from sinterflow.runtime.faults import fault
from sinterflow.runtime.usercode.function import CodeError, Function, compile_function, function_faults
from sinterflow.runtime.usercode.guard import Guard
from sinterflow.runtime.usercode.watchdog import Watchdog

MakeNode = Callable[..., Node]


def made(code: str, node: Node, start: str = "", stop: str = "", **more: Any) -> Function:
    return Function(compile_function(code, start, stop), node, **more)


RESULTS: list[tuple[str, Any]] = [
    ("msg['payload'] += 1\nreturn msg", {"payload": 2}),
    ("return None", None),
    ("", None),
    ("# nothing", None),
    ("return [msg, {'payload': 5}]", [Out("1", {"payload": 1}), Out("2", {"payload": 5})]),
    ("return [None, msg]", [Out("2", {"payload": 1})]),
    ("return [[{'payload': 3}, None, {'payload': 4}]]", [Out("1", {"payload": 3}), Out("1", {"payload": 4})]),
    ("return []", []),
    ("return (None, [msg])", [Out("2", {"payload": 1})]),
    ("'''says what it does'''\nx = [v for v in range(3) if v]\nreturn {'payload': x}", {"payload": [1, 2]}),
    ("def double(x):\n  'twice'\n  return x * 2\nreturn {'payload': double(msg['payload'])}", {"payload": 2}),
    ("f = lambda x: x + 1\nreturn {'payload': f(1)}", {"payload": 2}),
    ("def g():\n  yield from (i for i in range(2))\nreturn {'payload': list(g())}", {"payload": [0, 1]}),
    ("text = '''a\n  b'''\nreturn {'payload': text}", {"payload": "a\n  b"}),
    ("import math\nreturn {'payload': math.floor(1.5)}", {"payload": 1}),
    ("return {'payload': env['limit']}", {"payload": 7}),
    ("return {'payload': [node.id, node.name]}", {"payload": ["sum", "Sum"]}),
]


@pytest.mark.parametrize(("code", "expected"), RESULTS)
def test_what_the_code_returns_goes_to_the_outputs(code: str, expected: Any, a_node: MakeNode) -> None:
    assert made(code, a_node(limit=7), outputs=2, name="Sum").receive({"payload": 1}) == expected


@pytest.mark.parametrize("code", ["return 5", "return [5]", "return ['x']", "return [[1]]", "return [None, None, msg]"])
def test_a_result_that_is_no_message_is_an_error(code: str, a_node: MakeNode) -> None:
    with pytest.raises(NodeError, match="return"):
        made(code, a_node(), outputs=2).receive({"payload": 1})


def test_start_code_and_stop_share_their_names(a_node: MakeNode) -> None:
    node = a_node()
    function = made(
        "global total\ntotal += msg['payload']\nreturn {'payload': total}",
        node,
        start="import math\ntotal = 10",
        stop="flow.set('last', total)",
    )
    function.start()
    assert [function.receive({"payload": 1}), function.receive({"payload": 2})] == [{"payload": 11}, {"payload": 13}]
    function.stop()
    assert node.flow_context.get("last") == 13


def test_the_code_reaches_its_node_and_contexts_but_cannot_change_parameters(a_node: MakeNode) -> None:
    node = a_node(list=[1])
    code = "node.status('ok', 5)\nflow.set('a', [1])\nglob.set('b', 2)\nnode.context.set('c', 3)\nenv['list'].append(2)"
    made(code, node).receive({})
    assert node.host.statuses == [("ok", "5")]  # type: ignore[attr-defined]
    assert (node.flow_context.get("a"), node.global_context.get("b"), node.context.get("c")) == ([1], 2, 3)
    assert node.env == {"list": [1]}
    with pytest.raises(CodeError):
        made("env['x'] = 1", node).receive({})


def test_an_import_gives_the_engines_modules(a_node: MakeNode) -> None:
    clock = ModuleType("time")
    clock.time = lambda: 42.0  # type: ignore[attr-defined]
    code = "import time\nfrom time import time as t\nimport json as j\nreturn {'a': [time.time(), t(), j.loads('1')]}"
    assert made(code, a_node(), modules={"time": clock}).receive({}) == {"a": [42.0, 42.0, 1]}


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("x = 1\nreturn x / 0", 2),
        ("def f():\n  raise KeyError('k')\n\nf()", 2),
        ("return [\n  1 / n\n  for n in [0]\n]", 2),
        ("import json\n\njson.loads('{')", 3),
        ("import sys\nsys.exit(3)", 2),
        ("raise SystemExit", 1),
    ],
)
def test_an_error_names_its_line(code: str, line: int, a_node: MakeNode) -> None:
    with pytest.raises(CodeError) as failed:
        made(code, a_node()).receive({})
    assert failed.value.row == line
    assert str(failed.value).startswith(f"line {line}: ")
    shown = "".join(traceback.format_exception(failed.value.__cause__))
    assert f'File "<line-1/sum>", line {line}' in shown
    assert code.splitlines()[line - 1].strip() in shown


def test_an_error_of_ours_and_an_interrupt_pass_as_they_are(a_node: MakeNode) -> None:
    code = "from sinterflow.runtime import NodeError\nraise NodeError('too hot')"
    with pytest.raises(NodeError, match=r"^too hot$") as failed:
        made(code, a_node()).receive({})
    assert failed.value.__cause__ is None
    with pytest.raises(KeyboardInterrupt):
        made("raise KeyboardInterrupt", a_node()).receive({})


def test_an_error_of_the_start_code_names_its_line(a_node: MakeNode) -> None:
    with pytest.raises(CodeError, match="line 2: ZeroDivisionError"):
        made("return msg", a_node(), start="\n1 / 0").start()


@pytest.mark.parametrize(
    ("code", "fault_code", "row"),
    [
        ("x = 1\nreturn (", "code-syntax", 2),
        ("\n\nbreak", "code-syntax", 3),
        ("if True:\nreturn 1", "code-syntax", 2),
        ("global x\nx = 1\nnonlocal y", "code-syntax", 3),
        ("x = 1\nyield x", "code-not-here", 2),
        ("await x", "code-not-here", 1),
        ("x\x00", "code-syntax", 1),
        ("x = " + "(" * 1000, "code-syntax", 1),
        ("x = " + "-" * 100_000 + "1", "code-syntax", 1),
    ],
)
def test_code_that_does_not_compile_is_a_fault_with_its_line(code: str, fault_code: str, row: int) -> None:
    ((found, field, args),) = function_faults(code)
    assert (found, field, args.get("row", 1)) == (fault_code, "code", row)
    assert fault(found, field=field, **args).line("zh")


def test_every_field_that_does_not_compile_is_named() -> None:
    found = function_faults("x =", "return 1", "y = 1\n  z = 2")
    assert [(field, args["row"]) for _, field, args in found] == [("code", 1), ("start", 1), ("stop", 2)]
    assert function_faults("return msg", "x = 1", "del x") == []


RETAINING = [
    "global x\nx = msg",
    "f = lambda: msg",
    "def f(): pass",
    "class C: pass",
    "g = (x for x in msg)",
    "import mymodule",
    "from os import environ",
    "import math\nmath.x = msg",
    "x = msg\nx.y = 1",
    "flow['a'] = msg",
    "del flow.x",
    "getattr(node, 'x')",
    "eval('1')",
    "msg.__class__",
    "x = vars()",
]
FORGETTING = [
    "return msg",
    "x = msg['payload']\nx['y'] = [x]\nreturn [x, msg]",
    "import math, json, re\nmsg['payload'] = math.sqrt(msg['payload'])\nreturn msg",
    "from datetime import datetime\nreturn {'payload': datetime.now()}",
    "x = [v * 2 for v in msg['payload'] if v]\nfor y in x:\n  msg['payload'].append(y)\nreturn msg",
    "flow.set('last', msg)\nreturn msg",
    "env['list'].append(msg)",
]


@pytest.mark.parametrize("code", RETAINING)
def test_code_that_could_keep_a_message_is_found(code: str) -> None:
    assert compile_function(code).retains


@pytest.mark.parametrize("code", FORGETTING)
def test_plain_code_keeps_nothing(code: str) -> None:
    assert not compile_function(code).retains
    assert compile_function(code, start="x = 1").retains


ENDLESS = [
    "while True: pass",
    "while True:\n  try:\n    while True: pass\n  except Exception: pass",
    "while True:\n  try:\n    while True: pass\n  except: continue",
    "while True:\n  try:\n    while True: pass\n  except BaseException: pass\n  finally: pass",
    "try:\n  while True: pass\nfinally:\n  while True: pass",
    "try:\n  while True: pass\nexcept: return msg",
    "from itertools import count\nfor x in count(): pass",
    "[x for x in iter(int, 1)]",
    "{x for x in iter(int, 1)}",
    "{x: x for x in iter(int, 1)}",
    "sum(x for x in iter(int, 1))",
    "list(map(lambda x: x, iter(int, 1)))",
    "def f():\n  try: f()\n  except: f()\nf()",
    "def f():\n  while True:\n    try: yield 1\n    except: pass\nfor x in f(): pass",
    "from contextlib import suppress\nwhile True:\n  with suppress(Exception):\n    while True: pass",
    "class C:\n  def __bool__(self): return True\nwhile C(): pass",
]


@pytest.mark.parametrize("code", ENDLESS)
def test_code_that_would_run_for_ever_is_stopped(code: str, a_node: MakeNode) -> None:
    async def main() -> None:
        watchdog = Watchdog(asyncio.get_running_loop(), a_node().log)
        watchdog.start()
        try:
            guard = watchdog.budget("line-1/sum", 0.05)
            with pytest.raises(BudgetExceeded, match="50 ms"):
                made(code, a_node(), guard=guard).receive({"payload": 1})
            assert made("return msg", a_node(), guard=guard).receive({"payload": 1}) == {"payload": 1}
            assert watchdog.budgets.stopped == 1
        finally:
            await watchdog.stop()

    asyncio.run(main())


def test_the_start_code_runs_under_the_budget_too(a_node: MakeNode) -> None:
    async def main() -> None:
        watchdog = Watchdog(asyncio.get_running_loop(), a_node().log)
        watchdog.start()
        try:
            function = made("return msg", a_node(), start="while True: pass", guard=watchdog.budget("line-1/sum", 0.05))
            with pytest.raises(BudgetExceeded, match="line 1"):
                function.start()
        finally:
            await watchdog.stop()

    asyncio.run(main())


def test_a_flag_that_was_meant_for_an_earlier_call_stops_nothing(a_node: MakeNode) -> None:
    guard = Guard("line-1/sum", 0.05, [None, 10])
    function = made("return {'payload': [x for x in range(3)] + [(lambda: 4)()]}", a_node(), guard=guard)
    guard.flag.append(10)
    assert function.receive({}) == {"payload": [0, 1, 2, 4]}
    guard.flag.append(12)
    with pytest.raises(BudgetExceeded):
        function.receive({})
    assert function.receive({}) == {"payload": [0, 1, 2, 4]}


def test_beside_a_virtual_clock_budgets_hold_and_nothing_is_said_of_hangs(a_node: MakeNode) -> None:
    async def main() -> None:
        watchdog = Watchdog(None, a_node().log)
        watchdog.start()
        try:
            with pytest.raises(BudgetExceeded):
                made("while True: pass", a_node(), guard=watchdog.budget("line-1/sum", 0.05)).receive({})
        finally:
            await watchdog.stop()
        assert (watchdog.budgets.stopped, watchdog.hangs) == (1, 0)

    asyncio.run(main())
