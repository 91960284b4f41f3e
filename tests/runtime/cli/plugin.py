"""A plugin of this test run's own, installed for one process: a folder for its PYTHONPATH."""

from __future__ import annotations

import os
from pathlib import Path

NODES = '''
"""Node types that harm the process, and that tell in which order things start and stop."""

import asyncio
import ctypes
import os
import time
from pathlib import Path

from sinterflow.runtime import Message, Node, NodeConfig, Source, hookimpl

ORDER = Path(os.environ.get("ORDER", os.devnull))


def tell(what):
    with ORDER.open("a") as order:
        order.write(what + "\\n")


class Abort(Node):
    """Ends the process at a message."""

    type = "press.abort"
    outputs = ()

    class Config(NodeConfig):
        how: str = "abort"

    def receive(self, message: Message) -> None:
        {"abort": os.abort, "exit": lambda: os._exit(7), "fault": lambda: ctypes.string_at(0)}[self.config.how]()


class AbortLater(Node):
    """Ends the process in the middle of a message, after others have been at work."""

    type = "press.abort-later"
    outputs = ()

    async def receive(self, message: Message) -> None:
        await asyncio.sleep(0.3)
        os.abort()


class AbortAtStart(Node):
    type = "press.abort-at-start"

    async def start(self) -> None:
        await asyncio.sleep(0.3)
        os.abort()

    def receive(self, message: Message) -> Message:
        return message


class AbortInTask(Node):
    """Ends the process in a task of its own."""

    type = "press.abort-in-task"

    async def start(self) -> None:
        self._task = asyncio.create_task(self._go())

    async def _go(self) -> None:
        await asyncio.sleep(0.3)
        os.abort()

    def receive(self, message: Message) -> Message:
        return message


class AbortSource(Source):
    type = "press.abort-source"

    async def run(self) -> None:
        await asyncio.sleep(0.3)
        os.abort()


class AbortTimer(Node):
    type = "press.abort-timer"

    async def start(self) -> None:
        self.host.after(0.3, os.abort)

    def receive(self, message: Message) -> Message:
        return message


class Feed(Source):
    """Starts one message a moment, and tells what becomes of it."""

    type = "press.feed"

    async def start(self) -> None:
        tell("source starts")

    async def run(self) -> None:
        try:
            while True:
                await self.send({"payload": 1, "topic": "", "_msgid": "m"})
                tell("source has sent")
                await asyncio.sleep(0.01)
        finally:
            tell("source ends")

    async def stop(self) -> None:
        tell("source stops")


class Drain(Node):
    """A slow sink."""

    type = "press.drain"
    outputs = ()

    class Config(NodeConfig):
        takes: float = 0.05

    async def start(self) -> None:
        tell("sink starts")

    async def receive(self, message: Message) -> None:
        tell("sink takes")
        await asyncio.sleep(self.config.takes)
        tell("sink has")

    async def stop(self) -> None:
        tell("sink stops")


class Deaf(Node):
    """A sink that does not let itself be cancelled."""

    type = "press.deaf"
    outputs = ()

    async def receive(self, message: Message) -> None:
        tell("sink takes")
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                tell("sink is deaf")


class Blocked(Node):
    """A sink whose call to a library never comes back."""

    type = "press.blocked"
    outputs = ()

    async def receive(self, message: Message) -> None:
        tell("sink takes")
        await self.host.run_blocking(time.sleep, 3600)


@hookimpl
def node_types():
    return [Abort, AbortLater, AbortAtStart, AbortInTask, AbortSource, AbortTimer, Feed, Drain, Deaf, Blocked]
'''


def installed(folder: Path) -> str:
    """Install the plugin into `folder`; gives the PYTHONPATH of a process that has it."""
    info = folder / "sinterflow_press-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: sinterflow-press\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[sinterflow]\npress = sinterflow_press\n")
    (folder / "sinterflow_press.py").write_text(NODES)
    return os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH", ""))))
