"""A small MQTT 3.1.1 client for the load: QoS 0, blocking sockets, nothing that takes time of its own."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator

CONNECT = b"\x00\x04MQTT\x04\x02\x00\x3c"
LONGEST_WAIT = 60.0


class Client:
    """Connected to a broker on loopback; `received` is called by a thread of its own for each payload of `topic`."""

    def __init__(self, port: int, topic: str, received: Callable[[bytes], None]) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(packet(0x10, CONNECT + text(f"bench-{time.monotonic_ns()}")))
        self._packets = self._read()
        kind, body = next(self._packets)
        assert (kind, body[1]) == (2, 0), f"the broker refused the client: {body!r}"
        self._socket.sendall(packet(0x82, b"\x00\x01" + text(topic) + b"\x00"))
        kind, body = next(self._packets)
        assert (kind, body[2]) == (9, 0), f"the broker refused the subscription: {body!r}"
        self._received = received
        self._thread = threading.Thread(target=self._hand_on, daemon=True)
        self._thread.start()

    def publish(self, topic: str, payload: bytes) -> None:
        self._socket.sendall(packet(0x30, text(topic) + payload))

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _hand_on(self) -> None:
        for kind, body in self._packets:
            if kind == 3:
                self._received(body[2 + int.from_bytes(body[:2]) :])

    def _read(self) -> Iterator[tuple[int, bytes]]:
        """Packets as (kind, body) until the connection ends."""
        data = b""
        while chunk := self._socket.recv(65536):
            data += chunk
            place = 0
            while (end := _end(data, place)) is not None:
                start, stop = end
                yield data[place] >> 4, data[start:stop]
                place = stop
            data = data[place:]


def _end(data: bytes, place: int) -> tuple[int, int] | None:
    """Where the body of the packet at `place` starts and ends; None while it is not all there."""
    size, shift, at = 0, 0, place + 1
    while at < len(data):
        size |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return (at, at + size) if at + size <= len(data) else None
    return None


def packet(head: int, body: bytes) -> bytes:
    size, rest = b"", len(body)
    while True:
        rest, digit = rest >> 7, rest & 127
        size += bytes([digit | (128 if rest else 0)])
        if not rest:
            return bytes([head]) + size + body


def text(value: str) -> bytes:
    encoded = value.encode()
    return len(encoded).to_bytes(2) + encoded
