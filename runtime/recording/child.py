"""The process of one run: it reads the request, runs it on virtual time, writes the answer, and ends."""

from __future__ import annotations

import logging
import os
import pickle
import threading
from typing import IO

import msgspec
import structlog

from ..encoding import encode
from ..errors import FaultError, SinterflowError
from ..portable import give_way, limit_memory
from ..registry import load
from ..text import Text, text
from ..virtual import Stuck
from .request import SIZE, Asked
from .work import work

NICE = 10
"""The gateway's flows come first."""


def main() -> None:
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)  # what nodes print is no part of the answer
    (size,) = SIZE.unpack(source.read(SIZE.size))
    asked: Asked = pickle.loads(source.read(size))
    threading.Thread(target=_end_with, args=(source,), name="parent", daemon=True).start()
    give_way(NICE)
    limit_memory(asked.memory)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    sink.write(answer(asked))
    sink.flush()
    os._exit(0)  # nothing is to be kept, and threads of plugins must not hold it up


def answer(asked: Asked) -> bytes:
    """The kind of the answer, a line feed, and its JSON."""
    try:
        return b"answer\n" + encode(work(asked, load()))
    except FaultError as refused:
        return b"faults\n" + encode(msgspec.to_builtins(refused.faults))
    except Stuck as stuck:
        return _failed(text(en=f"time cannot go on: {stuck}", zh=f"时间无法推进：{stuck}"))
    except MemoryError:
        return _failed(text(en="it needs more memory than a run may use", zh="所需内存超出运行限制"))
    except SinterflowError as error:
        return _failed(error.text)


def _failed(said: Text) -> bytes:
    return b"failed\n" + encode(said)


def _end_with(source: IO[bytes]) -> None:
    """The pipe ends with the process that asked."""
    source.read()
    os._exit(0)


if __name__ == "__main__":
    main()
