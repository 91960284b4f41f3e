"""The errors of the runtime. A node raises them as signals to the engine: see each one's meaning."""

from __future__ import annotations

from collections.abc import Sequence

from .faults import Fault
from .secrecy import hide, hide_in
from .text import Text, pick


class SinterflowError(Exception):
    """An error with a text for people in both languages; `str()` gives the English one."""

    def __init__(self, message: Text = "") -> None:
        self.text: Text = hide_in(message)  # a node may quote what a library said of its connection
        super().__init__(pick(self.text))


class FaultError(SinterflowError):
    """A document, a config or a request is refused; `faults` names everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__({lang: "\n".join(one.line(lang) for one in faults) for lang in ("en", "zh")} if faults else "")
        self.faults = list(faults)


class NotConnected(SinterflowError):
    """The peer cannot be reached: an outage, not the message's fault. The engine reconnects with back-off."""


class EndOfInput(SinterflowError):
    """A source has nothing more to read and never will: it is finished, not restarted."""


class Overloaded(SinterflowError):
    """A feedback wire is full: the message goes to the error path."""


class Expired(SinterflowError):
    """The message is older than a device command or a print may be: it goes to the tray."""


class Uncertain(SinterflowError):
    """An effect that must not happen twice was begun, and nobody knows whether it happened: a person is asked."""


FOR_A_PERSON = frozenset((Expired.__name__, Uncertain.__name__))
"""Kinds of errors that no flow may handle: only a person may send such a message."""


class BudgetExceeded(SinterflowError):
    """User code ran longer than its budget and was stopped."""


class NodeError(SinterflowError):
    """This message cannot be handled; it goes to the error path with this text."""


FAILURES = (Exception, SystemExit)
"""What the code of nodes may raise without ending the process: a library's `sys.exit` too."""


def said_by(error: BaseException) -> str:
    """The text of any exception, without secrets that a library may quote; its kind when it has none or cannot tell
    it."""
    kind = type(error).__name__
    try:
        return hide(str(error)) or kind
    except Exception:
        return kind
