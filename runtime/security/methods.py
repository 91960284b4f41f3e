"""How a person showed who they are, and which of these ways is enough for what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from ..text import Text, text
from .rights import EVERY_RIGHT, Right

Method = Literal["badge", "pin", "badge+pin", "password", "password+code"]
"""From the weakest to the strongest. `badge`: a card that can be lent or found; `pin`: user name and PIN; `code`: of an
authenticator app. An OpenID Connect provider counts as `password+code`: it has its own rules."""

METHODS: tuple[Method, ...] = get_args(Method)

METHOD_TITLES: Mapping[Method, Text] = {
    "badge": text(en="badge", zh="工牌"),
    "pin": text(en="user name and PIN", zh="用户名和 PIN 码"),
    "badge+pin": text(en="badge and PIN", zh="工牌和 PIN 码"),
    "password": text(en="user name and password", zh="用户名和密码"),
    "password+code": text(en="password and authenticator code", zh="密码和动态验证码"),
}

_AT_THE_LINE: Mapping[Right, Method] = {
    "view": "badge",
    "operate": "badge",
    "device-write": "badge+pin",
    "confirm": "badge+pin",
    "bypass": "badge+pin",
    "release": "badge+pin",
}
DEFAULT_POLICY: Mapping[Right, Method] = {right: _AT_THE_LINE.get(right, "password") for right in EVERY_RIGHT}
"""What a plant begins with: a badge to scan and to answer, a PIN besides where a device moves or something is signed,
the password for what changes the system."""


def enough(given: Method, least: Method) -> bool:
    """`given` is at least as strong as `least`."""
    return METHODS.index(given) >= METHODS.index(least)
