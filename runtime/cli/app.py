"""The program `sinterflow`: its commands, what is common to them, and what it says when something is wrong."""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

import click

from ..errors import FaultError, SinterflowError
from ..secrecy import hide
from ..text import LANGUAGES, pick, text
from .command import Context, Option, Refused, in_our_words, show_texts
from .language import from_environment, language, say, speak
from .misuse import misuse

NAME = "sinterflow"
COMMANDS = (
    "demo",
    "run",
    "init",
    "check",
    "test",
    "diff",
    "nodes",
    "deploy",
    "status",
    "user",
    "token",
    "station",
    "secret",
    "tls",
    "backup",
    "restore",
    "verify",
    "doctor",
    "bundle",
    "completion",
)

SAID = text(
    en="Sinterflow: a low-code flow runtime for plants. It runs flows of nodes against PLCs, brokers and databases.",
    zh="Sinterflow 溯流：面向工厂的低代码流程运行平台。它运行由节点组成的流程，连接 PLC、MQTT 服务器和数据库。",
)
MORE = text(
    en=f"Start with {NAME} demo, or with {NAME} init my-plant.",
    zh=f"可以从 {NAME} demo 开始，或用 {NAME} init my-plant 新建项目。",
)


class Program(click.Group):
    """All commands; the module of each is imported when it is asked for."""

    context_class = Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f".commands.{cmd_name}", __package__)
        found: click.Command = module.command
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not args[0].startswith("-"):
            raise unknown_command(args[0])
        return super().resolve_command(ctx, args)

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        show_texts(SAID, MORE, formatter)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [say(en="COMMAND [ARGUMENTS]", zh="命令 [参数]")]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return in_our_words(super().get_help_option(ctx))


def unknown_command(name: str) -> Refused:
    from difflib import get_close_matches

    near = get_close_matches(name, COMMANDS, n=1)
    known = ", ".join(COMMANDS)
    return Refused(
        en=f"there is no command {name}; " + (f"did you mean {near[0]}?" if near else f"the commands are {known}"),
        zh=f"没有命令 {name}；" + (f"您是指 {near[0]} 吗？" if near else f"可用的命令：{known}"),
    )


def show_version(ctx: click.Context, param: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"{NAME} {version(NAME)}")
        ctx.exit()


program = Program(
    NAME,
    params=[
        Option(
            ["--lang"],
            type=click.Choice(LANGUAGES),
            said=text(
                en="Language of all texts, with any command; else as LC_ALL or LANG say.",
                zh="所有文字的语言，可用于任何命令；默认由 LC_ALL 或 LANG 决定。",
            ),
            expose_value=False,
        ),
        Option(
            ["--debug"],
            is_flag=True,
            said=text(en="With an error, show where in the program it arose.", zh="出错时显示其在程序中的位置。"),
            expose_value=False,
        ),
        Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=show_version,
            said=text(en="Show the version.", zh="显示版本。"),
        ),
    ],
    no_args_is_help=True,
)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """The entry point. Ends the process with 0 (good), 1 (what was checked failed) or 2 (wrong use)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a character is no reason to fail
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))


def run(arguments: list[str]) -> int:
    """One command; gives its exit code."""
    debug = "--debug" in before_dashes(arguments)
    speak(from_environment(os.environ))
    try:
        code = program.main(without_globals(arguments), prog_name=NAME, standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.Abort:
        click.echo(say(en="stopped", zh="已中断"), err=True)
        return 130
    except click.exceptions.NoArgsIsHelpError as no_arguments:
        click.echo(no_arguments.ctx.get_help(), err=True)
        return 2
    except Exception as error:
        if debug:
            click.echo(hide(traceback.format_exc()), err=True, nl=False)
        return tell(error)


def tell(error: Exception) -> int:
    """Say on standard error what went wrong; gives the exit code."""
    if isinstance(error, click.ClickException):
        click.echo(misuse(error, NAME), err=True)
        return 2
    if isinstance(error, FaultError):
        click.echo(pick(error.text, language()), err=True)
        return 1
    if isinstance(error, SinterflowError):
        click.echo(f"{NAME}: {pick(error.text, language())}", err=True)
        return error.code if isinstance(error, Refused) else 1
    what = hide(f"{type(error).__name__}: {error}") if str(error) else type(error).__name__
    message = say(
        en=f"{NAME}: this should not have happened: {what}; run it again with --debug to see where",
        zh=f"{NAME}：程序内部错误：{what}；请加上 --debug 重新运行以查看出错位置",
    )
    click.echo(message, err=True)
    return 1


def before_dashes(arguments: list[str]) -> list[str]:
    return arguments[: arguments.index("--")] if "--" in arguments else arguments


def without_globals(arguments: list[str]) -> list[str]:
    """The arguments without `--lang` and `--debug`, which may stand anywhere; the language is chosen here."""
    head = before_dashes(arguments)
    left, words = list[str](), iter(head)
    for word in words:
        name, equals, value = word.partition("=")
        if name == "--lang":
            wanted = value if equals else next(words, "")
            if wanted not in LANGUAGES:
                raise Refused(
                    en=f"--lang: {wanted or 'nothing'} is not a language here; write en or zh",
                    zh=f"--lang：不支持语言 {wanted or '（空）'}；请写 en 或 zh",
                )
            speak(wanted)
        elif word != "--debug":
            left.append(word)
    return left + arguments[len(head) :]
