"""A real Modbus TCP server: the only file of the family that knows pymodbus."""

from __future__ import annotations

import logging

from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from sinterflow.runtime import NodeError, text

WRITE_REGISTERS = 16

logging.getLogger("pymodbus").setLevel(logging.CRITICAL)  # who connects and goes is no news


class Plc:
    """Unit 1 with `count` holding registers from 0. Make it in a running loop."""

    def __init__(self, host: str, port: int, count: int) -> None:
        self._where = f"{host}:{port}"
        block = SimData(0, count=count, values=0, datatype=DataType.REGISTERS)
        self._server = ModbusTcpServer([SimDevice(id=1, simdata=[block])], address=(host, port))

    async def start(self) -> None:
        """Raises NodeError when the port cannot be used."""
        try:
            await self._server.serve_forever(background=True)
        except (RuntimeError, OSError) as error:
            raise NodeError(
                text(
                    en=f"the simulated PLC cannot listen on {self._where}: {error}; choose another port",
                    zh=f"仿真 PLC 无法监听 {self._where}：{error}。请换一个端口。",
                )
            ) from None

    async def write(self, registers: list[int]) -> None:
        await self._server.async_setValues(1, WRITE_REGISTERS, 0, registers)

    async def stop(self) -> None:
        await self._server.shutdown()  # type: ignore[no-untyped-call] # pymodbus leaves it untyped
