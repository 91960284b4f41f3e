"""Jinja templates: sandboxed, bounded in steps, sizes and output."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from jinja2 import ChainableUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.filters import do_format, do_indent
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sinterflow.runtime import Message, Node, NodeError, text

from .template_names import names_for

MOST_STEPS = 100_000
"""Loop steps and calls of macros in one rendering."""
MOST_CHARACTERS = 4 * 1024 * 1024
MOST_BITS = 20_000
WIDEST = 999
_TOO_WIDE = re.compile(r"\d{4}|\*|\{[^{}]*\{")
_PADDING = frozenset(("center", "ljust", "rjust", "zfill", "expandtabs"))
_FORMATTING = frozenset(("format", "format_map"))


def syntax_faults(template: str) -> list[dict[str, Any]]:
    """What Jinja says of a template that it cannot read: `said` and `row`."""
    try:
        ENVIRONMENT.from_string(template)
    except TemplateSyntaxError as error:
        return [{"said": error.message or "", "row": error.lineno}]
    except (TemplateError, RecursionError, SyntaxError) as error:
        return [{"said": str(error), "row": 1}]
    return []


class Environment(ImmutableSandboxedEnvironment):
    """A message's keys come before methods, what is missing is nothing, and null is written as nothing."""

    intercepted_binops = frozenset(("*", "**", "%"))

    def __init__(self) -> None:
        super().__init__(
            undefined=ChainableUndefined,
            finalize=lambda value: "" if value is None else value,
            keep_trailing_newline=True,
        )
        self.left = MOST_STEPS
        self.filters.update(center=_centered, format=_formatted, indent=_indented)
        for name in ("batch", "slice"):
            self.filters[name] = _of_moderate_size(self.filters[name])
        del self.globals["lipsum"]

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict):
            return self.getitem(obj, attribute)
        if isinstance(obj, (str, bytes)):
            wide = attribute in _FORMATTING and _TOO_WIDE.search(str(obj))
            if wide or attribute in _PADDING:
                return self.unsafe_undefined(obj, attribute)
        return super().getattr(obj, attribute)

    def step(self) -> str:
        """Called in every loop and macro."""
        self.left -= 1
        if self.left < 0:
            raise SecurityError(f"more than {MOST_STEPS} steps")
        return ""

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        if operator == "%" and isinstance(left, (str, bytes)):
            _narrow(left)
        elif operator == "**" and isinstance(left, int) and isinstance(right, int):
            _bounded(left.bit_length() * abs(right), MOST_BITS)
        elif operator == "*":
            _bounded(max(_size(left, right), _size(right, left)), MOST_CHARACTERS)
        return super().call_binop(context, operator, left, right)


def _bounded(size: int, most: int) -> None:
    if size > most:
        raise SecurityError(f"a value larger than {most}")


def _size(repeated: Any, times: Any) -> int:
    sized = isinstance(repeated, (str, bytes, list, tuple)) and isinstance(times, int)
    return len(repeated) * times if sized else 0


def _narrow(format: Any) -> None:
    if _TOO_WIDE.search(str(format)):
        raise SecurityError(f"a format wider than {WIDEST} characters")


def _formatted(value: str, *arguments: Any, **named: Any) -> str:
    _narrow(value)
    return do_format(value, *arguments, **named)


def _centered(value: Any, width: int = 80) -> str:
    _bounded(width, WIDEST)
    return str(value).center(width)


def _indented(value: str, width: int | str = 4, first: bool = False, blank: bool = False) -> str:
    _bounded(width if isinstance(width, int) else len(width), WIDEST)
    return do_indent(value, width, first, blank)


def _of_moderate_size(function: Callable[..., Any]) -> Callable[..., Any]:
    def bounded(value: Any, count: int, *more: Any) -> Any:
        _bounded(count, MOST_STEPS)
        return function(value, count, *more)

    return bounded


ENVIRONMENT = Environment()


class Jinja:
    """One compiled template. All use one environment: rendering never waits, so only one does so at a time."""

    def __init__(self, template: str) -> None:
        self._template = ENVIRONMENT.from_string(_counted(ENVIRONMENT.parse(template)))

    def render(self, message: Message, node: Node) -> str:
        """Raises NodeError with Jinja's reason."""
        ENVIRONMENT.left = MOST_STEPS
        parts: list[str] = []
        room = MOST_CHARACTERS
        try:
            for part in self._template.generate(names_for(message, node)):
                room -= len(part)
                if room < 0:
                    raise SecurityError(f"a text longer than {MOST_CHARACTERS} characters")
                parts.append(part)
        except Exception as error:
            said = str(error) or type(error).__name__
            raise NodeError(text(en=f"the template failed: {said}", zh=f"模板渲染失败：{said}")) from error
        return "".join(parts)


def _counted(template: nodes.Template) -> nodes.Template:
    """With a call of `step` at the head of each loop and macro, so that none goes on for ever."""
    looping: Iterable[Any] = template.find_all((nodes.For, nodes.Macro, nodes.CallBlock))
    for block in looping:
        step = nodes.Call(nodes.EnvironmentAttribute("step"), [], [], None, None)
        counting = nodes.ExprStmt(step).set_lineno(block.lineno, override=True)
        block.body.insert(0, counting)
    return template
