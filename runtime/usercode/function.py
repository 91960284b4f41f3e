"""The code of function nodes: compiled at deploy, run for each message under a budget."""

from __future__ import annotations

import ast
import linecache
import traceback
import weakref
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import CodeType, ModuleType
from typing import Any, NamedTuple, NoReturn

from ..errors import BudgetExceeded, FaultError, NodeError, SinterflowError
from ..faults import Fault, fault
from ..host import Out, Sent
from ..message import Message
from ..node import Node
from ..text import text
from .faces import Environment, NodeFace, builtins_with
from .guard import UNGUARDED, Guard
from .instrument import FLAG, STOP, Checks
from .retain import may_retain
from .values import for_check

_BODY = " code"


class FunctionCode(NamedTuple):
    """Compiled code of a function node. `retains`: it may keep parts of a message, so it must be given copies."""

    sources: dict[str, str]
    compiled: dict[str, CodeType]
    retains: bool


@lru_cache(maxsize=10_000)  # a large project's functions are checked first and made afterwards
def compile_function(code: str, start: str = "", stop: str = "") -> FunctionCode:
    """Compile `code`, the body of a function of `msg`, and the modules `start` and `stop` beside it.

    Raises FaultError that names every field (`code`, `start`, `stop`) with row and column.
    """
    sources = {"code": code, "start": start, "stop": stop}
    found: list[Fault] = []
    compiled: dict[str, CodeType] = {}
    retains = False
    for name, source in sources.items():
        if name != "code" and not source.strip():
            continue
        try:
            tree = ast.parse(source)
            retains = retains or name != "code" or may_retain(tree)
            module = _as_function(tree) if name == "code" else tree
            compiled[name] = compile(ast.fix_missing_locations(Checks().visit(module)), f"<{name}>", "exec")
        except FaultError as error:
            found += error.faults
        except SyntaxError as error:
            found.append(fault("code-syntax", field=name, row=error.lineno, column=error.offset, said=error.msg))
        except (ValueError, RecursionError, MemoryError) as error:
            found.append(fault("code-syntax", field=name, row=1, column=1, said=str(error) or "nested too deeply"))
    if found:
        raise FaultError(found)
    return FunctionCode(sources, compiled, retains)


def function_faults(code: str, start: str = "", stop: str = "") -> list[tuple[str, str, dict[str, Any]]]:
    """What does not compile, as `Node.check` gives it: `(fault code, field, arguments with row and column)` each."""
    try:
        compile_function(code, start, stop)
    except FaultError as error:
        return [answer for one in error.faults for answer in for_check([one], one.field or "code")]
    return []


def _as_function(tree: ast.Module) -> ast.Module:
    found = [
        fault(
            "code-not-here", field="code", row=node.lineno, column=node.col_offset + 1, what=type(node).__name__.lower()
        )
        for node in _own(tree)
        if isinstance(node, (ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFor, ast.AsyncWith))
    ]
    if found:
        raise FaultError(found)
    function = ast.parse("def code(msg):\n  pass").body[0]
    assert isinstance(function, ast.FunctionDef)
    function.name = _BODY
    function.body = tree.body or function.body
    return ast.Module([function], [])


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes of the code itself, without those of functions and classes inside it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            yield child
            yield from _own(child)


class Function:
    """The code of one running function node. `start` and `stop` run theirs; `receive` runs the code for a message.

    `modules` are what `import` gives instead of the real ones (`time`, `datetime` on the engine's clock).
    """

    def __init__(
        self,
        code: FunctionCode,
        node: Node,
        guard: Guard = UNGUARDED,
        *,
        outputs: int = 1,
        name: str = "",
        modules: Mapping[str, ModuleType] | None = None,
    ) -> None:
        self._place = f"{node.host.flow}/{node.id}"
        self._guard = guard
        self._ports = [str(number + 1) for number in range(outputs)]
        self._compiled = {part: _named(one, self._file(part)) for part, one in code.compiled.items()}
        for part in self._compiled:
            file, source = self._file(part), code.sources[part]
            lines = source.splitlines(keepends=True)
            linecache.cache[file] = (len(source), None, lines, file)
            weakref.finalize(self, _forget_lines, file, lines)
        self._names: dict[str, Any] = {
            "__builtins__": builtins_with(tuple((modules or {}).items())),
            "__name__": self._place,
            FLAG: guard.flag,
            STOP: guard.check,
            "node": NodeFace(node, name or node.id),
            "flow": node.flow_context,
            "glob": node.global_context,
            "env": Environment(node.env),
        }
        exec(self._compiled["code"], self._names)
        self._call: Callable[[Message], Any] = self._names.pop(_BODY)

    def start(self) -> None:
        """Run the start code. Raises CodeError."""
        self._run("start")

    def stop(self) -> None:
        """Run the stop code. Raises CodeError."""
        self._run("stop")

    def receive(self, message: Message) -> Sent:
        """Run the code for one message. Raises CodeError with the line, BudgetExceeded, or our error that it raised."""
        guard = self._guard
        running = guard.running
        running[0] = guard
        running[1] += 1
        try:
            result = self._call(message)
        except BaseException as error:
            self._fail(error)
        finally:
            running[0] = None
        if guard.flag:
            guard.settle()
        return result if result is None or isinstance(result, dict) else self._outs(result)

    def _run(self, part: str) -> None:
        if part not in self._compiled:
            return
        self._guard.enter()
        try:
            exec(self._compiled[part], self._names)
        except BaseException as error:
            self._fail(error)
        finally:
            self._guard.leave()
        self._guard.settle()

    def _file(self, part: str) -> str:
        return f"<{self._place}>" if part == "code" else f"<{self._place} {part}>"

    def _fail(self, error: BaseException) -> NoReturn:
        """Raise what stands for an error of the code, of `sys.exit` and the like too: a node never ends the process."""
        self._guard.forget()
        if isinstance(error, BudgetExceeded):
            raise self._guard.exceeded(self._row(error)) from error
        if isinstance(error, (SinterflowError, KeyboardInterrupt)):
            raise error
        raise CodeError(error, self._row(error)) from error

    def _row(self, error: BaseException) -> int | None:
        """The innermost line of the user's code in the error's traceback."""
        files = {self._file(part) for part in self._compiled}
        rows = [row for frame, row in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename in files]
        return rows[-1] if rows else None

    def _outs(self, result: Any) -> list[Out]:
        if not isinstance(result, (list, tuple)):
            raise _wrong_result(result)
        if len(result) > len(self._ports):
            raise NodeError(
                text(
                    en=f"the code returned a list for {len(result)} outputs, the node has {len(self._ports)}; several "
                    "messages for one output stand in an inner list: return [[first, second]]",
                    zh=f"代码返回了 {len(result)} 个输出的列表，而节点只有 {len(self._ports)} 个输出；"
                    "同一输出的多条消息请放在内层列表：return [[first, second]]",
                )
            )
        outs = []
        for port, sent in zip(self._ports, result, strict=False):
            for message in sent if isinstance(sent, (list, tuple)) else [sent]:
                if isinstance(message, dict):
                    outs.append(Out(port, message))
                elif message is not None:
                    raise _wrong_result(message)
        return outs


class CodeError(NodeError):
    """User code raised: the text names its line (`row`, None when unknown) and the error, which is the `__cause__`."""

    def __init__(self, error: BaseException, row: int | None) -> None:
        said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        place = text(en=f"line {row}: ", zh=f"第 {row} 行：") if row is not None else text(en="", zh="")
        assert isinstance(place, dict)
        super().__init__({lang: before + said for lang, before in place.items()})
        self.row = row


def _wrong_result(result: Any) -> NodeError:
    kind = type(result).__name__
    return NodeError(
        text(
            en=f"the code returned {kind}; return msg, None, or a list with one entry for each output",
            zh=f"代码返回了 {kind}；请返回 msg、None 或每个输出一项的列表",
        )
    )


def _forget_lines(file: str, lines: list[str]) -> None:
    """Take the source of a function that is gone from where stacks show it, unless its successor's stands there."""
    if any(part is lines for part in linecache.cache.get(file, ())):
        del linecache.cache[file]


def _named(code: CodeType, file: str) -> CodeType:
    """The code with its file named after its node, so that every stack names it."""
    inner = tuple(_named(one, file) if isinstance(one, CodeType) else one for one in code.co_consts)
    return code.replace(co_filename=file, co_consts=inner)
