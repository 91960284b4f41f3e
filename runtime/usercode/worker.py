"""A worker process: it runs the functions of function nodes, one frame of messages after the other.

Frames in: `("define", key, fields)` with the code, `("run", key, [packed message, …])`, `("forget", key, None)`.
The first frame out, `"ready"`, says that the process has started; then there is one for each run, a list of
`(said, packed result, error, over)`: the calls of `node.status` and `node.log`, what the code gave, else a text,
and whether it ran over its budget.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import IO, Any, cast

from ..errors import BudgetExceeded, NodeError, SinterflowError
from ..node import Node
from ..portable import limit_memory
from ..text import Text, text
from .frames import HEAD, frame, pack, unpack
from .function import Function, compile_function
from .guard import Budgets

Said = list[tuple[str, str, str]]
Answer = tuple[Said, bytes | None, Text | None, bool]
_LOOK = 0.02


class _NoContext:
    def __getattr__(self, name: str) -> Any:
        raise NodeError(
            text(
                en="a function in a worker has no context; put what it needs into the message, or run it inline",
                zh="工作进程中的函数不能使用上下文；请把所需的值放入消息，或改为在引擎内运行",
            )
        )


class _Log:
    def __init__(self, said: Said) -> None:
        self._said = said

    def __getattr__(self, level: str) -> Callable[[str], None]:
        return lambda text: self._said.append(("log", level, text))


class _Node:
    """What `Function` needs of a node, for one that lives in another process."""

    def __init__(self, flow: str, id: str, env: dict[str, Any]) -> None:
        self.said: Said = []
        self.flow = flow
        self.id = id
        self.env = env
        self.host = self
        self.log = _Log(self.said)
        self.context = self.flow_context = self.global_context = _NoContext()

    def status(self, state: str, said: str = "") -> None:
        self.said.append(("status", state, said))


class _Defined:
    """One function of this worker. An error of its start code is the answer to every message."""

    def __init__(self, fields: dict[str, Any], budgets: Budgets) -> None:
        self.node = _Node(fields["flow"], fields["node"], fields["env"])
        code = compile_function(fields["code"], fields["start"], fields["stop"])
        guard = budgets.guard(self.node.id, fields["budget"])
        node = cast(Node, self.node)
        self.function = Function(code, node, guard, outputs=fields["outputs"], name=fields["name"])
        self.broken: Text | None = None
        try:
            self.function.start()
        except Exception as error:
            self.broken = _text_of(error)

    def answer(self, message: bytes) -> Answer:
        if self.broken is not None:
            return [], None, self.broken, False
        self.node.said.clear()
        try:
            result = pack(_plain(self.function.receive(unpack(message))))
        except Exception as error:
            return list(self.node.said), None, _text_of(error), isinstance(error, BudgetExceeded)
        return list(self.node.said), result, None, False


def _plain(sent: Any) -> Any:
    return sent if sent is None or isinstance(sent, dict) else [(out.port, out.message) for out in sent]


def _text_of(error: Exception) -> Text:
    return error.text if isinstance(error, SinterflowError) else f"{type(error).__name__}: {error}"


def _frames(source: IO[bytes]) -> Iterator[Any]:
    """The frames from the engine. When it is gone this process ends, whatever its code is doing."""
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()

    def read() -> None:
        while head := source.read(HEAD.size):
            waiting.put(source.read(HEAD.unpack(head)[0]))
        os._exit(0)

    threading.Thread(target=read, name="frames", daemon=True).start()
    while True:
        yield unpack(waiting.get())


def _watched() -> Budgets:
    budgets = Budgets()

    def watch() -> None:
        while True:
            time.sleep(_LOOK)
            budgets.look(time.monotonic())

    threading.Thread(target=watch, name="watchdog", daemon=True).start()
    return budgets


def main() -> None:
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    limit_memory(int(sys.argv[1]))
    defined: dict[int, _Defined] = {}
    budgets = _watched()
    sink.write(frame("ready"))
    sink.flush()
    for kind, key, content in _frames(source):
        if kind == "define":
            defined[key] = _Defined(content, budgets)
        elif kind == "forget":
            defined.pop(key, None)
        else:
            sink.write(frame([defined[key].answer(message) for message in content]))
            sink.flush()


if __name__ == "__main__":
    main()
