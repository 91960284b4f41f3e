"""`python -m bench [NAME …]`: run benchmarks and print their table."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
import time

from . import machine, nodered
from .child import Wrong
from .measure import OPTIONS, Row, table

NAMES = (
    "chain",
    "mixed",
    "fanout",
    "mqtt",
    "http",
    "start",
    "flows50",
    "modbus5000",
    "fairness",
    "queue",
    "durable",
    "redeploy",
    "state",
    "subscribers",
    "operation",
    "editor",
    "tasks",
)


def main() -> int:
    """0 when every goal is reached and every result was right, else 1."""
    parser = argparse.ArgumentParser(prog="bench", description="Benchmarks of Sinterflow.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which to run: {', '.join(NAMES)}; none: all")
    parser.add_argument("--rounds", type=int, default=OPTIONS.rounds, help="how often each side runs (%(default)s)")
    parser.add_argument("--scale", type=float, default=OPTIONS.scale, help="part of the messages to send (%(default)s)")
    given = parser.parse_args()
    unknown = set(given.names) - set(NAMES)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    OPTIONS.rounds, OPTIONS.scale = given.rounds, given.scale
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped, too
    os.sched_setaffinity(0, set(range(os.cpu_count() or 1)) - {0} or {0})  # core 0 is for what is measured
    print(f"{machine.described()}\n{time.strftime('%Y-%m-%d')}, {OPTIONS.rounds} rounds\n", flush=True)
    return _run(given.names or NAMES)


def _run(names: tuple[str, ...] | list[str]) -> int:
    rows: list[Row] = []
    wrong = False
    for name in names:
        try:
            found = importlib.import_module(f"bench.{name}").run()
        except Wrong as error:
            wrong = True
            print(f"{name}: {error}\n", file=sys.stderr, flush=True)
            continue
        print(table(found, PEERS), end="\n\n", flush=True)
        rows += found
    if len(names) > 1:
        print(table(rows, PEERS))
    return int(wrong or any(row.reached is False for row in rows))


PEERS = [version.name for version in nodered.VERSIONS]

if __name__ == "__main__":
    sys.exit(main())
