"""The policy: for each right the weakest method of sign-on that opens it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from .methods import DEFAULT_POLICY, Method
from .rights import Right

SCHEMA = "create table if not exists policy (right text primary key, method text not null) without rowid;"


def policy(db: sqlite3.Connection) -> dict[Right, Method]:
    """What is set, else what a plant begins with."""
    return {**DEFAULT_POLICY, **dict(db.execute("select right, method from policy"))}


def set_policy(db: sqlite3.Connection, wanted: Mapping[Right, Method]) -> None:
    """Replace the policy; rights that are not named are as at the beginning."""
    db.execute("delete from policy")
    db.executemany("insert into policy values (?, ?)", wanted.items())
