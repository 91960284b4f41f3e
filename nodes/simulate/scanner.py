"""`simulate.scanner`: the code readers before and behind a furnace."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from sinterflow.runtime import NodeConfig, Source, field, new_message, text

from .belt import LENGTH, PITCH, passages
from .physics import BELT_SPEED


class SimulateScanner(Source):
    """Scan events of trays that enter and leave a furnace, as its readers send them.

    Payload: {event: enter | leave, reader, code, time}. A code ends with a check character (ISO 7064, MOD 37-2); it
    is null where the tray could not be read. Wire it to `mqtt.out`: what reads the events then has a real broker.
    """

    type = "simulate.scanner"
    title = text(en="Simulated scanner", zh="仿真扫码器")
    help = text(
        en="Scan events of trays that enter and leave a furnace.",
        zh="托盘进炉、出炉时的扫码事件。",
    )
    icon = "scan"
    deterministic = False

    class Config(NodeConfig):
        equipment: Annotated[str, field(title=text(en="Furnace", zh="烧结炉"))] = "F1"
        belt_speed: Annotated[float, field(title=text(en="Belt speed", zh="网带速度"), unit="mm/min", gt=0, le=500)] = (
            BELT_SPEED
        )
        length: Annotated[float, field(title=text(en="Between the readers", zh="扫码器间距"), unit="mm", gt=0)] = LENGTH
        pitch: Annotated[float, field(title=text(en="From tray to tray", zh="托盘间距"), unit="mm", gt=0)] = PITCH
        misread: Annotated[float, field(title=text(en="Share of unread codes", zh="读码失败率"), ge=0, le=1)] = 0.0
        first: Annotated[int, field(title=text(en="Number of the first tray", zh="首个托盘号"), ge=0)] = 1
        speed: Annotated[
            float,
            field(
                title=text(en="Speed", zh="倍速"),
                help=text(en="simulated time against real time", zh="仿真时间与实际时间之比"),
                gt=0, le=10_000,
            ),
        ] = 1.0  # fmt: skip
        seed: Annotated[int, field(title=text(en="Seed of the misreads", zh="随机种子"), advanced=True)] = 1

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.config: SimulateScanner.Config = config
        self._next = config.first

    async def run(self) -> None:
        config = self.config
        now = asyncio.get_running_loop().time
        began = now()
        trays = passages(
            config.belt_speed,
            length=config.length, pitch=config.pitch, misread=config.misread, first=self._next, seed=config.seed,
        )  # fmt: skip
        for passage in trays:
            await asyncio.sleep(began + passage.time / config.speed - now())
            reader = f"{config.equipment}.{'IN' if passage.event == 'enter' else 'OUT'}"
            self._next += passage.event == "enter"
            scan: dict[str, Any] = {"event": passage.event, "reader": reader, "code": passage.code}
            scan["time"] = self.clock.now()
            await self.send(new_message(scan, f"{config.equipment}/scan", simulated=True))

    def save_state(self) -> int:
        return self._next

    def load_state(self, state: Any) -> None:
        self._next = state
