"""Reading the body of a request: JSON in the encoding of messages, bounded in size and time."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

from ..encoding import decode
from ..errors import SinterflowError
from ..faults import Fault, fault
from .problem import Problem

LARGEST = 16 * 1024 * 1024
"""Bytes of a body, decompressed."""
SLOWEST = 30
"""Seconds within which a body must have arrived."""
OFF_LOOP = 64 * 1024
"""Larger bodies are decoded in a thread: the loop goes on."""


async def read_body(request: web.Request) -> Any:
    """The decoded body; an absent one is `{}`."""
    raw = await read_text(request)
    if not raw:
        return {}
    if len(raw) > OFF_LOOP:
        return await asyncio.get_running_loop().run_in_executor(None, decoded, raw)
    return decoded(raw)


def decoded(raw: bytes) -> Any:
    """The value that `raw` is the encoding of."""
    try:
        return decode(raw)
    except Exception as error:
        raise Problem(400, not_json(raw, error)) from None


async def read_text(request: web.Request) -> bytes:
    """The body as it came, its type checked."""
    try:
        async with asyncio.timeout(SLOWEST):
            raw = await request.read()
    except TimeoutError:
        raise Problem(408, fault("request-too-slow", seconds=SLOWEST)) from None
    kind = request.content_type
    if raw and kind != "application/json" and not kind.endswith("+json"):
        raise Problem(415, fault("not-json-type", type=kind))
    return raw


def not_json(raw: bytes, error: Exception) -> Fault:
    """Why `raw` could not be decoded, with row and column where JSON itself is broken."""
    try:
        json.loads(raw.decode("utf-8"))
    except json.JSONDecodeError as broken:
        return fault("not-json", said=broken.msg, row=broken.lineno, column=broken.colno)
    except UnicodeDecodeError as broken:
        before = raw[: broken.start]
        column = len(before) - (before.rfind(b"\n") + 1) + 1
        return fault("not-json", said="not UTF-8", row=before.count(b"\n") + 1, column=column)
    except RecursionError:
        return fault("not-json", said="nested too deeply")
    return fault("not-json", said=error.text if isinstance(error, SinterflowError) else str(error))
