"""`sinterflow backup`: everything that a project is, in one file that only the recovery passphrase opens."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...text import text
from ..command import Refused, option
from ..command import command as make_command
from ..data_folder import of_project
from ..language import say

if TYPE_CHECKING:
    from ...keeping.belongs import Place
    from ...keeping.making import Made
    from ...keeping.recovery import Recovery
    from ..asking import Here

PIECE = 1 << 20


@make_command(
    "backup",
    said=text(
        en="Back up a project with its data, people and secrets, while it runs.",
        zh="备份项目及其数据、用户和凭据，运行中也可以备份。",
    ),
    more=text(
        en="FILE is the file to write, or a folder such as that of a stick: then the file is named after project and "
        "time. PROJECT is a project folder or flow file, if it is not the current folder. The first backup sets up a "
        "recovery passphrase, which is shown once: without it nobody can restore.",
        zh="FILE 是要写入的文件，也可以是 U 盘等目录（此时按项目名和时间命名）。"
        "PROJECT 是项目目录或流程文件，默认为当前目录。首次备份会设置恢复口令，仅显示一次：没有它无法恢复。",
    ),
)
@click.argument("file")
@of_project
@option(
    "--passphrase-file",
    metavar="FILE",
    said=text(
        en="Take the recovery passphrase from this file, when none was set up yet.",
        zh="尚未设置恢复口令时，从该文件读取口令。",
    ),
)
@option(
    "--sheet", metavar="FILE", said=text(en="Write a sheet with the passphrase to print.", zh="生成可打印的口令单。")
)
@option(
    "--token",
    metavar="TOKEN",
    said=text(
        en="API token for the process that runs, if the command token cannot be read.",
        zh="无法读取命令令牌时，用于访问运行进程的 API 令牌。",
    ),
)
def command(
    file: str, project: str, data: str | None, passphrase_file: str | None, sheet: str | None, token: str | None
) -> None:
    from ...lock import held_by
    from ..asking import Here
    from ..projects import place_of

    place = place_of(project, data)
    given = None if passphrase_file is None else read_passphrase(passphrase_file)
    holder = held_by(place.data)
    here = None if holder is None else Here(place.data, holder, token)
    set_up(place, here, given, sheet)
    path = Path(file)
    if here is None:
        path, made = back_up(place, path)
        click.echo(summary(made))
    else:
        path = fetch(here, path)
    click.echo(say(en=f"the backup is in {path}", zh=f"备份已写入 {path}"))
    click.echo(
        say(
            en=f"check it at any time with: sinterflow verify {path}",
            zh=f"随时可检查备份：sinterflow verify {path}",
        )
    )


def set_up(place: Place, here: Here | None, given: str | None, sheet: str | None) -> None:
    """See that there is a recovery key; a new passphrase is shown, this once."""
    from ...keeping.passphrase import accepted, make_passphrase
    from ...keeping.recovery import load_keys, make_keys, save_keys
    from ...portable import give_to_owner_of

    there = load_keys(place.data) if here is None else here.get("/backup")["recovery"]
    if there is not None:
        if sheet is not None:
            raise Refused(
                en="the sheet can only be written when the passphrase is made, for it is kept nowhere",
                zh="口令单只能在生成口令时写出，因为口令不会保存",
            )
        return
    if here is not None:
        answer = here.post("/backup/recovery", {"passphrase": given})
        passphrase = given or answer["passphrase"]
    else:
        passphrase = accepted(given) if given is not None else make_passphrase()
        keys = make_keys(passphrase)
        save_keys(place.data, keys)
        give_to_owner_of(place.data, place.data / "recovery.key")
        audit_key(place, keys.recovery)
    if sheet is not None:
        write_sheet(Path(sheet), place, passphrase)
    if given is None:
        click.echo(shown(passphrase))


def audit_key(place: Place, recovery: Recovery) -> None:
    from ...security.audit import Entry, add
    from ...security.security import Security

    security = Security(place.data, lambda: datetime.now(UTC))
    try:
        entry = Entry(author="local", action="backup.recovery", target=recovery.fingerprint, after=recovery.fingerprint)
        security.store.write(lambda db: add(db, entry, datetime.now(UTC)))
    finally:
        security.close()


def back_up(place: Place, path: Path) -> tuple[Path, Made]:
    """Nothing runs on the data: make it here, under the lock."""
    from ...keeping.copying import Pace
    from ...keeping.folder import file_name, prefix_of
    from ...keeping.making import Backup, now
    from ...keeping.recovery import load_keys
    from ...keeping.target import target
    from ...lock import DataLock
    from ..projects import name_of

    keys, name = load_keys(place.data), name_of(place)
    assert keys is not None
    path = path / file_name(prefix_of(name, keys.recovery), now()) if path.is_dir() else path
    tell = progress()
    with DataLock(place.data):
        backup = Backup(place, keys, name, Pace(tell, resting=False), now)
        try:
            backup.prepare()
            backup.begin()
            with target(path, backup.bytes) as out:
                made = backup.write(out)
        finally:
            backup.close()
            tell(0)
    return path, made


def fetch(here: Here, path: Path) -> Path:
    """The process that runs makes it, and we write it: with our permissions, where we may."""
    from ...keeping.target import target

    tell = progress()
    with here.answered("POST", "/backup/download") as answer:
        headers = answer.headers
        path = path / Path(headers["Sinterflow-Backup-Name"]).name if path.is_dir() else path
        with target(path, int(headers["Sinterflow-Expected-Bytes"])) as out:
            while piece := answer.read(PIECE):
                out.write(piece)
                tell(len(piece))
            tell(0)
    return path


def progress() -> Callable[[int], None]:
    """Says on a terminal how much is done; 0 ends the line."""
    from ...keeping.making import megabytes

    done, shows = [0, 0], sys.stderr.isatty()

    def tell(size: int) -> None:
        done[0] += size
        if shows and (not size or done[0] - done[1] > PIECE):
            done[1] = done[0]
            click.echo(f"\r{megabytes(done[0])}  ", err=True, nl=not size)

    return tell


def read_passphrase(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(
            en=f"--passphrase-file: {file} cannot be read: {error}", zh=f"--passphrase-file：无法读取 {file}：{error}"
        ) from error


def summary(made: Made) -> str:
    from ...keeping.making import megabytes

    lines = [
        say(
            en=f"{made.files} files, {megabytes(made.bytes)}, as of {made.cut.astimezone():%Y-%m-%d %H:%M:%S}",
            zh=f"共 {made.files} 个文件，{megabytes(made.bytes)}，截至 {made.cut.astimezone():%Y-%m-%d %H:%M:%S}",
        )
    ]
    if made.left_out:
        names = ", ".join(made.left_out[:10])
        lines.append(
            say(
                en=f"left out, as they are links or have names that not every system can make: {names}",
                zh=f"以下内容未备份（链接，或文件名并非所有系统都支持）：{names}",
            )
        )
    if made.damaged:
        names = ", ".join(made.damaged)
        lines.append(say(en=f"damaged, backed up as they are: {names}", zh=f"以下数据库已损坏，按原样备份：{names}"))
    return "\n".join(lines)


def shown(passphrase: str) -> str:
    return say(
        en=f"\nThe recovery passphrase:\n\n    {passphrase}\n\nIt is shown this once. Write it down and keep it where "
        "the gateway is not, such as in the safe:\nwithout it no backup can be restored, by nobody.\n",
        zh=f"\n恢复口令：\n\n    {passphrase}\n\n仅显示这一次。请抄下并存放在网关以外的地方（例如保险柜）：\n"
        "没有它，任何人都无法恢复备份。\n",
    )


SHEET = """\
SINTERFLOW                                                  {name}
                                                            {made}

RECOVERY PASSPHRASE / 恢复口令

        {passphrase}

Keep this sheet in a safe place, not beside the gateway.
Capital or small letters, with or without dashes: all the same. There is no letter O, I, L or U.
请妥善保管，勿与网关放在一起。不区分大小写，连字符可省略；不含字母 O、I、L、U。

A gateway has died? On the new one, with the stick that has the backup:
网关损坏？请在新网关上插入存有备份的 U 盘，然后执行：

        sinterflow restore /media/stick/FILE.sfbackup --to {folder}
        sinterflow run {folder}

The old gateway must never run again beside the new one.
旧网关不得与新网关同时运行。
"""


def write_sheet(path: Path, place: Place, passphrase: str) -> None:
    import os

    from ..projects import name_of

    sheet = SHEET.format(
        name=name_of(place), made=f"{datetime.now():%Y-%m-%d}", passphrase=passphrase, folder=place.folder.resolve()
    )
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(sheet)
    except OSError as error:
        click.echo(shown(passphrase))
        raise Refused(
            en=f"the sheet cannot be written to {path}: {error.strerror}; write the passphrase down by hand",
            zh=f"无法写入口令单 {path}：{error.strerror}；请手工抄写口令",
            code=1,
        ) from error
    click.echo(
        say(
            en=f"the sheet with the passphrase is in {path}; print it, then delete the file",
            zh=f"口令单已写入 {path}；请打印，然后删除该文件",
        )
    )
