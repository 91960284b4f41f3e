"""An MQTT broker for the demo, on this machine only: mosquitto where it is installed, else amqtt in this process."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from sinterflow.runtime import SinterflowError, Text, text

Stop = Callable[[], Awaitable[None]]

PATIENCE = 10.0
"""Seconds within which the broker listens."""
PLACES = "/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin:/opt/homebrew/bin"


async def start_broker(port: int, folder: Path) -> Stop:
    """Start a broker on 127.0.0.1 and `port`; `folder` takes its settings. The result stops it.

    Raises SinterflowError when there is none, or it does not listen in time.
    """
    program = await asyncio.to_thread(find_mosquitto)
    return await (_mosquitto(program, port, folder) if program else _amqtt(port))


def find_mosquitto() -> str | None:
    return shutil.which("mosquitto") or shutil.which("mosquitto", path=PLACES)


async def _mosquitto(program: str, port: int, folder: Path) -> Stop:
    settings = folder / "mosquitto.conf"
    await asyncio.to_thread(_write_settings, settings, port)
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        program, "-c", str(settings), stdout=quiet, stderr=quiet, start_new_session=True
    )  # a session of its own: Ctrl-C is for us, who stop it last

    async def stop() -> None:
        if process.returncode is None:
            process.terminate()
        await process.wait()

    try:
        await _listening(port, lambda: process.returncode is not None)
    except BaseException:
        await stop()
        raise
    return stop


def _write_settings(settings: Path, port: int) -> None:
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n", encoding="utf-8")


async def _amqtt(port: int) -> Stop:
    broker_of = await asyncio.to_thread(_load_amqtt)
    broker = broker_of(
        {
            "listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{port}"}},
            "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
        }
    )
    try:
        await broker.start()
    except Exception as error:
        raise SinterflowError(_silent(port)) from error

    async def stop() -> None:
        await broker.shutdown()

    return stop


def _load_amqtt() -> Any:
    try:
        from amqtt.broker import Broker  # type: ignore[import-untyped] # amqtt has no types
    except ImportError:
        raise SinterflowError(
            text(
                en="there is no MQTT broker for the demo; install mosquitto, or: pip install 'sinterflow[demo]'",
                zh="演示所需的 MQTT 服务器不存在。请安装 mosquitto，或执行：pip install 'sinterflow[demo]'",
            )
        ) from None
    for name in ("amqtt", "transitions"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return Broker


async def _listening(port: int, ended: Callable[[], bool]) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            while not ended():
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    await asyncio.sleep(0.05)
                else:
                    writer.close()
                    return
    except TimeoutError:
        pass  # said below
    raise SinterflowError(_silent(port))


def _silent(port: int) -> Text:
    return text(
        en=f"the demo's MQTT broker does not listen on 127.0.0.1:{port}; is the port free?",
        zh=f"演示用 MQTT 服务器未能监听 127.0.0.1:{port}。请检查端口是否被占用。",
    )
