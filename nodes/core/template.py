"""`core.template`: a text made from a message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Literal

from sinterflow.runtime import Code, Message, Node, NodeConfig, PathText, field, paths, text

from .template_output import READERS
from .template_simple import simple

Render = Callable[[Message, Node], str]


class Template(Node):
    """Fill a template with the message's values and put the text, or what it says as JSON or YAML, at a path."""

    type = "core.template"
    title = text(en="Template", zh="模板")
    help = text(
        en="Makes a text from a template; payload, topic, msg, flow, global and env are known in it.",
        zh="用模板生成文本；模板中可使用 payload、topic、msg、flow、global 和 env。",
    )
    icon = "template"
    code_fields = ("template",)

    class Config(NodeConfig):
        template: Annotated[
            str,
            field(title=text(en="Template", zh="模板内容"), code="jinja", example="{{topic}}: {{payload.pv}} °C"),
        ]
        to: Annotated[PathText, field(title=text(en="To", zh="写入"), path=True)] = "payload"
        syntax: Annotated[
            Literal["jinja", "mustache", "plain"],
            field(
                title=text(en="Syntax", zh="语法"),
                choices={
                    "jinja": text(en="Jinja", zh="Jinja"),
                    "mustache": text(en="Mustache", zh="Mustache"),
                    "plain": text(en="The text as it is", zh="纯文本（原样）"),
                },
            ),
        ] = "jinja"
        output: Annotated[
            Literal["text", "json", "yaml"],
            field(
                title=text(en="Result", zh="结果"),
                choices={
                    "text": text(en="The text", zh="文本"),
                    "json": text(en="What it says as JSON", zh="按 JSON 解析"),
                    "yaml": text(en="What it says as YAML", zh="按 YAML 解析"),
                },
            ),
        ] = "text"

    @classmethod
    def check(cls, config: Any) -> list[tuple[str, str, dict[str, Any]]]:
        return [("template-syntax", "template", said) for said in _faults(config.template, config.syntax)]

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._path = paths.parse(config.to)
        self._render = _renderer(config.template, config.syntax)
        self._read = READERS[config.output]
        self.deterministic = not any(name in config.template for name in ("flow", "glob", "now", "random"))

    def written(self) -> Sequence[str]:
        return [self.config.to]

    def generate(self, code: Code) -> bool:
        value = code.name()
        code.line(f"{value} = {code.bind(self.made)}({code.known.message})")
        code.write(self.config.to, value)
        code.emit("out")
        return True

    def receive(self, message: Message, port: str = "in") -> Message:
        paths.put(message, self._path, self.made(message))
        return message

    def made(self, message: Message) -> Any:
        """What the template makes of a message."""
        return self._read(self._render(message, self))


def _renderer(template: str, syntax: str) -> Render:
    if syntax == "plain":
        return lambda message, node: template
    if syntax == "mustache":
        from .template_mustache import Mustache

        return Mustache(template).render
    quick = simple(template)
    if quick is not None:
        return quick.render
    from .template_jinja import Jinja

    return Jinja(template).render


def _faults(template: str, syntax: str) -> list[dict[str, Any]]:
    if syntax == "plain" or (syntax == "jinja" and simple(template)):
        return []
    if syntax == "mustache":
        from .template_mustache import syntax_faults
    else:
        from .template_jinja import syntax_faults
    return syntax_faults(template)
