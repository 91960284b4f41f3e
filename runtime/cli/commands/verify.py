"""`sinterflow verify`: is the data of a project whole, or a backup?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...text import text
from ..command import Refused, as_json, option
from ..command import command as make_command
from ..data_folder import data_option
from ..doctor.finding import Finding
from ..language import say
from .doctor import described, line

if TYPE_CHECKING:
    from ...keeping.verifying import Looked


@make_command(
    "verify",
    said=text(en="See whether the data of a project, or a backup, is whole.", zh="检查项目数据或备份文件是否完好。"),
    more=text(
        en="PATH is a project (else the current folder), also while it runs, or a file that sinterflow backup has "
        "made. Exit code 1 when something is not whole.",
        zh="PATH 是项目（默认当前目录，运行中也可检查）或 sinterflow backup 生成的文件。有损坏时退出码为 1。",
    ),
)
@click.argument("path", default=".")
@data_option
@option(
    "--passphrase-file",
    metavar="FILE",
    said=text(
        en="Of a backup: open it with this recovery passphrase, and look at everything in it.",
        zh="检查备份时：用该恢复口令打开并检查全部内容。",
    ),
)
@option(
    "--project",
    metavar="DIR",
    said=text(en="Of a backup: the project that it should be of.", zh="检查备份时：它应属于的项目。"),
)
@as_json
def command(path: str, data: str | None, passphrase_file: str | None, project: str | None, as_json: bool) -> int:
    found = list[Finding]()
    for one in looked(Path(path), data, passphrase_file, project):
        finding = Finding(*one)
        found.append(finding)
        if not as_json:
            click.echo(line(finding))
    failing = sum(one.state == "fail" for one in found)
    if as_json:
        click.echo(json.dumps({"checks": [described(one) for one in found]}, ensure_ascii=False, indent=2))
    elif failing:
        click.echo(say(en=f"{failing} of {len(found)} are not whole", zh=f"共 {len(found)} 项，{failing} 项有问题"))
    else:
        click.echo(say(en="everything is whole", zh="全部完好"))
    return 1 if failing else 0


def looked(path: Path, data: str | None, passphrase_file: str | None, project: str | None) -> Iterator[Looked]:
    from ...keeping.recovery import load_keys
    from ...keeping.verifying import look_at_backup, look_at_data
    from ..projects import place_of
    from .backup import read_passphrase

    if path.is_file() and path.suffix != ".json":
        passphrase = None if passphrase_file is None else read_passphrase(passphrase_file)
        keys = None if project is None else load_keys(place_of(project, data).data)
        try:
            with path.open("rb") as file:
                yield from look_at_backup(file, keys, passphrase)
        except OSError as error:
            raise Refused(
                en=f"{path} cannot be read to its end: {error.strerror}; the stick or disk may be faulty",
                zh=f"无法完整读取 {path}：{error.strerror}；U 盘或磁盘可能有故障",
                code=1,
            ) from error
    else:
        yield from look_at_data(place_of(str(path), data))
