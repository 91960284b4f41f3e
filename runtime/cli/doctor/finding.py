"""One line of the doctor's answer."""

from __future__ import annotations

from typing import Literal, NamedTuple

from ...text import Text

State = Literal["ok", "warn", "fail"]


class Finding(NamedTuple):
    """What was looked at, how it is, and what to do when it is not well."""

    name: Text
    state: State
    said: Text
    hint: Text = ""
