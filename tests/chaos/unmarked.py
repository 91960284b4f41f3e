"""A way to a broker on which PUBLISH packets lose their DUP mark, as some gateways and brokers do not set it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

DUP = 8


class Unmarked:
    """Takes connections on `port` and passes them on, in threads. `again` counts marks that were taken off."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.again = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return  # it was closed
            try:
                broker = socket.create_connection(("127.0.0.1", self._target))
            except OSError:
                client.close()
                continue
            threading.Thread(target=self._connect, args=(client, broker), daemon=True).start()

    def _connect(self, client: socket.socket, broker: socket.socket) -> None:
        with client, broker:
            up = threading.Thread(target=_until_over, args=(self._up, client, broker), daemon=True)
            up.start()
            _until_over(self._down, broker, client)
            up.join()

    def _up(self, client: socket.socket, broker: socket.socket) -> None:
        while data := client.recv(65536):
            broker.sendall(data)

    def _down(self, broker: socket.socket, client: socket.socket) -> None:
        rest = b""
        while data := broker.recv(65536):
            rest, out = self._unmark(rest + data)
            client.sendall(out)

    def _unmark(self, data: bytes) -> tuple[bytes, bytes]:
        """What is not a whole packet yet, and the whole ones without their marks."""
        changed, place = bytearray(data), 0
        while (end := _end(data, place)) is not None:
            if data[place] >> 4 == 3 and data[place] & DUP:
                changed[place] &= ~DUP
                self.again += 1
            place = end
        return data[place:], bytes(changed[:place])


def _until_over(passing: Callable[[socket.socket, socket.socket], None], *ways: socket.socket) -> None:
    """When one direction is over, the other is ended too."""
    with suppress(OSError):
        passing(*ways)
    for one in ways:
        with suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)


def _end(data: bytes, place: int) -> int | None:
    """Where the packet at `place` ends; None when it is not all there."""
    size, shift, at = 0, 0, place + 1
    while at < len(data):
        size |= (data[at] & 127) << shift
        shift += 7
        at += 1
        if data[at - 1] < 128:
            return at + size if at + size <= len(data) else None
    return None
