"""The plant's calendar: time zone, production day, shifts, holidays and extra working days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any, Literal, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from .errors import FaultError
from .faults import Fault, fault

Moment: TypeAlias = datetime | float
"""A date-time (a naive one is in the plant's zone) or seconds since 1970 UTC."""

DAY = timedelta(days=1)
_WEEKEND = (5, 6)


class Pattern(NamedTuple):
    """A shift as the project says it: each day from `start` to `end`, which may be on the next day."""

    name: str
    start: time
    end: time
    teams: tuple[str, ...] = ()


class Shift(NamedTuple):
    """One shift of one day; `start` and `end` are in the plant's zone, the end is not part of it."""

    name: str
    teams: tuple[str, ...]
    start: datetime
    end: datetime


class Calendar:
    """What day and shift a moment belongs to, also across changes of daylight saving time."""

    def __init__(
        self,
        zone: tzinfo = UTC,
        day_start: time = time(0),
        shifts: Sequence[Pattern] = (),
        days: Mapping[date, Literal["holiday", "workday"]] | None = None,
    ) -> None:
        self.zone = zone
        self.day_start = day_start
        self.shifts = tuple(shifts)
        self.days = dict(days or {})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment] # its days may change

    @classmethod
    def from_settings(cls, settings: Mapping[str, Any]) -> Calendar:
        """The calendar of a project's `settings`. Raises FaultError that names everything wrong in them."""
        reader = _Reader()
        calendar = cls(
            reader.zone(settings.get("timezone", "UTC")),
            reader.time(settings.get("day_start", "00:00"), "/settings/day_start"),
            reader.shifts(settings.get("shifts") or {}),
            reader.days(settings.get("calendar") or []),
        )
        if reader.faults:
            raise FaultError(reader.faults)
        return calendar

    def local(self, moment: Moment) -> datetime:
        """The moment in the plant's zone."""
        if not isinstance(moment, datetime):
            return datetime.fromtimestamp(moment, self.zone)
        return moment.replace(tzinfo=self.zone) if moment.tzinfo is None else moment.astimezone(self.zone)

    def production_day(self, moment: Moment) -> date:
        """The day a moment counts for: until `day_start` it is still the day before."""
        there = self.local(moment)
        day = there.date()
        return day if _instant(there) >= _instant(self._at(day, self.day_start)) else day - DAY

    def shift(self, moment: Moment) -> Shift | None:
        """The shift at a moment, None between shifts. Where shifts overlap, the one named first in the project wins."""
        there = self.local(moment)
        now, day = _instant(there), there.date()
        for pattern in self.shifts:
            for begun in (day, day - DAY, day + DAY):  # the next day: clocks can go back over midnight
                shift = self._shift_of(pattern, begun)
                if _instant(shift.start) <= now < _instant(shift.end):
                    return shift
        return None

    def is_workday(self, day: date) -> bool:
        """Monday to Friday, but for what the calendar says."""
        kind = self.days.get(day)
        return day.weekday() not in _WEEKEND if kind is None else kind == "workday"

    def _shift_of(self, pattern: Pattern, day: date) -> Shift:
        last = day if pattern.end > pattern.start else day + DAY
        return Shift(pattern.name, pattern.teams, self._at(day, pattern.start), self._at(last, pattern.end))

    def _at(self, day: date, at: time) -> datetime:
        """A time of day in the zone; one that a change of clocks skips is as much later as they move."""
        return datetime.combine(day, at, self.zone).astimezone(UTC).astimezone(self.zone)


def _instant(moment: datetime) -> datetime:
    """For comparing: times of one zone are compared by their hands otherwise, which turn back once a year."""
    return moment.astimezone(UTC)


class _Reader:
    """Reads the settings and collects what is wrong with them."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def zone(self, name: Any) -> tzinfo:
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, TypeError, OSError):
            self.faults.append(fault("unknown-timezone", path="/settings/timezone", given=name))
            return UTC

    def time(self, given: Any, path: str) -> time:
        try:
            read = time(0) if given == "24:00" else time.fromisoformat(given)
        except (ValueError, TypeError):
            read = None
        if read is None or read.tzinfo is not None:
            self.faults.append(fault("bad-time-of-day", path=path, given=given))
            return time(0)
        return read

    def shifts(self, given: Mapping[str, Any]) -> list[Pattern]:
        return [
            Pattern(
                name,
                self.time(shift.get("start"), f"/settings/shifts/{_escaped(name)}/start"),
                self.time(shift.get("end"), f"/settings/shifts/{_escaped(name)}/end"),
                tuple(shift.get("teams") or ()),
            )
            for name, shift in given.items()
        ]

    def days(self, given: Sequence[Any]) -> dict[date, Literal["holiday", "workday"]]:
        days: dict[date, Literal["holiday", "workday"]] = {}
        for place, entry in enumerate(given):
            path = f"/settings/calendar/{place}"
            if (kind := entry.get("kind")) not in ("holiday", "workday"):
                self.faults.append(fault("bad-calendar-kind", path=f"{path}/kind", given=kind))
            try:
                days[date.fromisoformat(entry.get("date"))] = kind
            except (ValueError, TypeError):
                self.faults.append(fault("bad-date", path=f"{path}/date", given=entry.get("date")))
        return days


def _escaped(name: str) -> str:
    """A key as a step of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")
