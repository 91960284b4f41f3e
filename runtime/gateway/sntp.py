"""A question to a time server: how far our clock is off. SNTP, RFC 4330."""

from __future__ import annotations

import secrets
import socket
import struct
import time
from collections.abc import Callable
from typing import NamedTuple

PORT = 123
PATIENCE = 2.0
"""Seconds that the server has to answer."""
_PACKET = struct.Struct("!BBbbII4sQQQQ")
_ERA = 2_208_988_800
"""Seconds from 1900, where NTP begins, to 1970."""
_MODE_CLIENT = 0x23  # version 4, mode 3
_SERVER = 4
_UNSYNCHRONISED = 3


class NoTime(Exception):
    """The server gave no time to go by; says why."""


class Answer(NamedTuple):
    """`offset`: seconds that our clock is ahead of the server's; `error`: by how much that may be wrong."""

    offset: float
    error: float
    stratum: int


def ask(server: str, now: Callable[[], float] = time.time) -> Answer:
    """Ask once: `host`, `host:port` or `[v6]:port`. Blocks up to PATIENCE; raises NoTime, OSError."""
    host, port = address(server)
    family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, kind, protocol) as line:
        line.settimeout(PATIENCE)
        line.connect(where)  # answers of others do not come through
        cookie = secrets.randbits(64)  # no need to tell anybody our time; only an answer to this question has it
        began, sent = time.monotonic(), now()
        line.send(_PACKET.pack(_MODE_CLIENT, 0, 0, 0, 0, 0, b"", 0, 0, 0, cookie))
        data = line.recv(512)
        there_and_back = time.monotonic() - began
    return _read(data, cookie, sent, there_and_back)


def address(server: str) -> tuple[str, int]:
    """Raises NoTime for what is no address."""
    host, colon, port = server.rpartition(":")
    if server.startswith("["):
        host, _, port = server[1:].partition("]")
        port = port.removeprefix(":")
        return host, _port(server, port)
    if not colon or ":" in host:
        return server, PORT
    return host, _port(server, port)


def _port(server: str, port: str) -> int:
    if not port:
        return PORT
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise NoTime(f"{server} is no host with a port")
    return int(port)


def _read(data: bytes, cookie: int, sent: float, there_and_back: float) -> Answer:
    """The checks are those of RFC 4330, section 5."""
    if len(data) < _PACKET.size:
        raise NoTime(f"an answer of {len(data)} bytes is none")
    flags, stratum, _, _, delay, dispersion, code, _, origin, received, answered = _PACKET.unpack(data[: _PACKET.size])
    if flags & 7 != _SERVER or origin != cookie:
        raise NoTime("the answer is to another question")
    if stratum == 0:
        raise NoTime(f"the server refuses: {code.decode('ascii', 'replace').strip(chr(0)) or 'kiss of death'}")
    if flags >> 6 == _UNSYNCHRONISED or stratum > 15 or not answered:
        raise NoTime("the server does not know the time itself")
    server_took = max(0.0, _seconds(answered) - _seconds(received))
    way = max(0.0, there_and_back - server_took)
    ours = sent + there_and_back / 2
    theirs = (_seconds(received) + _seconds(answered)) / 2
    return Answer(ours - theirs, way / 2 + delay / 2**17 + dispersion / 2**16, stratum)


def _seconds(stamp: int) -> float:
    """Since 1970; times before 1968 are those after 2036 (RFC 4330, section 3)."""
    whole, part = stamp >> 32, stamp & 0xFFFF_FFFF
    if not whole & 0x8000_0000:
        whole += 1 << 32
    return whole - _ERA + part / 2**32
