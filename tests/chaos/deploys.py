"""Deploy one node a thousand times under load, without a kill, and account for each message.

`python -m tests.chaos.deploys --help` says how to run it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

from tests.chaos.deployed import Deployed
from tests.chaos.kill import BEHIND, STALLED
from tests.chaos.plant import CASES, Accounts, until
from tests.chaos.publisher import Publisher
from tests.nodes.peers import Mosquitto

BATCH = 500
"""Messages that are published at once."""


class Report(NamedTuple):
    messages: int
    times: list[float]
    seconds: float
    accounts: Accounts

    def __str__(self) -> str:
        cuts = quantiles(self.times, n=100)
        p50, p95, p99 = (f"{cuts[part - 1] * 1000:.0f}" for part in (50, 95, 99))
        lost, twice, displaced = self.accounts
        return (
            f"{len(self.times)} deploys (p50 {p50} ms, p95 {p95} ms, p99 {p99} ms, longest "
            f"{max(self.times) * 1000:.0f} ms), {self.messages} messages, {lost} lost, {twice} twice, "
            f"{displaced} out of order, {self.seconds:.1f} s"
        )


def deploy_under_load(folder: Path, deploys: int, *, alone: bool) -> Report:
    """Publish messages until so many deploys are done, then let all of them through. Raises AssertionError."""
    (folder / "broker").mkdir(parents=True)
    broker = Mosquitto(folder / "broker")
    broker.start()
    plant = Deployed(folder / "plant", CASES["deploy"], broker.port, "5", alone=alone)
    try:
        plant.start()
        assert until(lambda: plant.ready), plant.said
        time.sleep(0.3)  # until it is subscribed: from then on the broker keeps what comes
        began = time.monotonic()
        messages = _publish(plant, broker.port, deploys)
        plant.rest()
        assert until(lambda: plant.through == messages), f"{plant.accounts(messages)}\n{plant.state()}"
        seconds = time.monotonic() - began
        assert plant.stop()
        plant.check_lives()
        return Report(messages, plant.times, seconds, plant.accounts(messages))
    finally:
        plant.kill()
        broker.stop()


def _publish(plant: Deployed, port: int, deploys: int) -> int:
    messages, through, since = 0, 0, time.monotonic()
    while len(plant.times) < deploys and plant.deploying:
        now = plant.through
        if now != through:
            through, since = now, time.monotonic()
        assert time.monotonic() - since < STALLED, f"nothing gets through: {plant.accounts(messages)}\n{plant.state()}"
        if messages - through > BEHIND:
            time.sleep(0.02)
            continue
        batch = range(messages, messages + BATCH)
        Publisher(port, "line/1", 1, [json.dumps({"id": id, "pad": ""}).encode() for id in batch]).join()
        messages += BATCH
    return messages


def main() -> int:
    parser = argparse.ArgumentParser(description="Deploy to a plant under load; nothing is lost, doubled, reordered.")
    parser.add_argument("--deploys", type=int, default=1000)
    parser.add_argument("--all", action="store_true", help="change nodes with a state and the sink too, not only one")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        report = deploy_under_load(Path(folder), chosen.deploys, alone=not chosen.all)
    print(f"{'ok   ' if report.accounts.exact else 'WRONG'} {report}", flush=True)
    return 0 if report.accounts.exact else 1


if __name__ == "__main__":
    sys.exit(main())
