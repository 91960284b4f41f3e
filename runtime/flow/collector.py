"""The cyclic garbage collector beside work that builds what stays: it would look at all of it, again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

THOROUGH = 1000
"""Every so many times that something was built, all is looked through once: what a deploy has replaced goes then."""

_times = count(1)


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
        if not next(_times) % THOROUGH:
            gc.unfreeze()
            gc.collect()
        gc.freeze()
