"""`sinterflow completion`: prints what a shell needs to complete commands."""

from __future__ import annotations

import click

from ...text import text
from ..command import Refused
from ..command import command as make_command

FILES = {
    "bash": 'eval "$(sinterflow completion bash)"  # ~/.bashrc',
    "zsh": 'eval "$(sinterflow completion zsh)"  # ~/.zshrc',
    "fish": "sinterflow completion fish > ~/.config/fish/completions/sinterflow.fish",
}


@make_command(
    "completion",
    said=text(en="Print the script with which a shell completes commands.", zh="输出 shell 命令补全脚本。"),
    more=text(
        en=f"SHELL is bash, zsh or fish. For bash, add this line to ~/.bashrc: {FILES['bash'].partition('  #')[0]}",
        zh=f"SHELL 为 bash、zsh 或 fish。bash 请在 ~/.bashrc 中加入：{FILES['bash'].partition('  #')[0]}",
    ),
)
@click.argument("shell")
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell) if shell in FILES else None
    if kind is None:
        known = ", ".join(FILES)
        raise Refused(
            en=f"there is no completion for {shell}; write one of {known}", zh=f"不支持 {shell} 的补全；可用：{known}"
        )
    root = ctx.find_root()
    click.echo(kind(root.command, {}, "sinterflow", "_SINTERFLOW_COMPLETE").source())
