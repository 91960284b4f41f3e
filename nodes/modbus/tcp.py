"""The connection to a Modbus TCP device that nodes share."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from time import perf_counter
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, NamedTuple

from sinterflow.runtime import Connection, Duration, NodeConfig, NotConnected, Text, field, seconds, text

from .blocks import Block, Reading, halves
from .points import Image

if TYPE_CHECKING:
    from .client import Client


class Outcome(NamedTuple):
    """What became of one block. `refused`: its only point is at an address that the device does not have."""

    block: Block
    readings: list[Reading]
    refused: bool = False
    silence: Text = ""
    """The device did not answer at all."""


class ModbusTcp(Connection):
    """A Modbus TCP device, or a gateway to several units. One request at a time, as most PLCs want it."""

    type = "modbus.tcp"
    title = text(en="Modbus TCP device", zh="Modbus TCP 设备")
    icon = "control"
    help = text(
        en="A PLC, or a gateway with several units behind it.",
        zh="PLC，或其后连接多个站号的网关。",
    )

    class Config(NodeConfig):
        host: Annotated[str, field(title=text(en="Host", zh="主机"), min_length=1, example="192.168.1.10")]
        port: Annotated[int, field(title=text(en="Port", zh="端口"), ge=1, le=65535)] = 502
        timeout: Annotated[
            Duration,
            field(
                title=text(en="Time-out", zh="超时"),
                help=text(en="of connecting and of each request", zh="连接及每次请求的超时"),
            ),
        ] = "2s"
        retries: Annotated[int, field(title=text(en="Retries", zh="重试次数"), ge=0, le=10, advanced=True)] = 1
        max_gap: Annotated[
            int,
            field(
                title=text(en="Largest gap", zh="最大间隔"),
                help=text(
                    en="points at most this many registers apart are read in one request",
                    zh="间隔不超过此数量寄存器的点位合并为一次读取",
                ),
                ge=0, le=120, advanced=True,
            ),
        ] = 16  # fmt: skip
        max_registers: Annotated[
            int,
            field(
                title=text(en="Registers in a request", zh="单次读取寄存器数"),
                help=text(en="some devices allow fewer than 125", zh="部分设备不支持 125 个"),
                ge=1, le=125, advanced=True,
            ),
        ] = 125  # fmt: skip

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.config: ModbusTcp.Config = config
        self._client: Client | None = None
        self._library: ModuleType | None = None
        self._turn = asyncio.Lock()

    async def open(self) -> None:
        config = self.config
        self._library = library = await self.run_blocking(load_client)
        self._client = library.Client(config.host, config.port, seconds(config.timeout), config.retries, self.lost)
        await self._client.open()

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()

    async def read(self, blocks: Sequence[Block], unit: int) -> list[Outcome]:
        """Read blocks one after the other.

        A block with an address that does not exist is divided until only the points at fault are without a value: the
        outcomes are of the blocks that were read or refused in the end. Raises NotConnected when the link is lost.
        """
        waiting = list(reversed(blocks))
        outcomes: list[Outcome] = []
        silence: Text = ""
        while waiting:
            block = waiting.pop()
            if silence:  # a device that is silent once is not asked for everything else: that would take minutes
                outcomes.append(Outcome(block, block.bad(silence)))
                continue
            outcome = await self._block(block, unit)
            if outcome.refused and len(block.points) > 1:
                waiting += reversed(halves(block))
            else:
                outcomes.append(outcome)
                silence = outcome.silence
        return outcomes

    async def _block(self, block: Block, unit: int) -> Outcome:
        client, library = self._client, self._library
        if client is None or library is None or not self.connected.is_set():
            raise NotConnected(
                text(
                    en=f"there is no connection to the Modbus device {self.config.host}:{self.config.port}",
                    zh=f"与 Modbus 设备 {self.config.host}:{self.config.port} 没有连接，系统会自动重连。",
                )
            )
        try:
            async with self._turn:
                began = perf_counter()
                found = await client.read(block.area, block.start, block.count, unit)
                self.exchanged(perf_counter() - began)
        except library.Refused as error:
            self.exchanged(0.0, failed=True)
            return Outcome(block, block.bad(error.said), refused=error.splits)
        except library.NoAnswer as error:
            self.exchanged(0.0, failed=True)
            return Outcome(block, block.bad(error.said), silence=error.said)
        return Outcome(block, block.readings(Image.of(found)))


def load_client() -> ModuleType:
    """pymodbus is imported when the first device is opened, not at start."""
    from . import client

    return client
