"""Commands and options that speak both languages: a text is chosen when it is shown, not when it is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from ..errors import SinterflowError
from ..text import Text, pick, text
from .columns import table, width, wrap
from .language import language, say


class Refused(SinterflowError):
    """The command cannot do what was asked; `code` is the exit code: 2 for wrong use, 1 for what has failed."""

    def __init__(self, *, en: str, zh: str, code: int = 2) -> None:
        super().__init__(text(en=en, zh=zh))
        self.code = code


class Option(click.Option):
    """An option with its help in both languages."""

    def __init__(self, *args: Any, said: Text = "", **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.said = said

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        self.help = pick(self.said, language())
        record = super().get_help_record(ctx)
        return record and (record[0], record[1].replace("[default: ", say(en="[default: ", zh="[默认：")))


class Formatter(click.HelpFormatter):
    """Help pages whose lines are measured in columns."""

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        paragraphs = [wrap(part, self.width - self.current_indent) for part in text.split("\n\n")]
        self.write("\n\n".join("\n".join(indent + line for line in lines) for lines in paragraphs) + "\n")

    def write_dl(self, rows: Any, col_max: int = 30, col_spacing: int = 2) -> None:
        lines = table(rows, self.width, indent=self.current_indent, gap=col_spacing, first=col_max)
        self.write("\n".join(lines) + "\n")

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        prefix = prefix or say(en="Usage: ", zh="用法：")
        start = f"{prefix}{prog} "
        first, *more = wrap(args, max(self.width - width(start), 20))
        self.write("\n".join([start + first, *(" " * width(start) + line for line in more)]).rstrip() + "\n")

    def write_heading(self, heading: str) -> None:
        shown = say(en=f"{heading}:", zh=f"{_HEADINGS.get(heading, heading)}：")
        self.write(" " * self.current_indent + shown + "\n")


_HEADINGS = {"Options": "选项", "Commands": "命令"}


class Context(click.Context):
    formatter_class = Formatter


class Command(click.Command):
    """A command with its texts in both languages: `said` is the first line, `more` what follows it on the help page."""

    context_class = Context

    def __init__(self, *args: Any, said: Text = "", more: Text = "", **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.options_metavar = None
        self.said = said
        self.more = more

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [*super().collect_usage_pieces(ctx), say(en="[OPTIONS]", zh="[选项]")]

    def get_short_help_str(self, limit: int = 45) -> str:
        return pick(self.said, language())

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        show_texts(self.said, self.more, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return in_our_words(super().get_help_option(ctx))


class Group(click.Group):
    """A command that has commands: `commands` in the order of their help page."""

    context_class = Context
    command_class = Command

    def __init__(self, *args: Any, said: Text = "", more: Text = "", **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.no_args_is_help = True
        self.options_metavar = None
        self.said = said
        self.more = more

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [say(en="COMMAND [ARGUMENTS]", zh="命令 [参数]")]

    def get_short_help_str(self, limit: int = 45) -> str:
        return pick(self.said, language())

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        show_texts(self.said, self.more, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return in_our_words(super().get_help_option(ctx))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in self.commands and not args[0].startswith("-"):
            known = ", ".join(self.commands)
            raise Refused(
                en=f"{ctx.command_path}: there is no command {args[0]}; the commands are {known}",
                zh=f"{ctx.command_path}：没有命令 {args[0]}；可用的命令：{known}",
            )
        return super().resolve_command(ctx, args)


def in_our_words(option: click.Option | None) -> click.Option | None:
    """click's own `--help`, which it makes anew for each command."""
    if option is not None:
        option.help = say(en="Show this page.", zh="显示本帮助。")
    return option


def show_texts(said: Text, more: Text, formatter: click.HelpFormatter) -> None:
    formatter.write_paragraph()
    with formatter.indentation():
        formatter.write_text("\n\n".join(part for part in (pick(said, language()), pick(more, language())) if part))


def command(name: str, *, said: Text, more: Text = "") -> Callable[[Callable[..., Any]], Command]:
    return click.command(name, cls=Command, said=said, more=more)


def option(*names: str, said: Text, **attributes: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(*names, cls=Option, said=said, **attributes)


as_json = option(
    "--json",
    "as_json",
    is_flag=True,
    said=text(en="Write the result as JSON, for programs.", zh="以 JSON 输出结果，供程序使用。"),
)


def port_number(ctx: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """The callback of an option that takes a TCP port; 0 is any free one."""
    if value is None or (value.isascii() and value.isdigit() and int(value) < 65536):
        return None if value is None else int(value)
    name = param.opts[0]
    raise Refused(
        en=f"{name}: {value} is not a port number; write a number from 1 to 65535, such as 8480",
        zh=f"{name}：{value} 不是端口号；请写 1 到 65535 之间的数字，例如 8480",
    )
