"""Schedules fire each of their times once, however the wall clock is set; beats do not notice it at all."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinterflow.runtime.calendar import Calendar
from sinterflow.runtime.clock import Clock
from sinterflow.runtime.faults import fault
from sinterflow.runtime.schedule import Cron, Every, cron_faults
from sinterflow.runtime.virtual import VirtualLoop, run_virtual, virtual_loop

MONDAY = datetime(2026, 1, 5, 8, tzinfo=UTC)
HOUR = 3600.0


def fired(
    expression: str, *steps: tuple[float, float], until: float, zone: str = "UTC", start: datetime = MONDAY
) -> list[str]:
    """The times at which a schedule fires in `until` seconds, while the wall clock is set: `(when, by how much)`."""

    async def main() -> list[str]:
        loop, times = virtual_loop(), list[str]()
        clock = loop.clock(Calendar(ZoneInfo(zone)))
        task = asyncio.create_task(keep(Cron(expression, clock), clock, lambda due: times.append(f"{due:%d %H:%M}")))
        for when, by in steps:
            await loop.advance_to(when)
            loop.step_wall(by)
        await loop.advance_to(until)
        task.cancel()
        return times

    return run_virtual(main(), start)


async def keep(cron: Cron, clock: Clock, note: Callable[[datetime], None]) -> None:
    while True:
        due = await cron.wait_next()
        assert due <= clock.now()
        note(clock.local(due))


def test_a_schedule_fires_at_its_times_in_the_plants_zone() -> None:
    assert fired("0 8,20 * * MON-FRI", until=2 * 24 * HOUR, zone="Asia/Shanghai") == [
        "05 20:00",
        "06 08:00",
        "06 20:00",
        "07 08:00",
    ]


def test_six_fields_begin_with_seconds() -> None:
    assert len(fired("*/10 * * * * *", until=60)) == 6


def test_a_clock_set_back_repeats_nothing() -> None:
    # fires at 09:00; at 09:30 the clock goes back to 08:30: 09:00 is not met again, 10:00 comes an hour later
    assert fired("0 * * * *", (1.5 * HOUR, -HOUR), until=4 * HOUR) == ["05 09:00", "05 10:00", "05 11:00"]


def test_a_clock_set_back_far_fires_the_times_it_has_not_gone_through() -> None:
    far = datetime(2036, 1, 5, 8, tzinfo=UTC)  # an empty battery, put right a moment later
    assert fired("0 * * * *", (1.5 * HOUR, -3652 * 24 * HOUR), until=3 * HOUR, start=far) == [
        "05 09:00",
        "05 10:00",
        "05 11:00",
    ]


def test_a_clock_set_forward_fires_what_it_passed_once() -> None:
    assert fired("*/10 * * * *", (60, 2 * HOUR), until=HOUR)[:2] == ["05 08:10", "05 10:10"]


def test_a_clock_set_forward_by_much_fires_nothing_of_what_it_passed() -> None:
    assert fired("0 9 * * *", (60, 10 * HOUR), until=HOUR) == []


@pytest.mark.parametrize("by", [-0.2, 0.2])
def test_small_corrections_neither_repeat_nor_lose_a_time(by: float) -> None:
    steps = [(number * 30.0 + 0.1, by) for number in range(100)]
    times = fired("* * * * *", *steps, until=HOUR)
    assert times == sorted(set(times))
    assert len(times) in (59, 60)


@given(st.lists(st.tuples(st.floats(0, 600), st.floats(-5000, 5000)), max_size=6))
def test_no_time_fires_twice_however_the_clock_is_set(changes: list[tuple[float, float]]) -> None:
    when, steps = 0.0, []
    for after, by in changes:
        when += after
        steps.append((when, by))
    times = fired("*/5 * * * *", *steps, until=when + 10 * HOUR)
    assert len(times) == len(set(times))
    assert len(times) >= 10  # set back by 8.4 hours at most, it goes on after them


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (datetime(2026, 3, 28, 12), ["29 03:00", "30 02:30", "31 02:30"]),  # 02:30 is left out on the 29th
        (datetime(2026, 10, 24, 12), ["25 02:30", "26 02:30", "27 02:30"]),  # it comes twice on the 25th
    ],
)
def test_a_daily_time_fires_once_a_day_when_clocks_change(day: datetime, expected: list[str]) -> None:
    assert fired("30 2 * * *", until=3 * 24 * HOUR, zone="Europe/Berlin", start=day.replace(tzinfo=UTC)) == expected


def test_a_schedule_tells_of_a_step_of_the_clock_within_a_minute() -> None:
    async def main() -> list[float]:
        loop, steps = virtual_loop(), list[float]()
        clock = loop.clock()
        clock.stepped(steps.append)
        task = asyncio.create_task(Cron("0 0 1 1 *", clock).wait_next())
        await loop.advance_to(10)
        loop.step_wall(120)
        await loop.advance_to(61)
        task.cancel()
        return steps

    assert run_virtual(main()) == [pytest.approx(120)]


@pytest.mark.parametrize(
    ("expression", "wrong"),
    [
        ("0 25 * * *", "hour 25"),
        ("61 0 0 * * *", "second 61"),
        ("* * *", "3 ≠ 5"),
        ("0 0 31 2 *", "day-of-month 31"),
        ("", "0 ≠ 5"),
    ],
)
def test_what_is_no_schedule_is_named(expression: str, wrong: str) -> None:
    (found,) = cron_faults(expression, "cron")
    assert found == ("bad-cron", "cron", {"cron": expression, "said": wrong})
    assert fault(found[0], **found[2]).message() == f"{expression} is no cron expression: {wrong}"
    with pytest.raises(ValueError, match="not a cron expression"):
        Cron(expression, Clock())


@given(st.text("0123456789*/,-#L MON", max_size=20))
def test_any_text_is_a_schedule_or_is_refused(text: str) -> None:
    if cron_faults(text, "cron"):
        with pytest.raises(ValueError, match="not a cron expression"):
            Cron(text, Clock())
    else:
        Cron(text, Clock())


def test_a_beat_does_not_drift_and_does_not_notice_the_wall_clock() -> None:
    async def main() -> list[float]:
        loop, beats = virtual_loop(), list[float]()
        every = Every(10, loop.clock())
        for busy in (0, 3, 9, 0, 0):
            await every.wait_next()
            beats.append(round(loop.time() - 1000, 3))
            loop.step_wall(-HOUR)
            await asyncio.sleep(busy)
        return beats

    assert run_virtual(main()) == [10, 20, 30, 40, 50]


def test_beats_that_were_missed_are_left_out() -> None:
    async def main() -> list[float]:
        loop, beats = virtual_loop(), list[float]()
        every = Every(1, loop.clock())
        for _ in range(3):
            await every.wait_next()
            beats.append(round(loop.time() - 1000, 3))
            await asyncio.sleep(2.5)
        return beats

    assert run_virtual(main()) == [1, 4, 7]


def test_slow_corrections_of_the_clock_are_no_steps() -> None:
    loop = VirtualLoop(MONDAY)
    clock = loop.clock()
    seen = []
    for _ in range(20):
        loop.step_wall(0.5)
        seen.append(clock.look())
    loop.close()
    assert seen == [0.0] * 20
    assert clock.now() == MONDAY + timedelta(seconds=10)


def test_a_real_clock_shows_the_real_time() -> None:
    clock = Clock(Calendar(ZoneInfo("Asia/Shanghai")))
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=30)
    assert clock.local().utcoffset() == timedelta(hours=8)
    assert clock.monotonic() <= clock.monotonic()
