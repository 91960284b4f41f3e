"""Modbus: values of PLCs and controllers."""

from .read import ModbusRead
from .tcp import ModbusTcp

CONNECTIONS = (ModbusTcp,)
NODES = (ModbusRead,)
