"""The SDK: the only module that nodes and plugins import."""

from __future__ import annotations

from . import schema
from .config import Duration, NodeConfig, PathText, Typed, field, seconds
from .errors import EndOfInput, NodeError, NotConnected, SinterflowError
from .hooks import hookimpl
from .message import Message, copy_value, new_message
from .node import Connection, Kept, Node, Out, Port, Result, Sent, Service, Source, Timer
from .text import Text, text

__all__ = [
    "Connection",
    "Duration",
    "EndOfInput",
    "Kept",
    "Message",
    "Node",
    "NodeConfig",
    "NodeError",
    "NotConnected",
    "Out",
    "PathText",
    "Port",
    "Result",
    "Sent",
    "Service",
    "SinterflowError",
    "Source",
    "Text",
    "Timer",
    "Typed",
    "copy_value",
    "field",
    "hookimpl",
    "new_message",
    "schema",
    "seconds",
    "text",
]
