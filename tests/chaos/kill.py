"""Kill a plant at fault points and at random moments until all its messages are through, then account for each.

`python -m tests.chaos.kill --help` says how to run it for long.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

from tests.chaos.deploys import Deploys
from tests.chaos.plant import CASES, CLIENT, Accounts, Plant, until
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
    "deploy-before-swap": 3,
    "deploy-after-swap": 3,
    "deploy-hand-over": 3,
    "deploy-before-commit": 3,
    "deploy-after-commit": 3,
    "draft-before-rename": 3,
    "mirror-before-rename": 3,
    "mirror-after-rename": 3,
}
"""Those that only a deploy comes by."""
LONGEST_LIFE = 0.8
"""Seconds after which a life is killed at random, from when it is ready."""
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

    def __str__(self) -> str:
        lost, twice, displaced = self.accounts
        return (
            f"{self.messages} messages, {sum(self.kills.values())} kills, {lost} lost, {twice} twice, "
            f"{displaced} out of order, {self.again} sent again, {self.seconds:.1f} s"
        )


def at_random(chance: random.Random) -> Kill:
    if chance.random() < STARTING:
        return Kill(after=chance.uniform(0.2, 0.8), starting=True)
    return Kill(after=chance.uniform(0.0, LONGEST_LIFE))


def mixed(chance: random.Random, points: Mapping[str, int] = POINTS) -> Iterator[Kill]:
    """Every fault point in turn, a random moment between two of them."""
    for name, most in cycle(points.items()):
        yield Kill(f"{name}:{round(most ** chance.random())}")
        yield at_random(chance)


def round_of(
    folder: Path, name: str, version: str, messages: int, kills: Iterator[Kill], *, padding: int = 0
) -> Report:
    """Publish messages, kill until they are through or there is no kill left, and account. The broker stays up."""
    case = CASES[name]
    (folder / "broker").mkdir(parents=True)
    broker = Mosquitto(folder / "broker")
    broker.start()
    unmarked = None if case.marks else Unmarked(broker.port)
    plant = Plant(folder / "plant", case, broker.port if unmarked is None else unmarked.port, version)
    try:
        plant.start()
        assert until(lambda: plant.ready), plant.said
        time.sleep(0.3)  # until it is subscribed: from then on the broker keeps what comes
        plant.stop()
        payloads = [json.dumps({"id": id, "pad": "x" * padding}).encode() for id in range(messages)]
        publisher = Publisher(broker.port, "line/1", case.qos, payloads)
        began = time.monotonic()
        deploys = Deploys(plant) if case.deploys else None
        between = partial(broker.break_off, CLIENT, version) if case.broken else _nothing
        done = _kill_until_through(plant, messages, kills, between)
        publisher.join()
        if deploys is not None:
            deploys.end()
            _check(deploys)
        _rest(plant)
        again = 0 if unmarked is None else unmarked.again
        return Report(messages, done, time.monotonic() - began, again, plant.accounts(messages))
    finally:
        plant.kill()
        broker.stop()
        if unmarked is not None:
            unmarked.close()


def _kill_until_through(
    plant: Plant, messages: int, kills: Iterator[Kill], between: Callable[[], None]
) -> dict[str, int]:
    """The plant runs when this ends. `between` is called before each life."""
    done: dict[str, int] = {}
    while plant.through < messages:
        kill = next(kills, None) or UNHURT
        between()
        plant.start(kill.point)
        if _life_ends(plant, messages, kill) or not plant.stop():
            name = kill.point.partition(":")[0] or "random"
            done[name] = done.get(name, 0) + 1
    between()
    plant.start()
    return done


def _nothing() -> None:
    """The broker is left alone."""


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


def _check(deploys: Deploys) -> None:
    """Deploys went on all the time, and replaced nothing but what they changed."""
    assert not deploys.refused, deploys.refused
    assert deploys.revisions == sorted(set(deploys.revisions))
    assert deploys.restarted <= {"plant/mark", "plant/new"}, deploys.restarted
    print(f"{len(deploys.revisions)} deploys")


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
    # A round has few kills: a case goes on where its round before has ended, or the later points would never come.
    deaths = {name: mixed(chance, points_of(name)) for name in names}
    while kills < chosen.kills:
        name, version = next(ways)
        folder = Path(tempfile.mkdtemp(prefix="chaos-"))
        report = round_of(folder, name, version, chosen.messages, deaths[name])
        good = is_good(name, report)
        if good:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            print(f"what it left is in {folder}: the data, and what each life said", flush=True)
        kills, messages, rounds = kills + sum(report.kills.values()), messages + report.messages, rounds + 1
        wrong += not good
        print(f"{'ok   ' if good else 'WRONG'} {name:9} MQTT {version:5} {report}", flush=True)
    print(f"{kills} kills in {rounds} rounds with {messages} messages: {wrong} rounds wrong")
    return 1 if wrong else 0


def points_of(name: str) -> dict[str, int]:
    """The fault points that a case comes by."""
    return POINTS | DEPLOY_POINTS if CASES[name].deploys else POINTS


def is_good(name: str, report: Report) -> bool:
    """Exactly once and in order; where nothing tells a repeat, none lost and no more repeats than were sent again."""
    if CASES[name].marks:
        return report.accounts.exact
    return report.accounts.lost == 0 and report.accounts.twice <= report.again


if __name__ == "__main__":
    sys.exit(main())
