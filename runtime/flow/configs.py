"""The config of one node or connection: upgraded, filled, decoded and checked, with every fault named."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from .. import paths
from ..config import seconds
from ..connection import Connection
from ..node import Node
from ..secrecy import HIDDEN
from .convert import Found, convert
from .fields import Named, places, visitor
from .nearest import way_out
from .outside import Outside
from .parameters import Filled, Scope, fill
from .pointer import Steps
from .shown import shown

MAX_DAYS = 3650
_KEPT = frozenset(("wanted", "known", "limit", "way", "key"))
Part: TypeAlias = type[Node] | type[Connection]


class Known(NamedTuple):
    """What configs may name: connections by their type, and tags. None: a flow alone, where nobody knows."""

    connections: Mapping[str, str] | None = None
    tags: Collection[str] | None = None


def same_names(one: Known, other: Known) -> bool:
    """Whether configs may name the same."""
    if one.tags is None or other.tags is None:
        return one.tags is other.tags and one.connections == other.connections
    return one.connections == other.connections and (one.tags is other.tags or list(one.tags) == list(other.tags))


def decode(
    kind: Part, config: dict[str, Any], version: int, scope: Scope, outside: Outside, known: Known
) -> tuple[Any, list[Found]]:
    """The config as an instance of the type's class, None when it is refused; all that is wrong with it."""
    if version != kind.version:
        config, found = _upgraded(kind, config, version)
        if found:
            return None, found
    filled = fill(config, scope, outside, places(kind.Config))
    if filled.found:
        return None, [*filled.found, *_other_faults(filled, kind)]
    made, found = convert(filled.value, kind.Config)
    if made is None:
        return None, _without_secrets(found, filled)
    visit = visitor(kind.Config)
    if visit is not None:
        named: list[Named] = []
        visit(made, (), named)
        found = [one for name in named for one in _named(name, known)]
    if issubclass(kind, Node):
        found += _checked(kind, made)
    return (made if not found else None), _without_secrets(found, filled)


def _upgraded(kind: Part, config: dict[str, Any], version: int) -> tuple[dict[str, Any], list[Found]]:
    if version > kind.version:
        arguments = {"version": version, "known": kind.version, "type": kind.type}
        return config, [Found((), "later-config", arguments)]
    try:
        return kind.upgrade(dict(config), version), []
    except Exception as error:  # a plugin's code: whatever it raises is a fault of this config
        return config, [Found((), "config-upgrade", {"version": version, "said": _said(error)})]


def _other_faults(filled: Filled, kind: Part) -> list[Found]:
    """What else is wrong in a config of which some values could not be filled in: those places say nothing more."""
    unfilled = {one.steps for one in filled.found}
    _, found = convert(filled.value, kind.Config)
    rest = [one for one in found if not any(_touch(one.steps, steps) for steps in unfilled)]
    return _without_secrets([one for one in rest if one.steps or one.code != "config-refused"], filled)


def _named(named: Named, known: Known) -> Iterator[Found]:
    steps, mark, wanted, value = named
    if mark == "path":
        try:
            paths.parse(value)
        except ValueError as error:
            yield Found(steps, "value-path", {"given": shown(value), "said": _said(error)})
    elif mark == "duration":
        yield from duration_faults(value, steps)
    elif mark == "tag":
        if known.tags is not None and value not in known.tags:
            yield Found(steps, "unknown-tag", {"given": value, "way": way_out(value, known.tags)})
    elif known.connections is not None:
        yield from connection_faults(value, wanted, known.connections, steps)


def duration_faults(value: str, steps: Steps = ()) -> Iterator[Found]:
    """What is wrong with a length of time."""
    try:
        if seconds(value) > MAX_DAYS * 86400:
            yield Found(steps, "duration-too-long", {"given": shown(value), "limit": MAX_DAYS})
    except (ValueError, OverflowError):
        yield Found(steps, "not-a-duration", {"given": shown(value)})


def connection_faults(value: str, wanted: str, connections: Mapping[str, str], steps: Steps) -> Iterator[Found]:
    """What is wrong with the name of a connection of type `wanted` (`modbus` takes `modbus.tcp` too)."""
    found = connections.get(value)
    if found is None:
        fitting = [name for name, kind in connections.items() if _is_a(kind, wanted)]
        yield Found(steps, "unknown-connection", {"given": shown(value), "way": way_out(value, fitting)})
    elif not _is_a(found, wanted):
        yield Found(steps, "wrong-connection", {"given": shown(value), "type": found, "wanted": wanted})


def _is_a(kind: str, wanted: str) -> bool:
    return kind == wanted or kind.startswith(f"{wanted}.")


def _checked(kind: type[Node], config: Any) -> list[Found]:
    try:
        answers = kind.check(config)
        return [Found(_steps(field), code, dict(arguments)) for code, field, arguments in answers]
    except Exception as error:  # a plugin's code: whatever it raises is a fault of this config
        return [Found((), "check-failed", {"said": _said(error)})]


def _steps(field: str) -> Steps:
    try:
        return paths.parse(field) if field else ()
    except ValueError:
        return (field,)


def _said(error: Exception) -> str:
    return str(error) or type(error).__name__


def _without_secrets(found: list[Found], filled: Filled) -> list[Found]:
    """The faults; those about a value with a secret in it, whole or in part, say nothing of it."""
    if not filled.secrets:
        return found
    return [_silent(one) if any(_touch(one.steps, steps) for steps in filled.secrets) else one for one in found]


def _touch(one: Steps, other: Steps) -> bool:
    """Whether one place is in the other, or they are the same."""
    length = min(len(one), len(other))
    return one[:length] == other[:length]


def _silent(one: Found) -> Found:
    hidden = {name: value if name in _KEPT else HIDDEN for name, value in one.args.items()}
    return Found(one.steps, one.code, hidden)
