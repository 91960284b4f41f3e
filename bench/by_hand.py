"""The program to compare with: the changes of `bench.chain` in a plain function, with the same feed and counter."""

from __future__ import annotations

import json
import sys

from .chain import MAKE, by_hand
from .child import MARK
from .nodes import ROUND


def main() -> None:
    make = eval(f"lambda count: ({MAKE} for n in range(count))")
    print(f"{MARK}ready", flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        ROUND.begin(command["expected"])
        for message in make(command["messages"]):
            changed = by_hand(message)
            ROUND.total += changed["payload"]["f"]
            ROUND.counted += 1
        ROUND.end(changed)


if __name__ == "__main__":
    main()
