"""What a durable wire is compared with: each message as JSON into SQLite, in commits of a hundred, and nothing else."""

from __future__ import annotations

import json
import sqlite3
import sys
from itertools import islice
from pathlib import Path
from time import perf_counter

import msgspec

from .child import MARK

GROUP = 100
MAKE = (
    '{"payload": {"n": n, "pv": 1120.5, "zone": {"id": 7, "name": "Z7"}, "unit": "C", "text": "x" * 120}, '
    '"topic": "line/7", "_msgid": str(n)}'
)


def main(folder: Path) -> None:
    make = eval(f"lambda count: ({MAKE} for n in range(count))")
    file = sqlite3.connect(folder / "bare.db", isolation_level=None)
    file.execute("PRAGMA journal_mode=WAL")
    file.execute("PRAGMA synchronous=FULL")
    print(f"{MARK}ready", flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        file.execute("DROP TABLE IF EXISTS messages")
        file.execute("CREATE TABLE messages (offset INTEGER PRIMARY KEY, arrived REAL, data BLOB)")
        messages, began = make(command["messages"]), perf_counter()
        while group := [(msgspec.json.encode(one), 1.0) for one in islice(messages, GROUP)]:
            file.execute("BEGIN IMMEDIATE")
            file.executemany("INSERT INTO messages (data, arrived) VALUES (?, ?)", group)
            file.execute("COMMIT")
        seconds = perf_counter() - began
        count, total = file.execute(
            "SELECT count(*), sum(json_extract(CAST(data AS TEXT), '$.payload.n')) FROM messages"
        ).fetchone()
        print(f"{MARK}{json.dumps({'seconds': seconds, 'count': count, 'total': total})}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
