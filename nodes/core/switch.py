"""`core.switch`: each message leaves by the outputs whose rule it meets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal, NamedTuple

from sinterflow.runtime import (
    Code,
    Message,
    Node,
    NodeConfig,
    NodeError,
    Out,
    PathText,
    Port,
    Value,
    field,
    paths,
    text,
    typed_value,
)

from .comparisons import TESTS, Test, compiled, fixed, folded
from .switch_code import generate
from .switch_rule import Rule
from .values import finite, text_of

POSITIONS = ("head", "tail", "index")


class Prepared(NamedTuple):
    """A rule ready to run. `test` is None for those that do not look at the property: `else` and positions."""

    op: str
    port: str
    test: Test | None
    value: Value
    value2: Value
    folded: bool


class Switch(Node):
    """Compare one property with the rules in turn and send the message on by the output of each that it meets."""

    type = "core.switch"
    title = text(en="Switch", zh="条件分支")
    help = text(
        en="Sends a message on by the outputs whose rule it meets: the first rule has output 1, the second 2, …",
        zh="按规则把消息分到各个输出：第 1 条规则对应输出 1，第 2 条对应输出 2，依此类推。",
    )
    icon = "switch"
    writes = ()

    class Config(NodeConfig):
        property: Annotated[PathText, field(title=text(en="Property", zh="属性"), path=True)] = "payload"
        rules: Annotated[
            tuple[Rule, ...], field(title=text(en="Rules", zh="规则"), example=[{"op": "gt", "value": 1150}])
        ] = ()
        match: Annotated[
            Literal["all", "first"],
            field(
                title=text(en="Send by", zh="匹配方式"),
                choices={
                    "all": text(en="every rule that is met", zh="所有满足的规则"),
                    "first": text(en="the first rule that is met", zh="第一条满足的规则"),
                },
            ),
        ] = "all"
        ignore_case: Annotated[bool, field(title=text(en="Ignore case", zh="不区分大小写"))] = False

    @classmethod
    def ports(cls, config: Any) -> tuple[Sequence[Port], Sequence[Port]]:
        return cls.inputs, [Port(str(number)) for number in range(1, len(config.rules) + 1)]

    @classmethod
    def check(cls, config: Any) -> list[tuple[str, str, dict[str, Any]]]:
        return [fault for number, rule in enumerate(config.rules) for fault in rule.faults(f"rules[{number}]")]

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.path = paths.parse(config.property)
        self.first_only = config.match == "first"
        self.rules = [self._prepared(rule, str(number)) for number, rule in enumerate(config.rules, 1)]
        self.deterministic = all(
            one.kind in ("value", "msg", "env") for rule in self.rules for one in (rule.value, rule.value2)
        )

    def generate(self, code: Code) -> bool:
        return generate(code, self)

    def receive(self, message: Message, port: str = "in") -> list[Out]:
        value = paths.get(message, self.path)
        met: list[Out] = []
        for rule in self.rules:
            if self._meets(rule, value, message) if rule.op != "else" else not met:
                met.append(Out(rule.port, message))
                if self.first_only:
                    break
        return met

    def _prepared(self, rule: Rule, port: str) -> Prepared:
        ignore_case = self.config.ignore_case if rule.ignore_case is None else rule.ignore_case
        value, test = typed_value(rule.value), TESTS.get(rule.op)
        if rule.op == "matches" and value.constant:
            value = fixed(compiled(text_of(value.value), ignore_case=ignore_case))
        elif ignore_case and test is not None:
            test = folded(test)
        return Prepared(rule.op, port, test, value, typed_value(rule.value2), ignore_case)

    def _meets(self, rule: Prepared, value: Any, message: Message) -> bool:
        first, second = rule.value.read(message, self), rule.value2.read(message, self)
        if rule.test is not None:
            return rule.test(value, first, second)
        return in_position(rule.op, message.get("parts"), first, second)


def in_position(op: str, parts: Any, first: Any, second: Any) -> bool:
    """Whether a part of a split message is among the first n, the last n, or from one index to another.

    Raises NodeError when `msg.parts` does not say.
    """
    wanted = ("index", "count") if op == "tail" else ("index",)
    known = [finite(parts.get(name)) if isinstance(parts, dict) else None for name in wanted]
    limits = [finite(first), finite(second) if op == "index" else 0]
    if None in known or None in limits:
        missing = ", ".join(f"msg.parts.{name}" for name in wanted)
        raise NodeError(
            text(
                en=f"the rule {op} needs numbers to compare with and {missing}; use it behind a split node",
                zh=f"规则 {op} 需要数值和 {missing}；请用在拆分节点之后",
            )
        )
    index = known[0]
    if op == "head":
        return index < limits[0]  # type: ignore[operator]
    if op == "tail":
        return index >= known[1] - limits[0]  # type: ignore[operator]
    return limits[0] <= index <= limits[1]  # type: ignore[operator]
