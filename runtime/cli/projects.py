"""Which project a command is about."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..text import pick
from .command import Refused
from .places import data_of

if TYPE_CHECKING:
    from ..keeping.belongs import Place


def place_of(project: str, data: str | None) -> Place:
    """A project folder or flow file with its data. Raises Refused when it is none, or has never run."""
    from ..flow.project import PROJECT_FILE
    from ..keeping.belongs import Place

    given = Path(project)
    if not given.exists() or (given.is_dir() and not (given / PROJECT_FILE).is_file()):
        raise Refused(
            en=f"{project} is no project; name a project folder or a flow file",
            zh=f"{project} 不是项目；请指定项目目录或流程文件",
        )
    folder = data_of(given) if data is None else Path(data)
    if not folder.is_dir():
        raise Refused(
            en=f"{folder} is not there: the project has never run, or its data is elsewhere; name it with --data",
            zh=f"{folder} 不存在：项目从未运行，或数据在其他位置；请用 --data 指定",
        )
    return Place.of(given, folder)


def name_of(place: Place) -> str:
    """The project's name, in English if it has several; that of its folder when it says none."""
    import msgspec

    try:
        file = place.folder / (place.flow or "project.json")
        document: Any = msgspec.json.decode(file.read_bytes())
        name = pick(document["name"])
    except (OSError, msgspec.MsgspecError, KeyError, TypeError, AttributeError):
        name = ""
    return name or place.folder.resolve().name
