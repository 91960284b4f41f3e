"""The `time` and `datetime` of function nodes follow the engine's clock and make real dates."""

from __future__ import annotations

import asyncio
import datetime as real
from types import ModuleType
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sinterflow.runtime.calendar import Calendar
from sinterflow.runtime.errors import NodeError
from sinterflow.runtime.message import ATOMIC
from sinterflow.runtime.patched_time import patched_time
from sinterflow.runtime.virtual import VirtualLoop, run_virtual, virtual_loop

START = real.datetime(2026, 1, 5, 20, tzinfo=real.UTC)
IN_SHANGHAI = real.datetime(2026, 1, 6, 4)


def modules(loop: VirtualLoop | None = None) -> dict[str, ModuleType]:
    return patched_time((loop or VirtualLoop(START)).clock(Calendar(ZoneInfo("Asia/Shanghai"))))


@pytest.fixture
def given() -> dict[str, Any]:
    async def main() -> dict[str, Any]:
        return dict(modules(virtual_loop()))

    return run_virtual(main(), START)


def test_every_way_to_ask_for_the_time_gives_the_clocks(given: dict[str, Any]) -> None:
    datetime, time = given["datetime"], given["time"]
    assert datetime.datetime.now() == datetime.datetime.today() == IN_SHANGHAI
    assert datetime.datetime.now(real.UTC) == datetime.datetime.now(tz=ZoneInfo("Asia/Shanghai")) == START
    assert datetime.datetime.utcnow() == START.replace(tzinfo=None)
    assert datetime.date.today() == IN_SHANGHAI.date()
    assert datetime.datetime.fromtimestamp(time.time()) == IN_SHANGHAI
    assert datetime.date.fromtimestamp(time.time()) == IN_SHANGHAI.date()
    assert time.time() == START.timestamp()
    assert time.time_ns() == START.timestamp() * 1e9
    assert (time.localtime().tm_hour, time.gmtime().tm_hour) == (4, 20)
    assert time.strftime("%H:%M") == "04:00"
    assert time.ctime() == time.asctime() == "Tue Jan  6 04:00:00 2026"
    assert time.perf_counter() == time.monotonic() == time.monotonic_ns() / 1e9


def test_it_goes_on_with_virtual_time() -> None:
    async def main() -> None:
        time: Any = modules(virtual_loop())["time"]
        wall, monotonic = time.time(), time.monotonic()
        await asyncio.sleep(3600)
        assert (time.time() - wall, time.monotonic() - monotonic) == (3600, 3600)

    run_virtual(main())


def test_what_is_made_is_a_real_date_that_messages_carry(given: dict[str, Any]) -> None:
    dt = given["datetime"]
    made = [
        dt.datetime(2026, 1, 1), dt.datetime.now(), dt.datetime.fromisoformat("2026-01-01"), dt.datetime.max,
        dt.datetime.strptime("2026", "%Y"), dt.datetime.combine(dt.date(2026, 1, 1), dt.time(3)),
        dt.date(2026, 1, 1), dt.date.fromordinal(9), dt.datetime.now() + dt.timedelta(days=1),
    ]  # fmt: skip
    assert {type(one) for one in made} <= ATOMIC


def test_real_dates_are_instances_of_the_names_the_code_sees(given: dict[str, Any]) -> None:
    dt = given["datetime"]
    assert isinstance(real.datetime(2026, 1, 1), dt.datetime)
    assert isinstance(real.datetime(2026, 1, 1), dt.date)
    assert not isinstance(real.date(2026, 1, 1), dt.datetime)
    assert type(real.datetime(2026, 1, 1)) == dt.datetime  # noqa: E721 — code of users says so
    assert issubclass(dt.datetime, dt.date)


def test_everything_else_of_the_modules_is_there(given: dict[str, Any]) -> None:
    assert given["datetime"].timezone is real.timezone
    assert set(real.__all__) <= set(vars(given["datetime"]))


def test_sleeping_is_refused_with_the_way_out(given: dict[str, Any]) -> None:
    with pytest.raises(NodeError, match="delay node"):
        given["time"].sleep(1)
