"""The `time` and `datetime` that function nodes import: they show the engine's clock, in tests the virtual one."""

from __future__ import annotations

import datetime as real_datetime
import time as real_time
from collections.abc import Callable
from datetime import UTC, date, datetime, tzinfo
from types import ModuleType
from typing import Any, NoReturn

from .clock import Clock
from .errors import NodeError
from .text import text


def patched_time(clock: Clock) -> dict[str, ModuleType]:
    """Modules by name, to be given by `import` in place of the real ones. Naive times are in the plant's zone.

    What they make are real `datetime` and `date` objects. `time.sleep` raises NodeError.
    """
    return {"time": _time(clock), "datetime": _datetime(clock)}


def _time(clock: Clock) -> ModuleType:
    def moment(seconds: float | None) -> float:
        return clock.time() if seconds is None else seconds

    def localtime(seconds: float | None = None) -> real_time.struct_time:
        return clock.local(moment(seconds)).timetuple()

    def strftime(format: str, parts: Any = None) -> str:
        return real_time.strftime(format, localtime() if parts is None else parts)

    return _like(
        real_time,
        time=clock.time,
        time_ns=lambda: int(clock.time() * 1e9),
        monotonic=clock.monotonic,
        monotonic_ns=lambda: int(clock.monotonic() * 1e9),
        perf_counter=clock.monotonic,
        perf_counter_ns=lambda: int(clock.monotonic() * 1e9),
        gmtime=lambda seconds=None: real_time.gmtime(moment(seconds)),
        localtime=localtime,
        ctime=lambda seconds=None: real_time.asctime(localtime(seconds)),
        asctime=lambda parts=None: real_time.asctime(localtime() if parts is None else parts),
        strftime=strftime,
        sleep=_no_sleep,
    )


def _datetime(clock: Clock) -> ModuleType:
    def now(zone: tzinfo | None = None) -> datetime:
        return fromtimestamp(clock.time(), zone)

    def fromtimestamp(seconds: float, tz: tzinfo | None = None) -> datetime:
        return clock.local(seconds).replace(tzinfo=None) if tz is None else datetime.fromtimestamp(seconds, tz)

    def today() -> date:
        return clock.local().date()

    return _like(
        real_datetime,
        datetime=_stand_in(
            datetime,
            now=lambda tz=None: now(tz),
            today=lambda: now(),
            utcnow=lambda: now(UTC).replace(tzinfo=None),
            fromtimestamp=fromtimestamp,
        ),
        date=_stand_in(date, today=today, fromtimestamp=lambda seconds: clock.local(seconds).date()),
    )


def _like(module: ModuleType, **others: Any) -> ModuleType:
    """A module with the same names, but for these."""
    copy = ModuleType(module.__name__, module.__doc__)
    names = {name: value for name, value in vars(module).items() if not name.startswith("_")}
    vars(copy).update(names | others)
    return copy


class _StandIn(type):
    """The type of the stand-ins: instances of the real class count as theirs."""

    real: type

    def __instancecheck__(cls, value: Any) -> bool:
        return isinstance(value, cls.real)

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, cls.real)

    def __eq__(cls, other: object) -> bool:
        return other is cls or other is cls.real

    def __hash__(cls) -> int:
        return hash(cls.real)


def _stand_in(real: type, **others: Callable[..., Any]) -> type:
    """A class like `real` but for these class methods; what it makes are instances of `real`."""
    names: dict[str, Any] = {name: staticmethod(function) for name, function in others.items()}

    def new(cls: type, *args: Any, **kwargs: Any) -> Any:
        return real.__new__(cls if cls is not stand_in else real, *args, **kwargs)

    names |= {"__new__": new, "real": real, "__module__": real.__module__, "__qualname__": real.__qualname__}
    stand_in = _StandIn(real.__name__, (real,), names)
    return stand_in


def _no_sleep(seconds: float) -> NoReturn:
    raise NodeError(
        text(
            en="time.sleep would stop every flow; put a delay node before or after the function",
            zh="time.sleep 会使所有流程停住；请在函数节点之前或之后使用延时节点",
        )
    )
