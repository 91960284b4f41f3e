"""`modbus.read`: values of a device, by the clock or on request."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from sinterflow.runtime import (
    Duration,
    Message,
    NodeConfig,
    NodeError,
    NotConnected,
    Out,
    Port,
    Source,
    Tag,
    copy_value,
    field,
    new_message,
    pick,
    seconds,
    text,
)

from .blocks import Reading
from .points import ADDRESS_PATTERN, TYPE_PATTERN, BadPoint, Point
from .poller import Poller

RANK = {"good": 0, "uncertain": 1, "bad": 2}


class PointConfig(NodeConfig):
    """A point that is not in the project's tag lists."""

    name: Annotated[str, field(title=text(en="Name", zh="名称"), min_length=1)]
    address: Annotated[str, field(title=text(en="Address", zh="地址"), pattern=ADDRESS_PATTERN, example="40001")]
    type: Annotated[
        str,
        field(
            title=text(en="Type", zh="数据类型"),
            help=text(
                en="bool, int16 … uint64, float32, float64, string:N, bits:A-B",
                zh="bool、int16 … uint64、float32、float64、string:N、bits:A-B",
            ),
            pattern=TYPE_PATTERN,
        ),
    ] = "uint16"
    byte_order: Annotated[Literal["ABCD", "CDAB", "BADC", "DCBA"], field(title=text(en="Byte order", zh="字节序"))] = (
        "ABCD"
    )
    scale: Annotated[float, field(title=text(en="Scale", zh="系数"))] = 1
    offset: Annotated[float, field(title=text(en="Offset", zh="偏移"))] = 0
    unit: Annotated[str, field(title=text(en="Unit", zh="单位"))] = ""


class ModbusRead(Source):
    """Read points of a Modbus device: with `every` by the clock, and whenever a message comes.

    One message a poll: payload {name: value}, `values` {name: {value, quality, reason, time, unit}}, the worst quality
    and the newest time. With `each`, one message a point. A point that cannot be read has quality bad with the reason.
    A poll that would begin while the last one is under way is left out and counted, never made up for.
    """

    type = "modbus.read"
    title = text(en="Modbus read", zh="Modbus 读取")
    help = text(
        en="Values of a device: by the clock, and whenever a message comes.",
        zh="读取设备的点位：按周期读取，或收到消息时读取。",
    )
    icon = "read"
    inputs = (Port("in"),)
    deterministic = False

    class Config(NodeConfig):
        tags: Annotated[tuple[str, ...], field(title=text(en="Tags", zh="点位"), tag=True, example=["F1.Z1.PV"])] = ()
        connection: Annotated[str, field(title=text(en="Device", zh="设备连接"), connection="modbus.tcp")] = ""
        points: Annotated[
            tuple[PointConfig, ...],
            field(
                title=text(en="Points", zh="自定义点位"),
                help=text(en="for what is not in the tag lists", zh="用于点表之外的点位"),
                advanced=True,
            ),
        ] = ()
        unit_id: Annotated[int, field(title=text(en="Unit id", zh="站号"), ge=0, le=255)] = 1
        every: Annotated[
            Duration | None,
            field(
                title=text(en="Every", zh="周期"),
                help=text(en="empty: only when a message comes", zh="留空则仅在收到消息时读取"),
            ),
        ] = None
        each: Annotated[bool, field(title=text(en="One message a point", zh="每个点位一条消息"))] = False

    @classmethod
    def check(cls, config: Config) -> list[tuple[str, str, dict[str, Any]]]:
        faults: list[tuple[str, str, dict[str, Any]]] = []
        if bool(config.tags) == bool(config.points):
            faults.append(("either-or", "tags", {"one": "tags", "other": "points"}))
        if config.points and not config.connection:
            faults.append(("needed-with", "connection", {"other": "points", "value": len(config.points)}))
        for place, point in enumerate(config.points):
            try:
                made(point)
            except BadPoint as error:
                faults.append(("bad-point", f"points[{place}]", {"said": error.text}))
        if config.every is not None and not seconds(config.every):
            faults.append(("not-positive", "every", {"given": config.every}))
        return faults

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.config: ModbusRead.Config = config
        self.skipped = 0
        """Polls left out because the one before took too long."""
        self._pollers: list[Poller] = []
        self._outage_said = False

    async def start(self) -> None:
        by_connection: dict[str, list[Point]] = {}
        for tag in map(self.tag, self.config.tags):
            by_connection.setdefault(tag.connection, []).append(point_of(tag))
        if self.config.points:
            by_connection[self.config.connection] = [made(point) for point in self.config.points]
        self._pollers = [
            Poller(self.connection(id), points, self.config.unit_id, self.clock.monotonic)
            for id, points in by_connection.items()
        ]

    async def run(self) -> None:
        if self.config.every is None:
            return
        every = seconds(self.config.every)
        await self._link()
        now = asyncio.get_running_loop().time
        began, tick = now(), 0
        while True:
            readings = await self._scheduled()
            await self.send_all(self._messages(readings, new_message()))
            tick, late = next_tick(began, tick, every, now())
            if late:
                self.skipped += late
                self.status(
                    "warning",
                    text(en=f"too slow: {self.skipped} polls left out", zh=f"读取过慢：已跳过 {self.skipped} 次"),
                )
            await asyncio.sleep(began + tick * every - now())

    async def receive(self, message: Message) -> Sequence[Out]:
        polled = await asyncio.gather(*(poller.poll() for poller in self._pollers))
        return [Out("out", one) for one in self._messages([reading for some in polled for reading in some], message)]

    async def _link(self) -> None:
        """Wait until all devices are connected; the readings of the outage have been sent when it began."""
        for poller in self._pollers:
            if not poller.connection.connected.is_set():
                self.status("disconnected", text(en="no connection to the device", zh="与设备断开连接"))
                await poller.connection.connected.wait()
        self.status("ok")
        self._outage_said = False

    async def _scheduled(self) -> list[Reading]:
        try:
            polled = await asyncio.gather(*(poller.poll() for poller in self._pollers))
        except NotConnected as outage:
            if not self._outage_said:
                self._outage_said = True
                readings = [reading for poller in self._pollers for reading in poller.bad(outage.text)]
                await self.send_all(self._messages(readings, new_message()))
            raise
        return [reading for some in polled for reading in some]

    def _messages(self, readings: Sequence[Reading], base: Message) -> list[Message]:
        time = self.clock.now()
        for tag, value, quality, reason in readings if self.config.tags else ():
            self.show_tag(tag.name, value, quality, time, reason)
        if self.config.each:
            return [self._of_point(reading, time, base) for reading in readings]
        worst = max((reading.quality for reading in readings), key=RANK.__getitem__)
        values: dict[str, dict[str, Any]] = {}
        for point, value, quality, reason in readings:
            values[point.name] = {"value": value, "quality": quality, "time": time, "unit": point.unit}
            if reason:
                values[point.name]["reason"] = reason
        base["payload"] = {reading.point.name: reading.value for reading in readings}
        base |= {"values": values, "quality": worst, "time": time, "received": time}
        if worst != "good":
            base["reason"] = next(reading.reason for reading in readings if reading.quality == worst)
        return [base]

    def _of_point(self, reading: Reading, time: Any, base: Message) -> Message:
        point = reading.point
        message = new_message(reading.value, point.name)
        message |= {
            "tag": point.name, "quality": reading.quality, "unit": point.unit, "time": time, "received": time,
        }  # fmt: skip
        if reading.reason:
            message["reason"] = reading.reason
        if point.equipment:
            message["equipment"] = point.equipment
        return {**copy_value({key: base[key] for key in base if key not in message}), **message}


def next_tick(began: float, tick: int, every: float, now: float) -> tuple[int, int]:
    """The number of the next tick that is not past, and how many were left out on the way."""
    following = tick + 1
    due = int((now - began) / every)
    if began + due * every < now:
        due += 1
    return (due, due - following) if due > following else (following, 0)


def made(point: PointConfig) -> Point:
    """Raises BadPoint, naming what is wrong."""
    return Point(point.name, point.address, point.type, point.byte_order, point.scale, point.offset, point.unit)


def point_of(tag: Tag) -> Point:
    """The point of a tag of the project's lists. Raises NodeError, naming the tag."""
    try:
        return Point(tag.id, tag.address, tag.type, tag.byte_order, tag.scale, tag.offset, tag.unit, tag.equipment)
    except BadPoint as error:
        raise NodeError(
            text(
                en=f"the tag {tag.id} cannot be read: {error}; correct its row in the tag list",
                zh=f"点位 {tag.id} 无法读取：{pick(error.text, 'zh')}。请修正点表中的该行。",
            )
        ) from None
