"""`core.change`: set, delete, move and replace properties of a message or a context."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from sinterflow.runtime import Code, Message, Node, NodeConfig, field, text, typed_value, value_faults

from .change_code import generate
from .change_rules import OPS, TARGETS, Delete, Move, Replace, Rule, Set, Target
from .change_steps import Deletion, Moving, Place, Replacing, Setting, Step
from .comparisons import compiled, fixed, pattern_faults
from .values import text_of


class Change(Node):
    """Apply rules to a message one after the other; each sees what those before it did."""

    type = "core.change"
    title = text(en="Change", zh="修改")
    help = text(
        en="Sets, deletes, moves and replaces properties of the message, or of the flow's or the global context.",
        zh="设置、删除、移动或替换消息（或流程、全局上下文）的属性。",
    )
    icon = "change"

    class Config(NodeConfig):
        rules: Annotated[
            tuple[Rule, ...],
            field(
                title=text(en="Rules", zh="规则"),
                choices=OPS,
                example=[{"op": "set", "path": "payload", "to": {"value": 0}}],
            ),
        ] = ()
        target: Annotated[Target, field(title=text(en="Properties of", zh="修改对象"), choices=TARGETS)] = "msg"

    @classmethod
    def check(cls, config: Any) -> list[tuple[str, str, dict[str, Any]]]:
        return [fault for number, rule in enumerate(config.rules) for fault in _faults(rule, f"rules[{number}]")]

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.steps: list[Step] = [_step(rule, rule.target or config.target) for rule in config.rules]
        self.deterministic = all(step.deterministic for step in self.steps)

    def written(self) -> Sequence[str]:
        return list(dict.fromkeys(path for step in self.steps for path in step.writes))

    def generate(self, code: Code) -> bool:
        return generate(code, self, self.steps)

    def receive(self, message: Message, port: str = "in") -> Message:
        for step in self.steps:
            step.apply(message, self)
        return message


def _step(rule: Rule, target: Target) -> Step:
    place = Place(target, rule.path)
    if isinstance(rule, Set):
        return Setting(place, typed_value(rule.to))
    if isinstance(rule, Delete):
        return Deletion(place)
    if isinstance(rule, Move):
        return Moving(place, Place(target, rule.to_path))
    search = typed_value(rule.search)
    if rule.regex and search.constant:
        search = fixed(compiled(text_of(search.value)))
    return Replacing(place, search, typed_value(rule.with_), regex=rule.regex)


def _faults(rule: Rule, place: str) -> list[tuple[str, str, dict[str, Any]]]:
    if isinstance(rule, Set):
        return value_faults(rule.to, f"{place}.to")
    if not isinstance(rule, Replace):
        return []
    found = [*value_faults(rule.search, f"{place}.search"), *value_faults(rule.with_, f"{place}.with")]
    if not found and rule.regex and (search := typed_value(rule.search)).constant:
        found = pattern_faults(search.value, f"{place}.search")
    return found
