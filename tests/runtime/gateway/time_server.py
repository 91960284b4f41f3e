"""A small time server on loopback that is as wrong as the test wants."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ERA = 2_208_988_800
Answer = Callable[[bytes], bytes | None]


def stamp(seconds: float) -> int:
    """A time as NTP has it; after 2036 the count begins anew."""
    whole = int(seconds // 1) + ERA
    return (whole & 0xFFFF_FFFF) << 32 | int(seconds % 1 * 2**32)


def answer(asked: bytes, ahead: float = 0.0, *, flags: int = 0x24, stratum: int = 2, code: bytes = b"LOCL") -> bytes:
    """What a server says whose clock is so many seconds ahead of ours."""
    now = stamp(time.time() + ahead)
    cookie = asked[40:48]
    head = struct.pack("!BBbbII4s", flags, stratum, 6, -20, 0, 0, code)
    return head + struct.pack("!Q", now) + cookie + struct.pack("!QQ", now, now)


@contextmanager
def time_server(say: Answer) -> Iterator[str]:
    """Its address; `say` makes an answer of a question, None to say nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        line.settimeout(0.05)
        over = threading.Event()

        def serve() -> None:
            while not over.is_set():
                try:
                    asked, caller = line.recvfrom(512)
                except TimeoutError:
                    continue
                said = say(asked)
                if said is not None:
                    line.sendto(said, caller)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield f"127.0.0.1:{line.getsockname()[1]}"
        finally:
            over.set()
            thread.join()
