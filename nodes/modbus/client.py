"""Modbus TCP: the only file that knows pymodbus. It is imported when a device is first opened."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from pymodbus.client import AsyncModbusTcpClient
from pymodbus.exceptions import ConnectionException, ModbusException
from pymodbus.pdu import ModbusPDU

from sinterflow.runtime import NotConnected, Text, pick, reason, text

logging.getLogger("pymodbus").setLevel(logging.CRITICAL)  # outages and refusals are said by the nodes

EXCEPTIONS: dict[int, tuple[str, str]] = {
    1: ("the device does not know this function", "设备不支持此功能码"),
    2: ("the device has no such address", "设备中没有该地址"),
    3: ("the device refuses this number of registers", "设备拒绝读取该数量的寄存器"),
    4: ("the device reports a failure", "设备报告内部故障"),
    5: ("the device is still working on it", "设备正在处理，请稍后"),
    6: ("the device is busy", "设备忙"),
    8: ("the device reports a memory parity error", "设备报告存储器奇偶校验错误"),
    10: ("the gateway has no path to the device", "网关没有到该设备的通路"),
    11: ("the device behind the gateway does not answer", "网关后的设备没有应答"),
}
NOBODY = text(en="nobody answers there", zh="没有应答")
CLOSED = text(en="the link was closed", zh="链路已断开")
NOT_THERE = frozenset((2, 3))
"""Exception codes that a smaller block may not get: some address of the block does not exist."""


class Refused(Exception):
    """The device answers that it will not read this block; `splits` when smaller blocks may be read."""

    def __init__(self, code: int) -> None:
        english, chinese = EXCEPTIONS.get(code, ("the device refuses", "设备拒绝请求"))
        super().__init__(english)
        self.said = text(en=f"{english} (exception {code})", zh=f"{chinese}（异常码 {code}）")
        self.splits = code in NOT_THERE


class NoAnswer(Exception):
    """The link is there, but the device does not answer in time."""

    def __init__(self, said: Text) -> None:
        super().__init__()
        self.said = said


class Client:
    """One TCP link to a device or gateway. The connection sees to it that there is one request at a time."""

    def __init__(self, host: str, port: int, timeout: float, retries: int, lost: Callable[[Text], None]) -> None:
        self._where = f"{host}:{port}"
        self._timeout = timeout
        self._lost = lost
        self._open = False
        self._client = AsyncModbusTcpClient(
            host, port=port, timeout=timeout, retries=retries, reconnect_delay=0, trace_connect=self._linked
        )

    async def open(self) -> None:
        """Raises NotConnected when nobody is there."""
        try:
            self._open = await self._client.connect()
        except OSError as error:
            raise self._unreachable(reason(error)) from None
        if not self._open:
            raise self._unreachable(NOBODY)

    def close(self) -> None:
        self._open = False
        self._client.close()

    async def read(self, area: str, offset: int, count: int, unit: int) -> list[int]:
        """Registers, or bits as 0 and 1.

        Raises Refused, NoAnswer, or NotConnected when the link is lost.
        """
        if not self._open:
            raise self._unreachable(CLOSED)
        read: Any = {
            "coil": self._client.read_coils, "discrete": self._client.read_discrete_inputs,
            "input": self._client.read_input_registers, "holding": self._client.read_holding_registers,
        }[area]  # fmt: skip
        try:
            answer: ModbusPDU = await read(offset, count=count, device_id=unit)
        except ConnectionException:
            raise self._unreachable(CLOSED) from None
        except ModbusException:
            if not self._open:
                raise self._unreachable(CLOSED) from None
            raise NoAnswer(self._silent(unit)) from None
        if answer.isError():
            raise Refused(answer.exception_code)
        found = [int(bit) for bit in answer.bits] if area in ("coil", "discrete") else list(answer.registers)
        if len(found) < count:
            raise NoAnswer(text(en=f"{self._where} sent too short an answer", zh=f"{self._where} 的应答长度不足"))
        return found[:count]

    def _linked(self, connected: bool) -> None:
        if self._open and not connected:
            self._open = False
            self._lost(CLOSED)

    def _silent(self, unit: int) -> Text:
        seconds = f"{self._timeout:g}"
        return text(
            en=f"no answer from unit {unit} at {self._where} within {seconds} s",
            zh=f"{self._where} 站号 {unit} 在 {seconds} 秒内没有应答",
        )

    def _unreachable(self, said: Text) -> NotConnected:
        return NotConnected(
            text(
                en=f"cannot reach the Modbus device {self._where}: {pick(said)}; check its power, cable and address",
                zh=f"无法连接 Modbus 设备 {self._where}：{pick(said, 'zh')}。请检查电源、网线和地址，系统会自动重连。",
            )
        )
