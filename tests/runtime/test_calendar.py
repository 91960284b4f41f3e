"""Production day, shifts and working days, in zones that change their clocks too."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinterflow.runtime.calendar import Calendar, Pattern
from sinterflow.runtime.errors import FaultError

ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "America/New_York", "UTC"]

zones = st.sampled_from(ZONES).map(ZoneInfo)
times = st.times().map(lambda t: t.replace(microsecond=0, fold=0))
CHANGES = [datetime(2026, 3, 29, 1), datetime(2026, 10, 25, 1), datetime(2018, 2, 18, 2), datetime(2026, 11, 1, 6)]
"""Some moments (UTC) at which clocks change in these zones."""

near_changes = st.builds(
    lambda change, minutes: change.replace(tzinfo=UTC) + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(-180, 180),
)
moments = near_changes | st.datetimes(datetime(1990, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


def around_the_clock(*starts: time) -> list[Pattern]:
    """Shifts that follow each other without a gap."""
    ordered = sorted(set(starts))
    ends = [*ordered[1:], ordered[0]]
    return [Pattern(f"s{place}", start, end) for place, (start, end) in enumerate(zip(ordered, ends, strict=True))]


PLANT = {
    "timezone": "Asia/Shanghai",
    "day_start": "08:00",
    "shifts": {
        "早班": {"start": "08:00", "end": "16:00", "teams": ["A", "B"]},
        "中班": {"start": "16:00", "end": "24:00"},
        "夜班": {"start": "00:00", "end": "08:00"},
        "long": {"start": "07:00", "end": "19:00"},
    },
    "calendar": [{"date": "2026-10-01", "kind": "holiday"}, {"date": "2026-10-10", "kind": "workday"}],
}


def test_a_shift_has_its_name_teams_and_times_in_the_plants_zone() -> None:
    shift = Calendar.from_settings(PLANT).shift(datetime(2026, 3, 1, 0, 30, tzinfo=UTC))
    assert shift is not None
    assert (shift.name, shift.teams) == ("早班", ("A", "B"))
    assert shift.start.isoformat() == "2026-03-01T08:00:00+08:00"
    assert shift.end.isoformat() == "2026-03-01T16:00:00+08:00"


def test_where_shifts_overlap_the_first_wins_and_between_shifts_there_is_none() -> None:
    calendar = Calendar(shifts=[Pattern("night", time(22), time(6)), Pattern("early", time(5), time(7))])
    names = [(shift := calendar.shift(datetime(2026, 3, 1, hour, tzinfo=UTC))) and shift.name for hour in (4, 5, 6, 7)]
    assert names == ["night", "night", "early", None]


def test_a_shift_may_cross_midnight_and_belongs_to_the_day_it_began() -> None:
    calendar = Calendar(shifts=[Pattern("night", time(22), time(6))])
    shift = calendar.shift(datetime(2026, 3, 1, 3, tzinfo=UTC))
    assert shift is not None
    assert shift.start == datetime(2026, 2, 28, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hours"), [(datetime(2026, 3, 29, 1, 30), 7), (datetime(2026, 10, 25, 1, 30), 9), (datetime(2026, 6, 1), 8)]
)
def test_a_night_shift_is_as_long_as_the_night_when_clocks_change(day: datetime, hours: int) -> None:
    berlin = Calendar(ZoneInfo("Europe/Berlin"), shifts=[Pattern("night", time(22), time(6))])
    shift = berlin.shift(day)
    assert shift is not None
    assert shift.end.timestamp() - shift.start.timestamp() == hours * 3600


@given(zones, st.lists(times, min_size=1, max_size=5), moments)
def test_shifts_that_follow_each_other_cover_every_moment_once(
    zone: ZoneInfo, starts: list[time], moment: datetime
) -> None:
    calendar = Calendar(zone, shifts=around_the_clock(*starts))
    shift = calendar.shift(moment)
    assert shift is not None
    assert shift.start.timestamp() <= moment.timestamp() < shift.end.timestamp()
    after = calendar.shift(shift.end.timestamp())
    assert after is not None
    assert after.start.timestamp() == shift.end.timestamp()


@given(zones, times, moments)
def test_production_days_follow_each_other(zone: ZoneInfo, begins: time, moment: datetime) -> None:
    calendar = Calendar(zone, begins)
    day = calendar.production_day(moment)
    start = datetime.combine(day, begins, zone).timestamp()
    end = datetime.combine(day + timedelta(days=1), begins, zone).timestamp()
    assert start <= moment.timestamp() < end
    assert calendar.production_day(start) == day
    assert calendar.production_day(end) == day + timedelta(days=1)


def test_the_hour_that_comes_twice_belongs_to_two_shifts() -> None:
    shifts = [Pattern("first", time(0), time(2, 30)), Pattern("second", time(2, 30), time(8))]
    berlin = Calendar(ZoneInfo("Europe/Berlin"), shifts=shifts)
    begins = datetime(2026, 10, 25, 0, 10, tzinfo=UTC)  # 02:10 in summer time; an hour later it is 02:10 again
    found = [berlin.shift(begins), berlin.shift(begins + timedelta(hours=1))]
    assert [shift.name for shift in found if shift] == ["first", "second"]


def test_before_day_start_it_is_still_the_day_before() -> None:
    calendar = Calendar.from_settings(PLANT)
    assert calendar.production_day(datetime(2026, 3, 1, 7, 59)) == date(2026, 2, 28)
    assert calendar.production_day(datetime(2026, 3, 1, 8)) == date(2026, 3, 1)


def test_holidays_and_extra_working_days_go_before_the_week() -> None:
    calendar = Calendar.from_settings(PLANT)
    days = [date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3), date(2026, 10, 10)]
    assert [calendar.is_workday(day) for day in days] == [False, True, False, True]


def test_everything_wrong_in_the_settings_is_named_in_one_go() -> None:
    wrong: dict[str, Any] = {
        "timezone": "Asia/Shangai",
        "day_start": "8 o'clock",
        "shifts": {"a/b": {"start": "25:00", "end": "08:00"}},
        "calendar": [{"date": "1.5.2026", "kind": "day off"}],
    }
    with pytest.raises(FaultError) as found:
        Calendar.from_settings(wrong)
    assert [(one.code, one.path) for one in found.value.faults] == [
        ("unknown-timezone", "/settings/timezone"),
        ("bad-time-of-day", "/settings/day_start"),
        ("bad-time-of-day", "/settings/shifts/a~1b/start"),
        ("bad-calendar-kind", "/settings/calendar/0/kind"),
        ("bad-date", "/settings/calendar/0/date"),
    ]
    assert "Asia/Shangai" in str(found.value)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "/etc/localtime", "a\0b"])
def test_a_time_zone_that_is_a_path_is_refused(name: str) -> None:
    with pytest.raises(FaultError):
        Calendar.from_settings({"timezone": name})
