"""How `core.change` is written into its region's function."""

from __future__ import annotations

from collections.abc import Sequence

from sinterflow.runtime import Code, Node, Value, paths

from .change_steps import Deletion, Moving, Setting, Step


def generate(code: Code, node: Node, steps: Sequence[Step]) -> bool:
    """Write the steps; false when one has no short form, or could fail after another has changed the message."""
    if not writable(steps):
        return False
    for step in steps:
        if isinstance(step, Setting):
            value = copied(code, node, step.value)
            code.write(step.place.text, value)
        elif isinstance(step, Moving):
            value = code.read(step.place.text)
            code.write(step.to.text, value)
            code.delete(step.place.text)
        elif isinstance(step, Deletion):
            code.delete(step.place.text)
    code.emit("out")
    return True


def copied(code: Code, node: Node, value: Value) -> str:
    """An expression for a typed value that belongs to the message from then on."""
    if value.kind == "value":
        return code.const(value.value)
    if value.kind == "msg":
        return code.copied(code.read(paths.write_out(value.path)))
    given, read, here = code.name(), code.bind(value.read), code.bind(node)
    if value.expression is not None:
        code.line(f"{given} = {code.bind(value.expression.evaluate)}({code.known.message}, {here})")
        code.line(f"if type({given}) not in atomic: {given} = {read}({code.known.message}, {here})")
    else:
        code.line(f"{given} = {read}({code.known.message}, {here})")
    return given


def writable(steps: Sequence[Step]) -> bool:
    """Whether every step has a short form and none can fail once the message has been changed."""
    changed = False
    objects: set[paths.Path] = set()
    for step in steps:
        if not isinstance(step, (Setting, Moving, Deletion)) or step.place.target != "msg":
            return False
        to = None
        if isinstance(step, Setting):
            to, may_fail = step.place.path, step.value.kind == "expression"
        elif isinstance(step, Moving):
            if (
                step.to.target != "msg"
                or within(step.place.path, step.to.path)
                or within(step.to.path, step.place.path)
            ):
                return False
            to, may_fail = step.to.path, False
        else:
            may_fail = False
        if changed and (may_fail or (to is not None and len(to) > 1 and to[:-1] not in objects)):
            return False
        changed = True
        for gone in (step.place.path, *([to] if to else [])):
            objects -= {path for path in objects if within(path, gone)}
        if to is not None and all(isinstance(part, str) for part in to):
            objects |= {to[:length] for length in range(1, len(to))}
    return True


def within(path: paths.Path, other: paths.Path) -> bool:
    """Whether `path` is `other` or below it."""
    return path[: len(other)] == other
