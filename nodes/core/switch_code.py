"""How `core.switch` is written into its region's function."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sinterflow.runtime import Code, Value, paths

if TYPE_CHECKING:
    from .switch import Prepared, Switch

_SIGNS = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_PLAIN = {"true": "{0} is True", "false": "{0} is False", "null": "{0} is None", "not-null": "{0} is not None"}


def generate(code: Code, node: Switch) -> bool:
    """Write the rules: with `first` as `if … elif`, else all of them are decided before the message leaves."""
    value = code.read(paths.write_out(node.path))
    if node.first_only:
        _first(code, node, value)
    else:
        _all(code, node, value)
    return True


def _first(code: Code, node: Switch, value: str) -> None:
    conditions = [_condition(code, node, rule, value) for rule in node.rules]
    for number, (rule, condition) in enumerate(zip(node.rules, conditions, strict=True)):
        word = "elif" if number else "if"
        with code.branch(f"{word} {'True' if rule.op == 'else' else condition}:"):
            code.emit(rule.port)


def _all(code: Code, node: Switch, value: str) -> None:
    met: list[str] = []
    for rule in node.rules:
        name = code.name("c")
        condition = _condition(code, node, rule, value)
        if rule.op == "else":
            condition = f"not ({' or '.join(met)})" if met else "True"
        code.line(f"{name} = {condition}")
        met.append(name)
    for number, (rule, name) in enumerate(zip(node.rules, met, strict=True), 1):
        with code.branch(f"if {name}:"):
            code.emit(rule.port, more=number < len(met))


def _condition(code: Code, node: Switch, rule: Prepared, value: str) -> str:
    if rule.op == "else":
        return ""
    if rule.op in _PLAIN:
        return _PLAIN[rule.op].format(value)
    first, second = (_operand(code, node, one) for one in (rule.value, rule.value2))
    if rule.test is None:
        from .switch import in_position

        return f"{code.bind(in_position)}({rule.op!r}, {code.read('parts')}, {first}, {second})"
    general = f"{code.bind(rule.test)}({value}, {first}, {second})"
    return _quick(code, rule, value, general)


def _quick(code: Code, rule: Prepared, value: str, general: str) -> str:
    """The common comparisons with a constant, without a call where the value is what it usually is."""
    sign, wanted = _SIGNS.get(rule.op), rule.value.value
    if sign is None or not rule.value.constant:
        return general
    if type(wanted) in (int, float) and wanted - wanted == 0:
        return f"({value} {sign} {code.const(wanted)} if type({value}) is float or type({value}) is int else {general})"
    if type(wanted) is str and not rule.folded:
        return f"({value} {sign} {code.const(wanted)} if type({value}) is str else {general})"
    return general


def _operand(code: Code, node: Any, value: Value) -> str:
    if value.constant:
        return code.bind(value.value) if type(value.value) in (list, dict) else code.const(value.value)
    if value.kind == "msg":
        return code.read(paths.write_out(value.path))
    return f"{code.bind(value.read)}({code.known.message}, {code.bind(node)})"
