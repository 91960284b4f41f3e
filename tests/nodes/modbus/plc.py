"""A real Modbus TCP server in the test's own loop, which can be told to be slow, busy or gone."""

from __future__ import annotations

import asyncio
import struct
from collections import Counter
from typing import Any

from pymodbus.constants import ExcCodes
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

from tests.nodes.peers import free_port

HOLDING, INPUT, COIL = 3, 4, 1


class Plc:
    """Unit 1 has holding and input registers at `registers` ranges, and 64 coils and discrete inputs from 0."""

    def __init__(self, *ranges: tuple[int, int], port: int = 0) -> None:
        self.port = port or free_port()
        self.requests: list[tuple[int, int, int]] = []
        """Function code, address and count of each request."""
        self.answer: ExcCodes | None = None
        self.asked = asyncio.Event()
        self.free = asyncio.Event()
        self.free.set()
        self._ranges = ranges or ((0, 1000),)
        self._server: ModbusTcpServer

    async def __aenter__(self) -> Plc:
        bits = [SimData(0, count=64, values=False, datatype=DataType.BITS)]
        registers = [SimData(at, count=count, values=0, datatype=DataType.REGISTERS) for at, count in self._ranges]
        blocks = (bits, list(bits), registers, list(registers))
        self._server = ModbusTcpServer(
            [SimDevice(id=1, simdata=blocks, action=self._asked)], address=("127.0.0.1", self.port)
        )
        await self._server.serve_forever(background=True)
        return self

    async def __aexit__(self, *raised: object) -> None:
        self.free.set()
        await self._server.shutdown()  # type: ignore[no-untyped-call] # pymodbus leaves it untyped

    async def write(self, address: int, *values: int, function: int = 16) -> None:
        answer, self.answer = self.answer, None
        await self._server.async_setValues(1, function, address, list(values))
        self.answer = answer

    async def write_bytes(self, address: int, raw: bytes) -> None:
        await self.write(address, *struct.unpack(f">{len(raw) // 2}H", raw))

    @property
    def read_counts(self) -> Counter[tuple[int, int]]:
        """How often each block was asked for: (address, count)."""
        return Counter((address, count) for function, address, count in self.requests)

    async def _asked(
        self, function: int, start: int, address: int, count: int, current: list[int], values: Any
    ) -> ExcCodes | None:
        if values is None:
            self.requests.append((function, address, count))
            self.asked.set()
            await self.free.wait()
            return self.answer
        return None
