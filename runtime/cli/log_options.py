"""The options of `run` and `demo` that concern logs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..logbook.levels import NUMBERS
from ..reasons import reason
from ..text import pick, text
from .command import Refused, option
from .language import language

if TYPE_CHECKING:
    from ..logbook.levels import Level

F = TypeVar("F", bound=Callable[..., Any])
MIB = 1024 * 1024
NAMES = ("log_level", "log_format", "log_file", "log_size")
_OPTIONS = (
    option(
        "--log-level",
        type=click.Choice(tuple(NUMBERS)),
        said=text(en="Least level of the lines that are logged.", zh="写入日志的最低级别。"),
    ),
    option(
        "--log-format",
        type=click.Choice(("text", "json")),
        said=text(
            en="How lines look on standard error; by default text on a terminal, else json.",
            zh="标准错误上的日志格式；默认在终端上为 text，否则为 json。",
        ),
    ),
    option(
        "--log-file",
        metavar="FILE",
        said=text(en="Write the lines to this file, too, as JSON.", zh="同时以 JSON 写入该文件。"),
    ),
    option(
        "--log-size",
        type=click.IntRange(1, 1024 * 1024),
        default=50,
        show_default=True,
        metavar="MIB",
        said=text(
            en="MiB that the log file takes with the older ones beside it.", zh="日志文件及其旧文件合计占用的 MiB 数。"
        ),
    ),
)


def log_options(command: F) -> F:
    """The decorator: all of them."""
    for each in reversed(_OPTIONS):
        command = each(command)
    return command


def set_up_logs(options: dict[str, Any], level: Level = "info") -> None:
    """As the options say. Raises Refused when the file cannot be written."""
    from .. import logs

    form, file = options["log_format"], options["log_file"]
    try:
        logs.set_up(
            language(),
            level=options["log_level"] or level,
            as_json=None if form is None else form == "json",
            file=None if file is None else Path(file),
            file_bytes=options["log_size"] * MIB,
        )
    except OSError as error:
        why = reason(error)
        raise Refused(
            en=f"--log-file {file} cannot be written: {pick(why)}; name a file in a folder that you may write to",
            zh=f"--log-file {file} 无法写入：{pick(why, 'zh')}；请指定有写权限的目录中的文件",
        ) from error


def as_arguments(options: dict[str, Any]) -> list[str]:
    """The same options once more, for a unit; paths whole."""
    arguments = []
    for name in NAMES:
        if options[name] is not None and (name != "log_size" or options["log_file"] is not None):
            value = Path(options[name]).resolve() if name == "log_file" else options[name]
            arguments += [f"--{name.replace('_', '-')}", str(value)]
    return arguments
