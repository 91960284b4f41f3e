"""`simulate.line`: what a pressing line says about itself."""

from __future__ import annotations

import asyncio
import random
from typing import Annotated, Any

from sinterflow.runtime import Duration, NodeConfig, Source, field, new_message, seconds, text


class SimulateLine(Source):
    """Events of a press: {event: count, machine, strokes, rejects, time} by the clock, and {event: state, machine,
    state: running | stopped, time} when it stops and starts. Wire it to `mqtt.out`.
    """

    type = "simulate.line"
    title = text(en="Simulated line", zh="仿真压制线")
    help = text(
        en="Events of a press: counts by the clock, and its stops and starts.",
        zh="仿真压机的事件：定时计数，以及停机、开机。",
    )
    icon = "cluster"
    deterministic = False

    class Config(NodeConfig):
        machine: Annotated[str, field(title=text(en="Machine", zh="设备"))] = "P1"
        strokes: Annotated[float, field(title=text(en="Strokes", zh="冲次"), unit="1/min", gt=0, le=200)] = 12.0
        rejects: Annotated[float, field(title=text(en="Share of rejects", zh="废品率"), ge=0, le=1)] = 0.01
        every: Annotated[Duration, field(title=text(en="Counts every", zh="计数周期"))] = "10s"
        running: Annotated[Duration, field(title=text(en="Runs for", zh="运行时长"))] = "20m"
        stopped: Annotated[Duration, field(title=text(en="Stops for", zh="停机时长"))] = "2m"
        speed: Annotated[
            float,
            field(
                title=text(en="Speed", zh="倍速"),
                help=text(en="simulated time against real time", zh="仿真时间与实际时间之比"),
                gt=0, le=10_000,
            ),
        ] = 1.0  # fmt: skip
        seed: Annotated[int, field(title=text(en="Seed", zh="随机种子"), advanced=True)] = 1

    @classmethod
    def check(cls, config: Config) -> list[tuple[str, str, dict[str, Any]]]:
        return [
            ("not-positive", name, {"given": getattr(config, name)})
            for name in ("every", "running")
            if not seconds(getattr(config, name))
        ]

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.config: SimulateLine.Config = config
        self._random = random.Random(config.seed)
        self._strokes = 0.0
        self._rejects = 0

    async def run(self) -> None:
        while True:
            await self._event("state", state="running")
            await self._counting(seconds(self.config.running))
            if stop := seconds(self.config.stopped):
                await self._event("state", state="stopped")
                await asyncio.sleep(stop / self.config.speed)

    async def _counting(self, length: float) -> None:
        every = min(seconds(self.config.every), length)
        for _ in range(round(length / every)):
            await asyncio.sleep(every / self.config.speed)
            before = int(self._strokes)
            self._strokes += self.config.strokes * every / 60.0
            made = int(self._strokes) - before
            self._rejects += sum(self._random.random() < self.config.rejects for _ in range(made))
            await self._event("count", strokes=int(self._strokes), rejects=self._rejects)

    async def _event(self, event: str, **more: Any) -> None:
        payload = {"event": event, "machine": self.config.machine, **more, "time": self.clock.now()}
        await self.send(new_message(payload, f"{self.config.machine}/line", simulated=True))
