"""Roles: what a person at a plant is, as a set of rights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ..text import Text, text
from .rights import EVERY_RIGHT, Right


class Role(NamedTuple):
    """A set of rights with a name for people."""

    title: Text
    rights: frozenset[Right]


def _role(en: str, zh: str, *rights: Right) -> Role:
    return Role(text(en=en, zh=zh), frozenset(rights))


ROLES: Mapping[str, Role] = {
    "viewer": _role("Viewer", "查看者", "view"),
    "operator": _role("Operator", "操作员", "view", "operate"),
    "shift-leader": _role("Shift leader", "班组长", "view", "operate", "device-write", "confirm", "bypass"),
    "quality": _role("Quality", "质量人员", "view", "operate", "confirm", "release", "audit"),
    "maintenance": _role("Maintenance", "维修人员", "view", "operate", "device-write", "edit", "confirm", "maintain"),
    "process-engineer": _role("Process engineer", "工艺工程师", "view", "operate", "edit", "deploy", "confirm"),
    "engineer": _role(
        "Engineer",
        "自动化工程师",
        *("view", "operate", "device-write", "edit", "deploy", "confirm", "maintain", "secrets", "install", "backup"),
    ),
    "admin": Role(text(en="Administrator", zh="管理员"), EVERY_RIGHT),
}
