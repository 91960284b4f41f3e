"""The cyclic garbage collector beside work that builds what stays: it would look at all of it, again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

THOROUGH = 20_000
"""Nodes that have ended after which all is looked through once: they are held by circles of their own, some kilobytes
each. Of what else a deploy replaces hardly anything is."""

YOUNG = 20_000, 5, 10
"""After so many new objects the young ones are looked through, and so on. Messages under way are new and no garbage: at
Python's 700 a durable wire at its full rate had each of them looked through several times."""


class _Ended:
    nodes = 0


def node_ended() -> None:
    """A node is no longer used."""
    _Ended.nodes += 1


def settle() -> None:
    """The process has started: what lives as long as it does need not be looked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*YOUNG)


@contextmanager
def paused() -> Iterator[None]:
    """No collection within: half the time of loading fifty thousand nodes. May be nested."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def building() -> Iterator[None]:
    """No collection within, and what is there at the end is not looked at again and again: it stays.

    A collection that looks through fifty flows of a thousand nodes keeps the event loop from turning for half a second.
    """
    with paused():
        yield
        if _Ended.nodes >= THOROUGH:
            _Ended.nodes = 0
            gc.unfreeze()
            gc.collect()
        gc.freeze()
