"""A plugin whose types quote the secrets that they were given, as a careless library does."""

from __future__ import annotations

import os
from pathlib import Path

NODES = '''
"""Node types that tell what they were given to whoever listens."""

from typing import Annotated

from sinterflow.runtime import Connection, Message, Node, NodeConfig, NodeError, NotConnected, field, hookimpl, text


class Leaky(NodeConfig):
    password: Annotated[str, field(title=text(en="Password", zh="密码"), secret=True)] = ""
    how: str = ""


class Peer(Connection):
    """Cannot be reached, and says with what it tried."""

    type = "leak.peer"
    Config = Leaky

    async def open(self) -> None:
        self.log.warning("trying", url="mqtt://li:" + self.config.password + "@nowhere")
        if self.config.how == "crash":
            raise RuntimeError("login with " + repr(self.config.password) + " failed")
        raise NotConnected(text(en="nobody at li:" + self.config.password, zh="无人应答：" + self.config.password))


class Quote(Node):
    """Fails, and says what its password is."""

    type = "leak.quote"
    Config = Leaky

    def receive(self, message: Message) -> Message:
        password = self.config.password
        self.status("warning", text(en="uses " + password, zh="使用 " + password))
        try:
            raise ValueError("wrong: " + password)
        except ValueError as error:
            self.log.exception("quoted", given=password, nested={"all": [password]})
            kind = NodeError if self.config.how == "node" else RuntimeError
            raise kind("refused: " + password) from error


class Feed(Node):
    """Starts what it is given by hand."""

    type = "leak.feed"

    def receive(self, message: Message) -> Message:
        return message


class Broken(Node):
    """Does not start, and says what its password is."""

    type = "leak.broken"
    Config = Leaky

    async def start(self) -> None:
        raise RuntimeError("cannot start with " + self.config.password)

    def receive(self, message: Message) -> Message:
        return message


@hookimpl
def node_types():
    return [Quote, Feed, Broken]


@hookimpl
def connection_types():
    return [Peer]
'''


def installed(folder: Path) -> str:
    """Install the plugin into `folder`; gives the PYTHONPATH of a process that has it."""
    info = folder / "sinterflow_leak-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: sinterflow-leak\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[sinterflow]\nleak = sinterflow_leak\n")
    (folder / "sinterflow_leak.py").write_text(NODES, encoding="utf-8")
    return os.pathsep.join(filter(None, (str(folder), os.environ.get("PYTHONPATH", ""))))
