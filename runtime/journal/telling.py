"""Telling listeners: one that fails must not keep the others from being told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable


def tell(told: Callable[..., object], *args: object) -> None:
    """Tell somebody; a failure is said to the event loop's handler."""
    try:
        told(*args)
    except Exception as error:
        _say_failed(error)


def tell_each(told: Iterable[Callable[[], None]]) -> None:
    """`tell` for many, which costs less than one by one."""
    for one in told:
        try:
            one()
        except Exception as error:
            _say_failed(error)


def _say_failed(error: Exception) -> None:
    context = {"message": "a listener of the journal failed", "exception": error}
    asyncio.get_running_loop().call_exception_handler(context)
