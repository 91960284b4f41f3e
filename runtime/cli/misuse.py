"""What click says of wrong use, in our words and both languages."""

from __future__ import annotations

import click
from click.exceptions import BadOptionUsage, MissingParameter, NoSuchOption

from .language import language, say


def misuse(error: click.ClickException, program: str) -> str:
    """The lines for standard error: what is wrong, and where to read how it is meant."""
    if not isinstance(error, click.UsageError) or error.ctx is None:
        return f"{program}: {_said(error)}"
    path = error.ctx.command_path
    usage = error.ctx.get_usage()
    more = say(en=f"{path} --help explains it", zh=f"详见 {path} --help")
    return (
        f"{path}: {_said(error)}; {more}\n{usage}" if language() == "en" else f"{path}：{_said(error)}；{more}\n{usage}"
    )


def _name(missing: click.Parameter, context: click.Context) -> str:
    return missing.opts[0] if isinstance(missing, click.Option) else missing.make_metavar(context)


def _said(error: click.ClickException) -> str:
    if isinstance(error, MissingParameter):
        name = _name(error.param, error.ctx) if error.param and error.ctx else ""
        return say(en=f"{name} is missing", zh=f"缺少 {name}")
    if isinstance(error, NoSuchOption):
        near = error.possibilities
        return say(
            en=f"there is no option {error.option_name}" + (f" (did you mean {near[0]}?)" if near else ""),
            zh=f"没有选项 {error.option_name}" + (f"（您是指 {near[0]} 吗？）" if near else ""),
        )
    if isinstance(error, BadOptionUsage):
        flag = "does not take" in error.message
        return say(
            en=f"{error.option_name} takes no value" if flag else f"{error.option_name} needs a value",
            zh=f"{error.option_name} 不接受值" if flag else f"{error.option_name} 需要一个值",
        )
    if isinstance(error, click.BadParameter) and isinstance(error.param, click.Parameter):
        name = error.param.get_error_hint(error.ctx)
        return say(en=f"{name}: {error.message}", zh=f"{name} 的值无效：{error.message}")
    if error.message.startswith("Got unexpected extra argument"):
        extra = error.message.partition("(")[2].rstrip(")")
        return say(en=f"{extra} is too much", zh=f"多余的参数：{extra}")
    return error.message
