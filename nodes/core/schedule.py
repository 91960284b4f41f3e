"""When a cron schedule is due, by the plant's wall clock."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from cronsim import CronSim, CronSimError

from sinterflow.runtime import Clock

_LOOK_AGAIN = 20.0
"""Seconds after which a sleeper looks at the wall clock again: it may have been set."""


def cron_faults(cron: str) -> str | None:
    """What is wrong with a schedule; None when it is one."""
    try:
        next(CronSim(cron, datetime(2026, 1, 1, tzinfo=UTC)))
    except CronSimError as error:
        return str(error)
    except StopIteration:
        return "no such day comes within 50 years"
    return None


class Schedule:
    """The moments of one schedule. A wall clock that is set back never brings the same moment twice."""

    def __init__(self, cron: str, clock: Clock) -> None:
        self._cron = cron
        self._clock = clock
        self._after = clock.local()

    async def wait(self) -> None:
        """Until the next moment. Those missed meanwhile, by a clock that was set forward, count as one."""
        due = next(CronSim(self._cron, self._after))
        while (left := (due - self._clock.now()) / timedelta(seconds=1)) > 0:  # noqa: ASYNC110 - a clock sets no event
            await asyncio.sleep(min(left, _LOOK_AGAIN))
        self._after = max(due, self._clock.local())
