"""Callers of the API and their rights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from .granted import Granted
from .methods import Method
from .rights import Right

By = Literal["start-token", "command", "token", "session", "station"]


class Caller(msgspec.Struct, frozen=True, kw_only=True):
    """Who makes a request.

    `author` is the name that is kept with what they change, `station` the device they do it at, if it is one. `person`
    is the user name of who is signed on, empty for programs; `owner` whose API token a program shows, if anybody's.
    `by` and `credential` say what they showed: the id of the session or token. `must_change`: until there is a new
    password nothing else is allowed.
    `withheld` are rights that the person has, but not by this sign-on; with the one that they need.
    """

    author: str
    rights: Granted
    by: By
    station: str = ""
    person: str = ""
    owner: str = ""
    credential: str = ""
    must_change: bool = False
    withheld: Mapping[Right, Method] = {}
