"""One rule of `core.switch`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from sinterflow.runtime import NodeConfig, Typed, field, text, typed_value, value_faults

from .comparisons import TYPES, pattern_faults

Op = Literal[
    "eq", "ne", "lt", "le", "gt", "ge", "between", "contains", "matches", "in", "type", "true", "false", "null",
    "not-null", "empty", "not-empty", "has-key", "head", "tail", "index", "else",
]  # fmt: skip

OPS = {
    "eq": text(en="=", zh="等于"),
    "ne": text(en="≠", zh="不等于"),
    "lt": text(en="<", zh="小于"),
    "le": text(en="≤", zh="小于等于"),
    "gt": text(en=">", zh="大于"),
    "ge": text(en="≥", zh="大于等于"),
    "between": text(en="between (inclusive)", zh="介于（含两端）"),
    "contains": text(en="contains", zh="包含"),
    "matches": text(en="matches the regular expression", zh="匹配正则表达式"),
    "in": text(en="is one of", zh="属于"),
    "type": text(en="is of type", zh="类型为"),
    "true": text(en="is true", zh="为 true"),
    "false": text(en="is false", zh="为 false"),
    "null": text(en="is null", zh="为空值（null）"),
    "not-null": text(en="is not null", zh="不为空值（null）"),
    "empty": text(en="is empty", zh="内容为空"),
    "not-empty": text(en="is not empty", zh="内容不为空"),
    "has-key": text(en="has the key", zh="含有键"),
    "head": text(en="is among the first parts", zh="前若干条"),
    "tail": text(en="is among the last parts", zh="后若干条"),
    "index": text(en="is the part from … to …", zh="序号介于"),
    "else": text(en="otherwise", zh="其他情况"),
}


WITH_VALUE = [op for op in OPS if op not in ("true", "false", "null", "not-null", "empty", "not-empty", "else")]


class Rule(NodeConfig):
    """A comparison; which values it needs depends on `op`."""

    op: Annotated[Op, field(title=text(en="Comparison", zh="比较"), choices=OPS)]
    value: Annotated[Typed, field(title=text(en="Value", zh="值"), typed=True, when={"op": WITH_VALUE})] = None
    value2: Annotated[
        Typed, field(title=text(en="Second value", zh="第二个值"), typed=True, when={"op": ["between", "index"]})
    ] = None
    ignore_case: Annotated[
        bool | None,
        field(
            title=text(en="Ignore case", zh="不区分大小写"),
            help=text(en="Not given: as the node says.", zh="不填时按节点设置。"),
            advanced=True,
        ),
    ] = None

    def faults(self, place: str) -> list[tuple[str, str, dict[str, Any]]]:
        """What the schema cannot say about this rule; `place` is the field it stands in."""
        found = [*value_faults(self.value, f"{place}.value"), *value_faults(self.value2, f"{place}.value2")]
        if found or not (value := typed_value(self.value)).constant:
            return found
        if self.op == "type" and value.value not in TYPES:
            return [("not-a-choice", f"{place}.value", {"given": value.value, "known": ", ".join(TYPES)})]
        return pattern_faults(value.value, f"{place}.value") if self.op == "matches" else []
