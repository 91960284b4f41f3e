"""The budget of one node's user code, and the flag that ends what has spent it."""

from __future__ import annotations

import math
from typing import Any

from ..errors import BudgetExceeded
from ..text import text

Running = list[Any]
"""`[guard or None, number of entries]`: which guard the loop is in. One list for all guards of a watchdog."""


class Guard:
    """Marks when the code of one node runs. `enter` and `leave` are three stores; generated code may write them out.

    The watchdog puts the number of the entry into `flag`; the checks in the code then call `check`, which raises until
    the code has left. After the code, `settle` when it returned and `forget` when it raised.
    """

    __slots__ = ("budget", "flag", "name", "running", "stopped")

    def __init__(self, name: str, budget: float, running: Running) -> None:
        self.name = name
        self.budget = budget
        self.running = running
        self.flag: list[int] = []
        self.stopped = False

    def enter(self) -> None:
        self.running[0] = self
        self.running[1] += 1

    def leave(self) -> None:
        self.running[0] = None

    def check(self) -> bool:
        """Raise BudgetExceeded when the flag is meant for this entry; else put it down and answer true."""
        if self.flag and self.flag[0] == self.running[1]:
            self.stopped = True
            raise self.exceeded()
        self.flag.clear()
        return True

    def settle(self) -> None:
        """Raises BudgetExceeded when the code was stopped, also when it caught that and returned."""
        stopped = self.stopped
        self.forget()
        if stopped:
            raise self.exceeded()

    def forget(self) -> None:
        self.stopped = False
        self.flag.clear()

    def exceeded(self, row: int | None = None) -> BudgetExceeded:
        """The error of this budget; `row` is the line at which the code was stopped."""
        at_en, at_zh = ("", "") if row is None else (f" in line {row}", f"（第 {row} 行）")
        longest = f"{self.budget * 1000:g} ms"
        return BudgetExceeded(
            text(
                en=f"the code ran longer than its budget of {longest} and was stopped{at_en}; make it shorter, "
                "raise the budget, or let it run in a worker",
                zh=f"代码运行超过预算 {longest}，已被中止{at_zh}；请缩短代码、提高预算，或改在工作进程中运行",
            )
        )


class Budgets:
    """The guards of one thread, and what another thread asks now and then: whether the code it is in must end.

    `stopped` counts the calls that were ended.
    """

    def __init__(self) -> None:
        self.running: Running = [None, 0]
        self.stopped = 0
        self.since = 0.0
        self._entry = 0

    def guard(self, name: str, seconds: float) -> Guard:
        return Guard(name, seconds, self.running)

    @property
    def busy(self) -> bool:
        """Code runs, or has run since the last `look`."""
        return self.running[0] is not None or self.running[1] != self._entry

    def look(self, now: float) -> None:
        """Raise the flag of code that has run since `now - budget` or longer; `now` is a monotonic time."""
        guard, entry = self.running
        if guard is None or entry != self._entry:
            self._entry, self.since = entry, now
        elif now - self.since > guard.budget and not guard.flag:
            guard.flag.append(entry)
            self.stopped += 1


UNGUARDED = Guard("", math.inf, [None, 0])
"""For code that nobody watches."""
