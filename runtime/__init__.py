"""The SDK: the only module that nodes and plugins import."""

from __future__ import annotations

from . import paths, schema
from .clock import Clock
from .compile.code import Code
from .config import Duration, NodeConfig, PathText, Typed, ValidFor, field, seconds
from .connection import Browsed, Connection
from .context import Context
from .effects import EffectKey
from .endpoints import Endpoint, Endpoints, HttpRefused, HttpReply, HttpRequest, pattern_of
from .errors import EndOfInput, NodeError, NotConnected, SinterflowError
from .faultpoints import reach as fault_point
from .hooks import hookimpl
from .host import Kept, Out, Port, Result, Sent, Timer
from .message import Message, copy_value, new_id, new_message
from .node import Node, Source
from .reasons import reason
from .schedule import Cron, Every, cron_faults
from .service import Service
from .tag import Address, Tag, parse_address
from .text import Text, pick, text
from .usercode.function import compile_function, function_faults
from .usercode.values import Value, typed_value, value_faults

__all__ = [
    "Address",
    "Browsed",
    "Clock",
    "Code",
    "Connection",
    "Context",
    "Cron",
    "Duration",
    "EffectKey",
    "EndOfInput",
    "Endpoint",
    "Endpoints",
    "Every",
    "HttpRefused",
    "HttpReply",
    "HttpRequest",
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
    "Tag",
    "Text",
    "Timer",
    "Typed",
    "ValidFor",
    "Value",
    "compile_function",
    "copy_value",
    "cron_faults",
    "fault_point",
    "field",
    "function_faults",
    "hookimpl",
    "new_id",
    "new_message",
    "parse_address",
    "paths",
    "pattern_of",
    "pick",
    "reason",
    "schema",
    "seconds",
    "text",
    "typed_value",
    "value_faults",
]
