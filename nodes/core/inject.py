"""`core.inject`: messages by the clock, at start, or by hand."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from sinterflow.runtime import (
    Cron,
    Duration,
    Every,
    Message,
    NodeConfig,
    Source,
    Typed,
    cron_faults,
    field,
    new_message,
    paths,
    seconds,
    text,
    typed_value,
    value_faults,
)


class Inject(Source):
    """Start a message of its own: at start, every so often, by a schedule, or when a person asks for it."""

    type = "core.inject"
    title = text(en="Inject", zh="注入")
    help = text(
        en="Starts a message at start-up, at intervals, by a schedule, or by hand.",
        zh="在启动时、按周期、按计划或手动发出一条消息。",
    )
    icon = "inject"
    outside = False
    deterministic = False

    class Config(NodeConfig):
        message: Annotated[
            dict[str, Typed],
            field(
                title=text(en="Message", zh="消息内容"),
                help=text(en="Values by their path in the message.", zh="按消息路径填写的值。"),
                typed=True,
                example={"payload": 21.5, "topic": "zone-1"},
            ),
        ] = msgspec.field(default_factory=lambda: {"payload": {"from": "now"}})
        every: Annotated[
            Duration | None,
            field(
                title=text(en="Every", zh="周期"), help=text(en="The time between two messages.", zh="两条消息的间隔。")
            ),
        ] = None
        cron: Annotated[
            str | None,
            field(
                title=text(en="Schedule", zh="计划（cron）"),
                help=text(
                    en="Minute, hour, day, month, weekday, in the project's time zone.",
                    zh="分 时 日 月 周，按项目时区。",
                ),
                example="0 8 * * MON-FRI",
            ),
        ] = None
        at_start: Annotated[bool, field(title=text(en="At start", zh="启动时发送"))] = False

    @classmethod
    def check(cls, config: Any) -> list[tuple[str, str, dict[str, Any]]]:
        found = [one for raw in config.message.values() for one in value_faults(raw, "message")]
        if config.every is not None and config.cron is not None:
            found.append(("only-one", "cron", {"one": "every", "other": "cron"}))
        if config.every is not None and not seconds(config.every):
            found.append(("not-positive", "every", {"given": config.every}))
        if config.cron is not None:
            found += cron_faults(config.cron, "cron")
        return found

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self._values = [(paths.parse(path), typed_value(raw)) for path, raw in config.message.items()]

    async def run(self) -> None:
        if self.config.at_start:
            await self.send(self._made(new_message()))
        if self.config.every is not None:
            schedule: Every | Cron = Every(seconds(self.config.every), self.clock)
        elif self.config.cron is not None:
            schedule = Cron(self.config.cron, self.clock)
        else:
            return
        while True:
            await schedule.wait_next()
            await self.send(self._made(new_message()))

    def receive(self, message: Message, port: str = "in") -> Message:
        """A message given by hand goes on as it is; without content it becomes the configured one."""
        return message if message.keys() - {"_msgid", "actor"} else self._made(new_message() | message)

    def _made(self, message: Message) -> Message:
        for path, value in self._values:
            paths.put(message, path, value.read(message, self))
        return message
