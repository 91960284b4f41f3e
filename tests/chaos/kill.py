"""Kill a plant at fault points and at random moments until all its messages are through, then account for each.

`python -m tests.chaos.kill --help` says how to run it for long.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from tests.chaos.deployed import Deployed
from tests.chaos.plant import CASES, Accounts, Plant, until
from tests.chaos.publisher import Publisher
from tests.chaos.unmarked import Unmarked
from tests.nodes.peers import Mosquitto

POINTS = {
    "journal-before-commit": 40,
    "journal-after-commit": 40,
    "journal-before-checkpoint": 2,
    "journal-after-checkpoint": 2,
    "source-before-acknowledge": 4000,
    "source-after-acknowledge": 40,
    "sink-before-commit": 40,
    "sink-after-commit": 40,
}
"""Fault points, each with how often a life may come by before it ends there; mostly it is less often."""
DEPLOY_POINTS = {
    "draft-before-rename": 5,
    "deploy-before-swap": 5,
    "deploy-after-swap": 5,
    "deploy-hand-over": 15,
    "deploy-before-commit": 5,
    "deploy-after-commit": 5,
    "mirror-before-rename": 5,
    "mirror-after-rename": 5,
}
"""Those of a plant to which somebody deploys."""
ALL_POINTS = POINTS | DEPLOY_POINTS
LONGEST_LIFE = 0.8
"""Seconds after which a life is killed at random, from when it is ready."""
BEHIND = 1500
"""Messages that may be on their way while somebody deploys: there is always load, and what waits does not grow."""
STALLED = 30.0
"""Seconds without a new row after which a plant hangs."""
STARTING = 0.1
"""Part of the random kills that come while it starts."""


class Kill(NamedTuple):
    """How a life ends: at a fault point, or (`point` empty) so many seconds after it is ready or was started."""

    point: str = ""
    after: float = 0.0
    starting: bool = False


UNHURT = Kill("none")


class Report(NamedTuple):
    """What one round saw."""

    messages: int
    kills: dict[str, int]
    seconds: float
    again: int
    """Messages that the broker sent again; counted where the case needs it."""
    accounts: Accounts
    deploys: int = 0
    """Those that were answered."""

    def __str__(self) -> str:
        lost, twice, displaced = self.accounts
        deploys = f", {self.deploys} deploys" if self.deploys else ""
        return (
            f"{self.messages} messages, {sum(self.kills.values())} kills, {lost} lost, {twice} twice, "
            f"{displaced} out of order, {self.again} sent again{deploys}, {self.seconds:.1f} s"
        )


def at_random(chance: random.Random) -> Kill:
    if chance.random() < STARTING:
        return Kill(after=chance.uniform(0.2, 0.8), starting=True)
    return Kill(after=chance.uniform(0.0, LONGEST_LIFE))


def at_point(name: str, chance: random.Random) -> Kill:
    return Kill(f"{name}:{round(ALL_POINTS[name] ** chance.random())}")


def mixed(chance: random.Random, points: Iterable[str]) -> Iterator[Kill]:
    """Every one of these fault points in turn, a random moment between two of them."""
    for name in cycle(points):
        yield at_point(name, chance)
        yield at_random(chance)


def points_of(name: str) -> list[str]:
    """The fault points that a case comes by: each of them, those of a deploy first."""
    return [*DEPLOY_POINTS, *POINTS] if CASES[name].deploys else [*POINTS]


def round_of(
    folder: Path, name: str, version: str, messages: int, kills: Iterator[Kill], *, padding: int = 0
) -> Report:
    """Publish messages, kill until they are through or there is no kill left, and account. The broker stays up."""
    case = CASES[name]
    (folder / "broker").mkdir(parents=True)
    broker = Mosquitto(folder / "broker")
    broker.start()
    unmarked = None if case.marks else Unmarked(broker.port)
    kind = Deployed if case.deploys else Plant
    plant = kind(folder / "plant", case, broker.port if unmarked is None else unmarked.port, version)
    try:
        plant.start()
        assert until(lambda: plant.ready), plant.said
        time.sleep(0.3)  # until it is subscribed: from then on the broker keeps what comes
        plant.stop()
        payloads = [json.dumps({"id": id, "pad": "x" * padding}).encode() for id in range(messages)]
        up_to = (lambda: plant.through + BEHIND) if case.deploys else None
        publisher = Publisher(broker.port, "line/1", case.qos, payloads, up_to)
        began = time.monotonic()
        done = _kill_until_through(plant, messages, kills)
        publisher.join()
        _rest(plant)
        again = 0 if unmarked is None else unmarked.again
        report = Report(messages, done, time.monotonic() - began, again, plant.accounts(messages))
        if isinstance(plant, Deployed):
            plant.check_lives()
            report = report._replace(deploys=len(plant.times))
        return report
    finally:
        plant.kill()
        broker.stop()
        if unmarked is not None:
            unmarked.close()


def _kill_until_through(plant: Plant, messages: int, kills: Iterator[Kill]) -> dict[str, int]:
    """The plant runs when this ends."""
    done: dict[str, int] = {}
    while plant.through < messages:
        kill = next(kills, None) or UNHURT
        plant.start(kill.point)
        if _life_ends(plant, messages, kill) or not plant.stop():
            name = kill.point.partition(":")[0] or "random"
            done[name] = done.get(name, 0) + 1
    plant.start()
    return done


def _life_ends(plant: Plant, messages: int, kill: Kill) -> bool:
    """Wait for the end of a life, or bring it about; false when all messages were through before."""
    if not kill.point:
        if not kill.starting:
            assert until(lambda: plant.ready or not plant.alive), plant.said
        time.sleep(kill.after)
        plant.kill()
        return True
    before, since = -1, time.monotonic()
    while plant.alive:
        now = plant.rows
        if now != before:
            before, since = now, time.monotonic()
        if plant.through == messages:
            return False
        if time.monotonic() - since > STALLED:
            raise AssertionError(f"nothing gets through: {plant.accounts(messages)}\n{plant.said}\n{plant.state()}")
        time.sleep(0.05)
    return True


def _rest(plant: Plant) -> None:
    """One more life: what is still to come again would show."""
    assert until(lambda: plant.ready), plant.said
    time.sleep(0.7)
    plant.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description="Kill a plant again and again; nothing may be lost or come twice.")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--messages", type=int, default=20_000, help="of one round (a multiple of 10)")
    parser.add_argument("--version", choices=["5", "3.1.1"], help="of MQTT; both in turn if not given")
    parser.add_argument("--case", choices=sorted(CASES), help="all in turn if not given")
    parser.add_argument("--seed", type=int, default=int(time.time()))
    chosen = parser.parse_args()
    chance, kills, wrong, rounds, messages = random.Random(chosen.seed), 0, 0, 0, 0
    print(f"seed {chosen.seed}", flush=True)
    names = [chosen.case] if chosen.case else list(CASES)
    versions = [chosen.version] if chosen.version else ["5", "3.1.1"]
    ways = cycle([(name, version) for name in names for version in versions])
    endings = {name: mixed(chance, points_of(name)) for name in names}
    seen: Counter[str] = Counter()
    while kills < chosen.kills:
        name, version = next(ways)
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            report = round_of(Path(folder), name, version, chosen.messages, endings[name])
        good = is_good(name, report)
        kills, messages, rounds = kills + sum(report.kills.values()), messages + report.messages, rounds + 1
        wrong += not good
        seen.update(report.kills)
        print(f"{'ok   ' if good else 'WRONG'} {name:9} MQTT {version:5} {report}", flush=True)
    print(f"{kills} kills in {rounds} rounds with {messages} messages: {wrong} rounds wrong")
    print(", ".join(f"{count} {name}" for name, count in seen.most_common()))
    return 1 if wrong else 0


def is_good(name: str, report: Report) -> bool:
    """Exactly once and in order; where nothing tells a repeat, none lost and no more repeats than were sent again."""
    if CASES[name].marks:
        return report.accounts.exact
    return report.accounts.lost == 0 and report.accounts.twice <= report.again


if __name__ == "__main__":
    sys.exit(main())
