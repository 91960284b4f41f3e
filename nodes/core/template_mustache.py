"""Mustache templates: values, sections, inverted sections, comments and other delimiters; no partials."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

from sinterflow.runtime import Message, Node, NodeError, text

from .template_names import names_for
from .values import text_of

MOST_CHARACTERS = 4 * 1024 * 1024
MOST_STEPS = 100_000
"""Parts of sections written in one rendering."""
_STANDALONE = frozenset("#^/!=>")


class Literal(NamedTuple):
    text: str


class Variable(NamedTuple):
    name: str
    escaped: bool


class Section(NamedTuple):
    name: str
    inverted: bool
    parts: list[Part]


Part: TypeAlias = Literal | Variable | Section


class MustacheError(ValueError):
    """`row` is the line of the tag that is wrong."""

    def __init__(self, said: str, row: int) -> None:
        super().__init__(said)
        self.row = row


def syntax_faults(template: str) -> list[dict[str, Any]]:
    """What is wrong with a template: `said` and `row`."""
    try:
        Mustache(template)
    except MustacheError as error:
        return [{"said": str(error), "row": error.row}]
    return []


class Mustache:
    """One template, read once. Values are written as HTML text unless `{{{name}}}` or `{{&name}}` says otherwise."""

    def __init__(self, template: str) -> None:
        self._parts: list[Part] = []
        open_sections: list[tuple[Section, int]] = []
        for mark, content, row in _tags(template):
            inside = open_sections[-1][0].parts if open_sections else self._parts
            if mark == "text":
                inside.append(Literal(content))
            elif mark in "#^":
                section = Section(content, mark == "^", [])
                inside.append(section)
                open_sections.append((section, row))
            elif mark == "/":
                if not open_sections or open_sections[-1][0].name != content:
                    raise MustacheError(f"{{{{/{content}}}}} closes no open section", row)
                open_sections.pop()
            else:
                inside.append(Variable(content, escaped=mark != "&"))
        if open_sections:
            section, row = open_sections[-1]
            raise MustacheError(f"the section {section.name} is not closed", row)

    def render(self, message: Message, node: Node) -> str:
        """Raises NodeError when the text grows too long."""
        writing = _Writing()
        writing.write(self._parts, [names_for(message, node)])
        return "".join(writing.out)


class _Writing:
    def __init__(self) -> None:
        self.out: list[str] = []
        self._room = MOST_CHARACTERS
        self._steps = MOST_STEPS

    def write(self, parts: list[Part], stack: list[Any]) -> None:
        for part in parts:
            if isinstance(part, Literal):
                self._add(part.text)
            elif isinstance(part, Variable):
                said = text_of(_find(part.name, stack))
                self._add(html.escape(said) if part.escaped else said)
            else:
                self._section(part, stack)

    def _section(self, section: Section, stack: list[Any]) -> None:
        value = _find(section.name, stack)
        empty = value is None or value is False or value == "" or value == [] or value == 0
        if section.inverted or empty:
            if section.inverted and empty:
                self.write(section.parts, stack)
            return
        for member in value if isinstance(value, list) else [value]:
            self._steps -= 1
            if self._steps < 0:
                raise _too_much()
            self.write(section.parts, [*stack, member])

    def _add(self, said: str) -> None:
        self._room -= len(said)
        if self._room < 0:
            raise _too_much()
        self.out.append(said)


def _too_much() -> NodeError:
    return NodeError(
        text(
            en=f"the template makes more than {MOST_CHARACTERS} characters or {MOST_STEPS} parts",
            zh=f"模板生成的内容超过 {MOST_CHARACTERS} 个字符或 {MOST_STEPS} 个部分",
        )
    )


def _find(name: str, stack: list[Any]) -> Any:
    """The value of a name: its first part where the innermost holder has it, the rest from there."""
    if name == ".":
        return stack[-1]
    first, *more = name.split(".")
    for holder in reversed(stack):
        found, value = _member(holder, first)
        if found:
            for step in more:
                found, value = _member(value, step)
            return value
    return None


def _member(holder: Any, key: str) -> tuple[bool, Any]:
    if isinstance(holder, list) and key.isdecimal():
        return (True, holder[int(key)]) if int(key) < len(holder) else (False, None)
    if isinstance(holder, (str, bytes)) or not hasattr(holder, "__getitem__"):
        return False, None
    try:
        return True, holder[key]
    except (LookupError, TypeError):
        return False, None


def _tags(template: str) -> Iterator[tuple[str, str, int]]:
    """`(mark, name, row)` of each tag and `("text", …, row)` between them."""
    start, end, place = "{{", "}}", 0
    while (begin := template.find(start, place)) >= 0:
        row = template.count("\n", 0, begin) + 1
        inner = begin + len(start)
        triple = template.startswith("{", inner) and start == "{{"
        closing = "}" + end if triple else end
        stop = template.find(closing, inner)
        if stop < 0:
            raise MustacheError("a tag is not closed", row)
        content = template[inner + triple : stop].strip()
        mark = "&" if triple else content[0] if content[:1] in {*_STANDALONE, "&"} else ""
        before, after = template[place:begin], stop + len(closing)
        if mark in _STANDALONE:
            before, after = _alone(template, before, begin, after)
        if before:
            yield "text", before, row
        name = content if triple or not mark else content[1:].strip()
        if mark == "=":
            start, end = _delimiters(name, row)
        elif mark == ">":
            raise MustacheError("partials are not supported", row)
        elif mark != "!":
            if not name:
                raise MustacheError("a tag names nothing", row)
            yield mark or "value", name, row
        place = after
    if template[place:]:
        yield "text", template[place:], 0


def _delimiters(content: str, row: int) -> tuple[str, str]:
    pair = content.removesuffix("=").split()
    if len(pair) != 2:
        raise MustacheError("delimiters are set as {{=<% %>=}}", row)
    return pair[0], pair[1]


def _alone(template: str, before: str, begin: int, after: int) -> tuple[str, int]:
    """A section tag that has a line for itself takes the line with it."""
    line = re.search(r"(?:^|\n)([ \t]*)\Z", template[:begin])
    rest = re.compile(r"[ \t]*(?:\r?\n|\Z)").match(template, after)
    if line is None or rest is None or len(line[1]) > len(before):
        return before, after
    return before[: len(before) - len(line[1])], rest.end()
