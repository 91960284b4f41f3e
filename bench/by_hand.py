"""The program to compare with: the changes of `bench.chain` in a plain function, with the same feed and counter."""

from __future__ import annotations

import json
import sys

from .chain import MAKE, VALUE, by_hand
from .child import MARK
from .nodes import ROUND, Count


def main() -> None:
    make = eval(f"lambda count: ({MAKE} for n in range(count))")
    count = Count(Count.Config(value=VALUE[0])).receive
    print(f"{MARK}ready", flush=True)
    for line in sys.stdin:
        command = json.loads(line)
        ROUND.begin(command["expected"])
        for message in make(command["messages"]):
            count(by_hand(message))


if __name__ == "__main__":
    main()
