"""How `core.change` is written into its region's function."""

from __future__ import annotations

from collections.abc import Sequence

from sinterflow.runtime import Code, Node, Value, paths

from .change_steps import Deletion, Moving, Replacing, Setting, Step
from .replace import UNCHANGED
from .values import text_of


def generate(code: Code, node: Node, steps: Sequence[Step]) -> bool:
    """Write the steps; when one raises, the message is as it was before the first."""
    if fail_first(steps):
        _write(code, node, steps)
    else:
        with code.together():
            _write(code, node, steps)
    code.emit("out")
    return True


def _write(code: Code, node: Node, steps: Sequence[Step]) -> None:
    for step in steps:
        if not step.writes:  # of a context
            code.line(f"{code.bind(step.apply)}({code.message}, {code.bind(node)})")
        elif isinstance(step, Setting):
            code.write(step.place.text, copied(code, node, step.value))
        elif isinstance(step, Moving):
            _move(code, step)
        elif isinstance(step, Deletion):
            code.delete(step.place.text)
        else:
            assert isinstance(step, Replacing)
            _replace(code, node, step)


def _move(code: Code, step: Moving) -> None:
    value = code.read(step.place.text)
    if apart(step):
        code.write(step.to.text, value)
        code.delete(step.place.text)
    else:
        code.delete(step.place.text)
        code.write(step.to.text, value)


def _replace(code: Code, node: Node, step: Replacing) -> None:
    path = step.place.text
    current, changed, unchanged = code.read(path), code.name(), code.bind(UNCHANGED)
    with code.branch(f"if {current} is None:", counted=False):
        code.line(f"{changed} = {unchanged}")
    with code.branch("else:", counted=False):
        search, new = looked_at(code, node, step.search), copied(code, node, step.new)
        change = f"{code.bind(step.changed)}({current}, {search}, {new})"
        code.line(f"{changed} = {_in_text(step, current, change)}")
    with code.branch(f"if {changed} is not {unchanged}:", counted=False):
        code.write(path, changed)
    code.known.forget(step.place.path)


def _in_text(step: Replacing, current: str, general: str) -> str:
    """The common case, one constant text for another, without a call of our own."""
    search, new = step.search, step.new
    if step.regex or not (search.constant and new.constant and type(new.value) is str):
        return general
    wanted = text_of(search.value)
    if not wanted:
        return general
    return f"{current}.replace({wanted!r}, {new.value!r}) if type({current}) is str else {general}"


def copied(code: Code, node: Node, value: Value) -> str:
    """An expression for a typed value that belongs to the message from then on."""
    if value.kind == "value":
        return code.const(value.value)
    if value.kind == "msg":
        return code.copied(code.read(paths.write_out(value.path)))
    given, read, here = code.name(), code.bind(value.read), code.bind(node)
    if value.expression is None:
        code.line(f"{given} = {read}({code.message}, {here})")
        return given
    evaluated = f"{code.bind(value.expression.evaluate)}({code.message}, {here})"
    if value.expression.plain is None:
        code.line(f"{given} = {evaluated}")
    else:
        code.line(f"try: {given} = {code.computed(value.expression.plain)}")
        code.line(f"except Exception: {given} = {evaluated}")
    code.line(f"if type({given}) not in atomic: {given} = {read}({code.message}, {here})")
    return given


def looked_at(code: Code, node: Node, value: Value) -> str:
    """An expression for a typed value that nothing keeps: it may share parts with the message or the config."""
    if value.kind == "msg":
        return code.read(paths.write_out(value.path))
    if value.constant and isinstance(value.value, (dict, list)):
        return code.bind(value.value)
    return code.bind(value.value) if value.constant else copied(code, node, value)


def fail_first(steps: Sequence[Step]) -> bool:
    """Whether none can fail once the message has been changed."""
    changed = False
    objects: set[paths.Path] = set()
    for step in steps:
        to = _target(step)
        if isinstance(step, Moving) and step.writes and not apart(step):
            return False
        keys_only = to is not None and all(isinstance(part, str) for part in to)
        has_place = to is None or (keys_only and (len(to) == 1 or to[:-1] in objects))
        if changed and (_may_fail(step) or not has_place):
            return False
        if step.writes:
            changed = True
            for gone in (step.place.path, *([to] if to else [])):
                objects -= {path for path in objects if within(path, gone)}
        if to is not None and keys_only:
            objects |= {to[:length] for length in range(1, len(to))}
    return True


def _target(step: Step) -> paths.Path | None:
    """The path of the message that the step may have to make objects for."""
    if not step.writes:
        return None
    if isinstance(step, Setting):
        return step.place.path
    return step.to.path if isinstance(step, Moving) else None


def _may_fail(step: Step) -> bool:
    """Whether its values or its work can raise."""
    if isinstance(step, Replacing):
        return True
    return not step.writes or (isinstance(step, Setting) and step.value.kind == "expression")


def apart(step: Moving) -> bool:
    """Whether neither of its places is within the other."""
    source, target = step.place.path, step.to.path
    return not (within(source, target) or within(target, source))


def within(path: paths.Path, other: paths.Path) -> bool:
    """Whether `path` is `other` or below it."""
    return path[: len(other)] == other
