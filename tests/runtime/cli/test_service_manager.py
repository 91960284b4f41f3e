"""What a service manager hears of a running program."""

from __future__ import annotations

import asyncio
import os
import socket
from pathlib import Path

import pytest

from sinterflow.runtime.cli.service_manager import ServiceManager


async def heard(listener: socket.socket) -> str:
    return (await asyncio.get_running_loop().sock_recv(listener, 100)).decode()


@pytest.fixture
def listener(tmp_path: Path) -> socket.socket:
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listening.bind(str(tmp_path / "notify"))
    listening.setblocking(False)
    return listening


def test_it_hears_of_start_life_and_stop(listener: socket.socket) -> None:
    async def life() -> list[str]:
        address = listener.getsockname()
        manager = ServiceManager({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "2000", "WATCHDOG_PID": str(os.getpid())})
        manager.ready()
        said = [await heard(listener) for _ in range(3)]
        manager.stopping()
        while said[-1] != "STOPPING=1":
            said.append(await heard(listener))
        return said

    with listener:
        said = asyncio.run(life())
    assert said[:3] == ["READY=1", "WATCHDOG=1", "WATCHDOG=1"]


def test_beats_that_were_meant_for_another_process_are_not_sent(listener: socket.socket) -> None:
    async def life() -> str:
        manager = ServiceManager(
            {"NOTIFY_SOCKET": listener.getsockname(), "WATCHDOG_USEC": "2000", "WATCHDOG_PID": str(os.getpid() + 1)}
        )
        manager.ready()
        assert await heard(listener) == "READY=1"
        manager.stopping()
        return await heard(listener)

    with listener:
        assert asyncio.run(life()) == "STOPPING=1"


def test_without_a_manager_nothing_is_said() -> None:
    manager = ServiceManager({})
    assert not manager.present
    manager.ready()
    manager.stopping()


def test_a_manager_that_does_not_listen_is_no_reason_to_stop(tmp_path: Path) -> None:
    ServiceManager({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).stopping()
