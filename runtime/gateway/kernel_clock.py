"""What the kernel of Linux knows of its clock, from whoever keeps it right: chrony, timesyncd, ntpd, ptp4l."""

from __future__ import annotations

import ctypes
import sys
from typing import NamedTuple

_UNSYNCHRONISED = 0x0040
_NANO = 0x2000
_ERROR = 5


class KernelClock(NamedTuple):
    """`synchronised`: somebody keeps it right. Then `offset` is what is left to correct (positive: it is behind), and
    `error` how far it may be wrong at most, both in seconds."""

    synchronised: bool
    offset: float
    error: float


class _Timex(ctypes.Structure):
    """`struct timex` of adjtimex(2)."""

    _fields_ = [
        ("modes", ctypes.c_uint), ("offset", ctypes.c_long), ("freq", ctypes.c_long), ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long), ("status", ctypes.c_int), ("constant", ctypes.c_long),
        ("precision", ctypes.c_long), ("tolerance", ctypes.c_long), ("time", ctypes.c_long * 2),
        ("tick", ctypes.c_long), ("rest", ctypes.c_long * 32),
    ]  # fmt: skip


def kernel_clock() -> KernelClock | None:
    """None where there is no such thing, or it is not shown. Reads only; no right is needed."""
    if sys.platform != "linux":
        return None
    try:
        adjtimex = ctypes.CDLL(None, use_errno=True).adjtimex
    except (OSError, AttributeError):
        return None
    timex = _Timex()  # modes 0: nothing is set
    state = adjtimex(ctypes.byref(timex))
    if state < 0:
        return None
    synchronised = state != _ERROR and not timex.status & _UNSYNCHRONISED
    unit = 1e-9 if timex.status & _NANO else 1e-6
    return KernelClock(synchronised, timex.offset * unit, timex.maxerror * 1e-6)
