"""Which limits a value is beyond, with deadband and delays: one latch for each limit."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import Any, Literal, NamedTuple, TypeAlias

from sinterflow.runtime import seconds

State: TypeAlias = Literal["ok", "low", "low-low", "high", "high-high"]

_EARLY = 0.001
"""A timer may be a little early."""


class OneLimit(NamedTuple):
    """A limit: `sign` +1 for those above normal, -1 for those below; the more `severe`, the farther out."""

    state: State
    value: float
    sign: int
    severe: int

    def exceeded(self, value: float) -> bool:
        return (value - self.value) * self.sign > 0

    def inside(self, value: float, deadband: float) -> bool:
        return (value - self.value) * self.sign <= -deadband


class Limits:
    """The limits of a config, the most severe first."""

    def __init__(self, config: Any) -> None:
        self.deadband: float = config.deadband
        self.on_delay = seconds(config.on_delay)
        self.off_delay = seconds(config.off_delay)
        self._config = config
        wanted: list[tuple[State, float | None, int, int]] = [
            ("high-high", config.high_high, +1, 2),
            ("low-low", config.low_low, -1, 2),
            ("high", config.high, +1, 1),
            ("low", config.low, -1, 1),
        ]
        self.all = [OneLimit(state, value, sign, by) for state, value, sign, by in wanted if value is not None]
        self.by_state = {limit.state: limit for limit in self.all}

    def worse_or_other(self, before: State, after: State) -> bool:
        """Whether the way from one state to another is a breach of its own: farther out, or on the other side."""
        if after == "ok":
            return False
        if before == "ok":
            return True
        one, other = self.by_state[before], self.by_state[after]
        return one.sign != other.sign or other.severe > one.severe

    def faults(self) -> list[tuple[str, str, dict[str, Any]]]:
        """What `Node.check` says of them."""
        names = ("low_low", "low", "high", "high_high")
        given = [(name, getattr(self._config, name)) for name in names if getattr(self._config, name) is not None]
        if not given:
            return [("no-limit", "high", {})]
        found: list[tuple[str, str, dict[str, Any]]] = []
        for (lower, low), (upper, high) in pairwise(given):
            if low >= high:
                found.append(
                    ("limit-order", upper, {"lower": lower, "lower_value": low, "upper": upper, "upper_value": high})
                )
        low = max((limit.value for limit in self.all if limit.sign < 0), default=None)
        high = min((limit.value for limit in self.all if limit.sign > 0), default=None)
        if not found and low is not None and high is not None and self.deadband > high - low:
            found.append(("deadband-too-wide", "deadband", {"deadband": self.deadband, "lower": low, "upper": high}))
        return found


class Latch:
    """Whether the value counts as beyond one limit; `turning` is since when it may count as the opposite."""

    __slots__ = ("limit", "moment", "on", "turning")

    def __init__(self, limit: OneLimit, on: bool = False) -> None:
        self.limit = limit
        self.on = on
        self.turning: float | None = None
        self.moment: datetime | None = None

    def see(self, value: float, now: float, moment: datetime, deadband: float) -> None:
        turns = self.limit.inside(value, deadband) if self.on else self.limit.exceeded(value)
        if not turns:
            self.turning = None
        elif self.turning is None:
            self.turning, self.moment = now, moment


class Latches:
    """The latches of one key, the last value, and since when the state is what it is. `now` is in monotonic seconds."""

    def __init__(self, limits: Limits, saved: Any = None) -> None:
        self._limits = limits
        on = frozenset(saved["on"]) if saved else frozenset()
        self._latches = [Latch(limit, limit.state in on) for limit in limits.all]
        for latch in self._latches:
            latch.turning, latch.moment = (saved or {}).get("turning", {}).get(latch.limit.state, (None, None))
        self.value: float | None = saved["value"] if saved else None
        self.since: datetime | None = saved["since"] if saved else None

    @property
    def state(self) -> State:
        return next((latch.limit.state for latch in self._latches if latch.on), "ok")

    @property
    def idle(self) -> bool:
        """Normal, with nothing pending: nothing is lost when it is forgotten."""
        return not any(latch.on or latch.turning is not None for latch in self._latches)

    @property
    def pending(self) -> list[Latch]:
        """Those whose change is not yet due, the most severe first."""
        return [latch for latch in self._latches if latch.turning is not None]

    @property
    def due(self) -> float | None:
        """When the next pending change will be due; None when none is."""
        return min((self._due(latch) for latch in self.pending), default=None)

    def see(self, value: float, now: float, moment: datetime) -> None:
        """Take a new value, seen at `moment`."""
        self.value = value
        if self.since is None:
            self.since = moment
        for latch in self._latches:
            latch.see(value, now, moment, self._limits.deadband)
        self.settle(now)

    def settle(self, now: float) -> None:
        """Let changes happen whose delay is over."""
        before = self.state
        for latch in self._latches:
            if latch.turning is not None and self._due(latch) <= now + _EARLY:
                latch.on, latch.turning = not latch.on, None
                if latch.on:
                    self._leave_other_side(latch.limit.sign)
                if self.state != before:
                    self.since = latch.moment

    def save(self) -> Any:
        """For a successor: what is pending there is due as it would be here."""
        on = [latch.limit.state for latch in self._latches if latch.on]
        turning = {latch.limit.state: [latch.turning, latch.moment] for latch in self.pending}
        return {"on": on, "turning": turning, "since": self.since, "value": self.value}

    def _due(self, latch: Latch) -> float:
        delay = self._limits.off_delay if latch.on else self._limits.on_delay
        return (latch.turning or 0.0) + delay

    def _leave_other_side(self, sign: int) -> None:
        for latch in self._latches:
            if latch.limit.sign != sign:
                latch.on, latch.turning = False, None
