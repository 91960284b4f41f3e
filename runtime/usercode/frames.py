"""What goes over the pipes between the engine and a worker process, and what is believed of a worker's answers."""

from __future__ import annotations

import datetime
import decimal
import io
import pickle
import struct
import zoneinfo
from typing import Any

HEAD = struct.Struct(">Q")

MAX_FRAME = 256 * 1024 * 1024
"""Bytes of one frame; a worker that announces more is taken for broken."""

_KNOWN = {
    ("datetime", name): getattr(datetime, name) for name in ("datetime", "date", "time", "timedelta", "timezone")
} | {("decimal", "Decimal"): decimal.Decimal, ("zoneinfo", "ZoneInfo"): zoneinfo.ZoneInfo}


class _Pickler(pickle.Pickler):
    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, zoneinfo.ZoneInfo) and value.key is not None:
            return zoneinfo.ZoneInfo, (value.key,)
        return NotImplemented


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        try:
            return _KNOWN[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} cannot pass between processes") from None


def pack(value: Any) -> bytes:
    """Plain values, date-times and decimals as bytes. A live handle raises TypeError or what else it likes."""
    buffer = io.BytesIO()
    _Pickler(buffer, 5).dump(value)
    return buffer.getvalue()


def unpack(data: bytes) -> Any:
    """What `pack` made. Raises pickle.UnpicklingError for every class but date-times and decimals: no code is run."""
    return _Unpickler(io.BytesIO(data)).load()


def frame(value: Any) -> bytes:
    body = pack(value)
    return HEAD.pack(len(body)) + body
