"""`python -m bench.modbus_devices PORT …`: a Modbus TCP server on each port, its registers set by `registers`."""

from __future__ import annotations

import asyncio
import logging
import struct
import sys

from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from .child import MARK

WORDS = 250
"""Points of type uint16, at registers from 0."""
FLOATS = 250
"""Points of type float32, at registers from `FLOATS_FROM`."""
FLOATS_FROM = 1000


def word(number: int) -> int:
    """The value of the uint16 with this number."""
    return number * 7


def real(number: int) -> float:
    """The value of the float32 with this number: one that its 32 bits hold exactly."""
    return number / 4 + 0.5


def registers() -> list[SimData]:
    floats = struct.pack(f">{FLOATS}f", *map(real, range(FLOATS)))
    return [
        SimData(0, values=list(map(word, range(WORDS))), datatype=DataType.REGISTERS),
        SimData(FLOATS_FROM, values=list(struct.unpack(f">{2 * FLOATS}H", floats)), datatype=DataType.REGISTERS),
    ]


async def main(ports: list[int]) -> None:
    logging.getLogger("pymodbus").setLevel(logging.CRITICAL)
    servers = [ModbusTcpServer([SimDevice(id=1, simdata=registers())], address=("127.0.0.1", port)) for port in ports]
    for server in servers:
        await server.serve_forever(background=True)
    print(f"{MARK}ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main([int(port) for port in sys.argv[1:]]))
