"""`core.function`: Python code for what no other node does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal, TypeAlias

from sinterflow.runtime import (
    Duration,
    Message,
    Node,
    NodeConfig,
    PathText,
    Port,
    Sent,
    compile_function,
    field,
    function_faults,
    seconds,
    text,
)

NodeType: TypeAlias = type[Node]
_MAY_DIFFER = re.compile(r"\b(import|flow|glob|node|open|id|hash|set)\b")


class FunctionConfig(NodeConfig):
    code: Annotated[
        str,
        field(
            title=text(en="Code", zh="代码"),
            help=text(
                en="Called for each message as msg; return msg, None, or a list with one entry for each output.",
                zh="对每条消息 msg 执行一次；返回 msg、None，或每个输出一项的列表。",
            ),
            code="python",
            example="msg['payload'] = msg['payload'] * 1.8 + 32\nreturn msg",
        ),
    ]
    outputs: Annotated[int, field(title=text(en="Outputs", zh="输出数量"), ge=0, le=100)] = 1
    start: Annotated[str, field(title=text(en="At start", zh="启动代码"), code="python")] = ""
    stop: Annotated[str, field(title=text(en="At stop", zh="停止代码"), code="python")] = ""
    budget: Annotated[
        Duration,
        field(
            title=text(en="Time allowed", zh="时间预算"),
            help=text(
                en="Code that runs longer for one message is stopped.", zh="处理单条消息超过此时间的代码会被终止。"
            ),
            advanced=True,
        ),
    ] = "250ms"
    writes: Annotated[
        tuple[PathText, ...] | None,
        field(
            title=text(en="Changes only", zh="仅修改"),
            help=text(
                en="Paths that the code changes; given, other branches need fewer copies of the message.",
                zh="代码会修改的路径；填写后，其他分支可少复制消息。",
            ),
            advanced=True,
        ),
    ] = None
    run: Annotated[
        Literal["inline", "worker"],
        field(
            title=text(en="Run", zh="运行方式"),
            choices={
                "inline": text(en="in the engine", zh="在引擎内"),
                "worker": text(en="in a worker process", zh="在工作进程中"),
            },
            advanced=True,
        ),
    ] = "inline"


class Function(Node):
    """Run the person's code for each message under a time budget."""

    type = "core.function"
    title = text(en="Function", zh="函数")
    help = text(
        en="Runs Python code for each message. msg, node, flow, glob and env are known in it.",
        zh="对每条消息执行 Python 代码，可使用 msg、node、flow、glob 和 env。",
    )
    icon = "function"
    code_fields = ("code", "start", "stop")
    Config = FunctionConfig

    @classmethod
    def ports(cls, config: Any) -> tuple[Sequence[Port], Sequence[Port]]:
        return cls.inputs, [Port(str(number)) for number in range(1, config.outputs + 1)]

    @classmethod
    def variant(cls, config: Any) -> NodeType:
        return WorkerFunction if config.run == "worker" else cls

    @classmethod
    def check(cls, config: Any) -> list[tuple[str, str, dict[str, Any]]]:
        return function_faults(config.code, config.start, config.stop)

    def __init__(self, config: FunctionConfig) -> None:
        super().__init__(config)
        self.compiled = compile_function(config.code, config.start, config.stop)
        self.keeps = self.compiled.retains
        self.deterministic = not (config.start or _MAY_DIFFER.search(config.code))

    def written(self) -> Sequence[str] | None:
        paths: tuple[str, ...] | None = self.config.writes
        return paths

    async def start(self) -> None:
        self._code = self.host.function(self.compiled, self.config.outputs, seconds(self.config.budget))
        self._code.start()

    async def stop(self) -> None:
        self._code.stop()

    def receive(self, message: Message, port: str = "in") -> Sent:
        return self._code.receive(message)


class WorkerFunction(Node):
    """The same in a worker process: for code that takes long, or that is not trusted. It has no contexts."""

    type = Function.type
    title = Function.title
    code_fields = Function.code_fields
    Config = FunctionConfig
    concurrency = 100
    """As many messages go to the worker at once; answers keep their order."""

    def __init__(self, config: FunctionConfig) -> None:
        super().__init__(config)
        self.compiled = compile_function(config.code, config.start, config.stop)
        self.deterministic = not (config.start or _MAY_DIFFER.search(config.code))

    async def start(self) -> None:
        self._code = self.host.worker_function(self.compiled, self.config.outputs, seconds(self.config.budget))

    async def stop(self) -> None:
        self._code.stop()

    async def receive(self, message: Message, port: str = "in") -> Sent:
        return await self._code.receive(message)
