"""Property paths such as `payload.zones[0].pv` or `values["F1.Z1.PV"]`: parse, read, write, delete."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from .errors import NodeError
from .text import text

Path: TypeAlias = tuple[str | int, ...]

_MAX_INDEX = 100_000
_STEP = re.compile(
    r"""(?P<dot>\.)?(?P<name>[^\s.\[\]"']+)"""
    r"""|\[(?P<index>-?\d+)\]"""
    r"""|\["(?P<double>(?:[^"\\]|\\.)*)"\]"""
    r"""|\['(?P<single>(?:[^'\\]|\\.)*)'\]"""
)


@lru_cache(maxsize=4096)
def parse(path: str) -> Path:
    """The steps of a path: keys as text, indexes as integers.

    Raises ValueError with the place when it is not a path.
    """
    steps: list[str | int] = []
    place = 0
    while place < len(path):
        found = _STEP.match(path, place)
        if found is None or (found["name"] is not None and bool(steps) != bool(found["dot"])):
            raise ValueError(f"{path!r} is not a path: unexpected {path[place:]!r} at character {place + 1}")
        steps.append(_step(found))
        place = found.end()
    if not steps:
        raise ValueError("a path cannot be empty")
    return tuple(steps)


def _step(found: re.Match[str]) -> str | int:
    if found["index"] is not None:
        return int(found["index"])
    quoted = found["double"] if found["double"] is not None else found["single"]
    return found["name"] if quoted is None else re.sub(r"\\(.)", r"\1", quoted)


def write_out(path: Sequence[str | int]) -> str:
    """The text of a path; `parse(write_out(p)) == p`."""
    parts: list[str] = []
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif found := re.fullmatch(r"""[^\s.\[\]"']+""", step):
            parts.append(f".{found[0]}" if parts else found[0])
        else:
            parts.append('["' + step.replace("\\", "\\\\").replace('"', '\\"') + '"]')
    return "".join(parts)


def get(value: Any, path: Path) -> Any:
    """The value at `path`, None when anything on the way is missing."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def put(value: Any, path: Path, new: Any) -> None:
    """Set the value at `path`, creating objects (lists where the next step is an index) on the way.

    Raises NodeError, before anything is changed, when something on the way is neither.
    """
    holder = value
    for place, step in enumerate(path[:-1]):
        inner = _inner(holder, step, path, place)
        if inner is None:
            inner = _grown(path, place + 1, new)
            _assign(holder, step, inner, path, place)
            return
        holder = inner
    _assign(holder, path[-1], new, path, len(path) - 1)


def _inner(holder: Any, step: str | int, path: Path, place: int) -> Any:
    if isinstance(holder, dict):
        return holder.get(step)
    if isinstance(holder, list) and isinstance(step, int):
        return holder[step] if -len(holder) <= step < len(holder) else None
    raise blocked(holder, path, place)


def _grown(path: Path, start: int, new: Any) -> Any:
    for place in range(len(path) - 1, start - 1, -1):
        step = path[place]
        holder: Any = [] if isinstance(step, int) else {}
        _assign(holder, step, new, path, place)
        new = holder
    return new


def _assign(holder: Any, step: str | int, new: Any, path: Path, place: int) -> None:
    if isinstance(holder, dict) and isinstance(step, str):
        holder[step] = new
    elif isinstance(holder, list) and isinstance(step, int) and -len(holder) <= step < _MAX_INDEX:
        holder.extend([None] * (step + 1 - len(holder)))
        holder[step] = new
    else:
        raise blocked(holder, path, place)


def blocked(holder: Any, path: Path, place: int) -> NodeError:
    """The error that `holder`, which is at `path[:place]`, cannot take `path[place]`."""
    where, full, kind = write_out(path[:place]) or "message", write_out(path), type(holder).__name__
    step = path[place]
    return NodeError(
        text(
            en=f"cannot set {full}: {where} is a {kind}, which has no place {step!r}",
            zh=f"无法设置 {full}：{where} 是 {kind}，其中没有 {step!r} 这个位置",
        )
    )


def remove(value: Any, path: Path) -> bool:
    """Delete what is at `path`; false when there was nothing."""
    holder = get(value, path[:-1]) if len(path) > 1 else value
    try:
        del holder[path[-1]]
    except (KeyError, IndexError, TypeError):
        return False
    return True
