"""Reading the body of a request: JSON in the encoding of messages, bounded in size and time."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from aiohttp import web

from ..encoding import decode
from ..errors import SinterflowError
from ..faults import Fault, fault
from ..flow.reader import read_json
from .problem import Problem

LARGEST = 16 * 1024 * 1024
"""Bytes of a body, decompressed."""
SLOWEST = 30
"""Seconds within which a body must have arrived."""
MOST_DIGITS = 20_000
"""Of a number in a body: to read a longer one takes time that grows with the square, in which nothing else runs."""
_TOO_LONG = re.compile(rb"(?<![0-9])[0-9]{%d}" % (MOST_DIGITS + 1))
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
"""What half a character is written with, and also the first half of a whole one."""
OFF_LOOP = 64 * 1024
"""Larger bodies are decoded in a thread: the loop goes on."""


async def read_body(request: web.Request, *, any_text: bool = False) -> Any:
    """The decoded body; an absent one is `{}`. `any_text`: its texts may hold halves of characters."""
    raw = await read_text(request)
    if not raw:
        return {}
    if len(raw) > OFF_LOOP:
        return await asyncio.get_running_loop().run_in_executor(None, decoded, raw, any_text)
    return decoded(raw, any_text)


def decoded(raw: bytes, any_text: bool) -> Any:
    """The value that `raw` is the encoding of."""
    if _TOO_LONG.search(raw):
        raise Problem(400, fault("number-too-long", limit=MOST_DIGITS))
    try:
        value = decode(raw)
    except SinterflowError as refused:
        broken = json_faults(raw)
        raise Problem(400, *(broken or [fault("not-json", said=refused.text)])) from None
    if not any_text and _HALF.search(raw):  # nothing that keeps texts takes it: no database, no hash, no log
        if broken := [one for one in json_faults(raw) if one.code == "lone-surrogate"]:
            raise Problem(400, *broken)
    return value


def json_faults(raw: bytes) -> list[Fault]:
    """Where `raw` is not JSON, or not JSON that everybody reads alike; with row and column."""
    return read_json(raw)[1]


async def read_text(request: web.Request, *kinds: str) -> bytes:
    """The body as it came, its type checked: JSON, or one of `kinds`."""
    if (request.content_length or 0) > LARGEST:
        raise Problem(413, fault("request-too-large", limit=LARGEST))
    try:
        async with asyncio.timeout(SLOWEST):
            raw = await request.read()
    except TimeoutError:
        raise Problem(408, fault("request-too-slow", seconds=SLOWEST)) from None
    kind = request.content_type
    fits = kind in kinds if kinds else kind == "application/json" or kind.endswith("+json")
    if raw and not fits:
        said = {"type": kind, "wanted": ", ".join(kinds)}
        raise Problem(415, fault("wrong-media-type", **said) if kinds else fault("not-json-type", type=kind))
    return raw
