"""A small MQTT 3.1.1 publisher of QoS 1 and 2 for loopback, which is done when the broker has everything."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence

WINDOW = 500
"""Messages that may wait for the broker's word."""

CONNACK, PUBACK, PUBREC, PUBCOMP = 2, 4, 5, 7


class Publisher:
    """Publishes in a thread of its own; `join` it."""

    def __init__(
        self, port: int, topic: str, qos: int, payloads: Sequence[bytes], up_to: Callable[[], int] | None = None
    ) -> None:
        """`up_to`: how many may be published by now; not given: all."""
        self._socket = socket.create_connection(("127.0.0.1", port), 10)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = bytes((0x30 | qos << 1,))
        self._topic = _text(topic)
        self._payloads = payloads
        self._up_to = up_to or (lambda: len(payloads))
        self._failed: Exception | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Raises what went wrong."""
        self._thread.join()
        if self._failed is not None:
            raise self._failed

    def _run(self) -> None:
        try:
            with self._socket:
                self._publish()
        except Exception as error:
            self._failed = error

    def _publish(self) -> None:
        self._socket.sendall(_packet(b"\x10", _text("MQTT") + b"\x04\x02\x00\x00" + _text("publisher")))
        packets = self._read()
        kind, body = next(packets)
        assert (kind, body[1]) == (CONNACK, 0), "the broker refused the publisher"
        sent = taken = free = 0
        while taken < len(self._payloads):
            out = b""
            if sent == free:
                free = min(self._up_to(), len(self._payloads))
            while sent < free and sent - taken < WINDOW:
                id = (sent % 60_000 + 1).to_bytes(2, "big")
                out += _packet(self._head, self._topic + id + self._payloads[sent])
                sent += 1
            self._socket.sendall(out)
            if sent == taken:
                time.sleep(0.02)
                continue
            kind, body = next(packets)
            if kind == PUBREC:
                self._socket.sendall(_packet(b"\x62", body[:2]))
            taken += kind in (PUBACK, PUBCOMP)

    def _read(self) -> Iterator[tuple[int, bytes]]:
        """Packets as kind and body; the broker's answers to us are all short."""
        data = b""
        while chunk := self._socket.recv(65536):
            data += chunk
            while len(data) >= 2 and len(data) >= 2 + data[1]:
                yield data[0] >> 4, data[2 : 2 + data[1]]
                data = data[2 + data[1] :]
        raise ConnectionError("the broker has closed the publisher's connection")


def _packet(head: bytes, body: bytes) -> bytes:
    size, rest = b"", len(body)
    while True:
        rest, digit = rest >> 7, rest & 127
        size += bytes((digit | (128 if rest else 0),))
        if not rest:
            return head + size + body


def _text(value: str) -> bytes:
    return len(value).to_bytes(2, "big") + value.encode()
