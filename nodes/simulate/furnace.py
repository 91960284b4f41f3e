"""`simulate.furnace`: a sintering furnace behind a real Modbus TCP server."""

from __future__ import annotations

import asyncio
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, Any

from sinterflow.runtime import Duration, NodeConfig, Source, field, new_message, seconds, text

from . import physics
from .registers import COUNT, registers

if TYPE_CHECKING:
    from .plc import Plc


class ExcursionConfig(NodeConfig, rename={"for_": "for"}):
    """A disturbance of one zone, in simulated time."""

    zone: Annotated[
        int,
        field(
            title=text(en="Zone", zh="温区"), help=text(en="from 1; 0 is the dew point", zh="从 1 起；0 表示露点"), ge=0
        ),
    ]
    at: Annotated[Duration, field(title=text(en="Begins at", zh="开始"))]
    for_: Annotated[Duration, field(title=text(en="Lasts", zh="持续"))]
    by: Annotated[float, field(title=text(en="By", zh="偏离"), unit="°C")]


class SimulateFurnace(Source):
    """A mesh-belt sintering furnace: its zones, belt and atmosphere in the registers of a PLC of its own.

    The layout of the registers is in the family's README. The state of each step also leaves by the output.
    """

    type = "simulate.furnace"
    title = text(en="Simulated furnace", zh="仿真烧结炉")
    help = text(
        en="A mesh-belt sintering furnace whose PLC is a real Modbus TCP server.",
        zh="网带烧结炉的仿真，其 PLC 是真实的 Modbus TCP 服务器。",
    )
    icon = "experiment"
    exclusive = True
    deterministic = False

    class Config(NodeConfig):
        port: Annotated[int, field(title=text(en="Modbus port", zh="Modbus 端口"), ge=1, le=65535)] = 5020
        host: Annotated[str, field(title=text(en="Address", zh="监听地址"), advanced=True)] = "127.0.0.1"
        step: Annotated[Duration, field(title=text(en="Step", zh="步长"))] = "500ms"
        speed: Annotated[
            float,
            field(
                title=text(en="Speed", zh="倍速"),
                help=text(en="simulated time against real time", zh="仿真时间与实际时间之比"),
                gt=0, le=10_000,
            ),
        ] = 1.0  # fmt: skip
        belt_speed: Annotated[float, field(title=text(en="Belt speed", zh="网带速度"), unit="mm/min", ge=0, le=500)] = (
            physics.BELT_SPEED
        )
        excursions: Annotated[tuple[ExcursionConfig, ...], field(title=text(en="Excursions", zh="温度偏离"))] = ()
        repeat: Annotated[Duration | None, field(title=text(en="Excursions again after", zh="偏离重复周期"))] = None
        seed: Annotated[int, field(title=text(en="Seed of the noise", zh="随机种子"), advanced=True)] = 1

    @classmethod
    def check(cls, config: Config) -> list[tuple[str, str, dict[str, Any]]]:
        faults: list[tuple[str, str, dict[str, Any]]] = []
        if not seconds(config.step):
            faults.append(("not-positive", "step", {"given": config.step}))
        return faults

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.config: SimulateFurnace.Config = config
        self.furnace = physics.Furnace(
            belt_speed=config.belt_speed,
            excursions=[
                physics.Excursion(one.zone, seconds(one.at), seconds(one.for_), one.by) for one in config.excursions
            ],
            period=seconds(config.repeat) if config.repeat else 0.0,
            seed=config.seed,
        )
        self._plc: Plc | None = None
        self._steps = 0

    async def start(self) -> None:
        library = await self.run_blocking(load_plc)
        plc: Plc = library.Plc(self.config.host, self.config.port, COUNT)
        await plc.start()
        self._plc = plc
        await plc.write(registers(self.furnace, self._steps))

    async def stop(self) -> None:
        if self._plc is not None:
            await self._plc.stop()
            self._plc = None

    async def run(self) -> None:
        step = seconds(self.config.step)
        now = asyncio.get_running_loop().time
        due = now()
        while True:
            due = max(due + step, now())
            await asyncio.sleep(due - now())
            self._steps += 1
            self.furnace.step(step * self.config.speed)
            if self._plc is not None:
                await self._plc.write(registers(self.furnace, self._steps))
            await self.send(new_message(self._state(), simulated=True))

    def _state(self) -> dict[str, Any]:
        furnace = self.furnace
        zones = [
            {"name": zone.name, "sp": zone.setpoint, "pv": round(measured, 1)}
            for zone, measured in zip(furnace.zones, furnace.measured, strict=True)
        ]
        return {
            "zones": zones, "belt_speed": round(furnace.belt_speed, 1),
            "dew_point": round(furnace.dew_point, 1), "oxygen": round(furnace.oxygen, 1),
        }  # fmt: skip


def load_plc() -> ModuleType:
    """pymodbus is imported when the first simulated PLC starts."""
    from . import plc

    return plc
