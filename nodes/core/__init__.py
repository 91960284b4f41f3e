"""The core family: what a flow needs whatever it works on."""

from __future__ import annotations

from sinterflow.runtime import Node

from .catch import Catch
from .change import Change
from .comment import Comment
from .complete import Complete
from .debug import Debug
from .delay import Delay
from .filter import Filter
from .function import Function
from .inject import Inject
from .join import Join
from .junction import Junction
from .link_call import LinkCall
from .link_in import LinkIn
from .link_out import LinkOut
from .range import Range
from .split import Split
from .status import Status
from .switch import Switch
from .template import Template

NODES: list[type[Node]] = [
    Catch,
    Change,
    Comment,
    Complete,
    Debug,
    Delay,
    Filter,
    Function,
    Inject,
    Join,
    Junction,
    LinkCall,
    LinkIn,
    LinkOut,
    Range,
    Split,
    Status,
    Switch,
    Template,
]
