"""`rule.limit`: a value held against limits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any

from sinterflow.runtime import (
    Duration,
    Kept,
    Message,
    Node,
    NodeConfig,
    NodeError,
    Out,
    PathText,
    Port,
    Timer,
    copy_value,
    field,
    paths,
    seconds,
    text,
)

from .latches import Latches, Limits, State
from .verdict import verdict

MOST_KEYS = 10_000


class Watched:
    """What is known of one key: its state, and the message held for pending changes with a delivery for each.

    `began` are those with which each of them began, by id: they come again after a restart too, and with them the time
    since when a change is pending.
    """

    __slots__ = ("began", "held", "kept", "latches", "timer")

    def __init__(self, latches: Latches) -> None:
        self.latches = latches
        self.held: Message = {}
        self.kept: list[Kept] = []
        self.began: dict[State, tuple[str, Kept]] = {}
        self.timer: Timer | None = None

    @property
    def ids(self) -> set[str]:
        """Of the messages that are held."""
        held = [str(self.held.get("_msgid"))] if self.kept else []
        return {*held, *(id for id, _ in self.began.values())}

    def let_go(self) -> None:
        """Nothing is pending any more, or another message takes its place."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        for kept in self.kept:
            kept.drop()
        self.kept = []

    def forget_over(self) -> None:
        """Of changes that are pending no more, let go what they began with."""
        pending = {latch.limit.state for latch in self.latches.pending}
        for state in self.began.keys() - pending:
            self.began.pop(state)[1].drop()


class Limit(Node):
    """Say once when a value goes beyond a limit and once when it is back, for each key by itself.

    A value that is bad, null or no number changes nothing: it is an error of its message.
    """

    type = "rule.limit"
    title = text(en="Limit", zh="限值判断")
    help = text(
        en="Holds a value against limits: ok while it is normal, breach once when it goes beyond another limit, "
        "clear once when it is back. msg.verdict has state, limit, value, since and text.",
        zh="将数值与限值比较：正常时从“正常”输出；越限时从“越限”输出一次，恢复时从“恢复”输出一次。"
        "msg.verdict 包含 state、limit、value、since 和 text。",
    )
    icon = "limit"
    outputs = (
        Port("ok", title=text(en="Normal", zh="正常")),
        Port("breach", title=text(en="Breach", zh="越限")),
        Port("clear", title=text(en="Back to normal", zh="恢复")),
    )
    writes = ("verdict",)

    class Config(NodeConfig):
        property: Annotated[PathText, field(title=text(en="Property", zh="属性"), path=True)] = "payload"
        key: Annotated[
            str | None,
            field(
                title=text(en="Key", zh="区分依据"),
                help=text(
                    en="Each value of this path has a state of its own; empty: one for all.",
                    zh="此路径的每个值各有状态；留空则共用一个状态。",
                ),
                path=True,
            ),
        ] = "tag"
        low: Annotated[float | None, field(title=text(en="Low", zh="下限"))] = None
        high: Annotated[float | None, field(title=text(en="High", zh="上限"), example=1150)] = None
        low_low: Annotated[float | None, field(title=text(en="Low low", zh="下下限"))] = None
        high_high: Annotated[float | None, field(title=text(en="High high", zh="上上限"))] = None
        deadband: Annotated[
            float,
            field(
                title=text(en="Deadband", zh="死区"),
                help=text(en="So far inside a limit is normal again.", zh="回到限值以内该幅度后才算恢复。"),
                ge=0,
            ),
        ] = 0
        on_delay: Annotated[
            Duration,
            field(
                title=text(en="Delay of a breach", zh="触发延时"),
                help=text(en="So long beyond a limit is a breach.", zh="持续越限达到该时间才触发。"),
            ),
        ] = "0s"
        off_delay: Annotated[
            Duration,
            field(
                title=text(en="Delay of the return", zh="恢复延时"),
                help=text(en="So long inside is normal again.", zh="持续恢复达到该时间才算恢复。"),
            ),
        ] = "0s"

    @classmethod
    def check(cls, config: Any) -> list[tuple[str, str, dict[str, Any]]]:
        return Limits(config).faults()

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._limits = Limits(config)
        self._path = paths.parse(config.property)
        self._key = paths.parse(config.key) if config.key else None
        self._watched: dict[str, Watched] = {}
        self.keeps = seconds(config.on_delay) > 0 or seconds(config.off_delay) > 0
        self.deterministic = False
        self._taken_over: Counter[str] = Counter()
        """Messages that a predecessor held: they were judged there, and come here once more."""

    def receive(self, message: Message, port: str = "in") -> Sequence[Out]:
        value = self._value(message)
        key = "" if self._key is None else str(paths.get(message, self._key))
        watched = self._watched.get(key) or self._new(key)
        before = watched.latches.state
        self._see(watched, value)
        self._hold(watched, message)
        outs = self._judged(watched, before, message)
        if outs and outs[0].port == "clear":
            outs.append(Out("ok", message))  # it is normal, as those after it are
        elif outs and outs[0].port == "ok" and self._is_taken_over(message):
            return []
        return outs

    async def stop(self) -> None:
        for watched in self._watched.values():
            if watched.timer is not None:
                watched.timer.cancel()

    def save_state(self) -> Any:
        held = [id for watched in self._watched.values() for id in watched.ids]
        return {"keys": {key: watched.latches.save() for key, watched in self._watched.items()}, "held": held}

    def load_state(self, state: Any) -> None:
        self._taken_over.update(state["held"])
        for key, saved in state["keys"].items():
            self._watched[key] = Watched(Latches(self._limits, saved))

    def _is_taken_over(self, message: Message) -> bool:
        id = message.get("_msgid")
        if not self._taken_over or not isinstance(id, str) or not self._taken_over[id]:
            return False
        self._taken_over[id] -= 1
        return True

    def _see(self, watched: Watched, value: float) -> None:
        """Take a value at the time at which it first came: before a restart or a redeploy too."""
        clock = self.clock
        now = clock.monotonic()
        since = now
        if self.keeps:
            kept = self.keep()
            since = kept.since
            kept.drop()
        watched.latches.see(value, since, clock.at(clock.time() - (now - since)))

    def _value(self, message: Message) -> float:
        value: float = paths.get(message, self._path)
        if message.get("quality") == "bad":
            reason = message.get("reason") or "–"
            raise NodeError(
                text(
                    en=f"the quality of {self.config.property} is bad ({reason}): it is not judged",
                    zh=f"{self.config.property} 的数据品质为“坏”（{reason}），不作判断",
                )
            )
        if not is_number(value):
            raise NodeError(
                text(
                    en=f"{self.config.property} is not a number: {value!r:.60}",
                    zh=f"{self.config.property} 不是数值：{value!r:.60}",
                )
            )
        return value

    def _new(self, key: str) -> Watched:
        if len(self._watched) >= MOST_KEYS:
            idle = next((one for one, watched in self._watched.items() if watched.latches.idle), None)
            if idle is None:
                raise NodeError(
                    text(
                        en=f"{MOST_KEYS} keys are beyond their limits; {key} is not watched",
                        zh=f"已有 {MOST_KEYS} 个对象处于越限状态，无法再监视 {key}",
                    )
                )
            del self._watched[idle]
        watched = self._watched[key] = Watched(Latches(self._limits))
        return watched

    def _judged(self, watched: Watched, before: State, message: Message, kept: Sequence[Kept] = ()) -> list[Out]:
        """The message with its verdict, by the output that the change from `before` asks for; or nothing."""
        after = watched.latches.state
        port = "ok" if after == before == "ok" else "clear" if after == "ok" else "breach"
        if port == "breach" and not self._limits.worse_or_other(before, after):
            return []
        message["verdict"] = verdict(self._limits, watched.latches, before)
        return [Out(port, message, kept)]

    def _hold(self, watched: Watched, message: Message) -> None:
        """While changes are pending, hold this message for them instead of the one before."""
        watched.let_go()
        watched.forget_over()
        pending = watched.latches.pending
        for latch in pending:
            if latch.limit.state not in watched.began:
                watched.began[latch.limit.state] = str(message.get("_msgid")), self.keep()
        if pending:
            watched.held = copy_value(message)
            watched.kept = [self.keep() for _ in pending]
            self._arm(watched)

    def _arm(self, watched: Watched) -> None:
        due = watched.latches.due
        if due is not None:
            wait = max(0.0, due - self.clock.monotonic())
            watched.timer = self.after(wait, partial(self._ring, watched))

    def _ring(self, watched: Watched) -> list[Out]:
        """A pending change is due: say it with the message that is held."""
        before = watched.latches.state
        watched.latches.settle(self.clock.monotonic())
        changed = watched.latches.state != before
        outs = self._judged(watched, before, copy_value(watched.held), watched.kept[:1]) if changed else []
        del watched.kept[: len(outs)]
        watched.forget_over()
        if watched.latches.pending:
            self._arm(watched)
        else:
            watched.let_go()
        return outs


def is_number(value: Any) -> bool:
    """A number that can be compared with limits: no truth value, no NaN, nothing beyond the range of floats."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return value == value and (isinstance(value, float) or value.bit_length() < 1024)
