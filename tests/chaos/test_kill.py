"""A plant that is killed loses nothing and does nothing twice. `README.md` says how to do this for long."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chaos.kill import DEPLOY_POINTS, POINTS, Kill, at_random, is_good, round_of
from tests.chaos.plant import CASES
from tests.runtime.cli.test_people import KILL_POINT as PEOPLE_POINT
from tests.runtime.keeping.test_drill import BACKUP_POINTS, RESTORE_POINTS
from tests.runtime.security.test_vault import POINTS as ROTATION_POINTS

CHANCE = 20_261_125
"""A test must find the same each time; the long form is for what chance finds."""


def kills(*points: str, random_ones: int) -> Iterator[Kill]:
    """Each point once, and so many at random moments."""
    chance = random.Random(CHANCE + len(points))
    yield from (Kill(point) for point in points)
    yield from (at_random(chance) for _ in range(random_ones))


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("name", "version", "points", "random_ones"),
    [
        ("key", "5", ("journal-before-commit:3", "source-before-acknowledge:300"), 1),
        ("key", "3.1.1", ("journal-after-commit:3", "sink-before-commit:2"), 1),
        ("qos2", "5", ("source-after-acknowledge:2", "sink-after-commit"), 2),
        ("qos2", "3.1.1", ("source-before-acknowledge:300", "journal-after-commit:4"), 1),
        ("broken", "5", ("source-after-acknowledge:2",), 2),
        ("broken", "3.1.1", ("source-after-acknowledge:2",), 2),
        ("packets", "5", ("source-before-acknowledge:300", "sink-after-commit"), 1),
        ("neither", "5", ("source-before-acknowledge:200", "source-after-acknowledge"), 0),
        ("chain", "5", ("sink-before-commit:2",), 2),
        ("key-chain", "3.1.1", ("sink-after-commit:2",), 2),
        ("deploys", "5", tuple(DEPLOY_POINTS), 2),
    ],
)
def test_all_messages_are_there_once_and_in_order(
    tmp_path: Path, name: str, version: str, points: tuple[str, ...], random_ones: int
) -> None:
    report = round_of(tmp_path, name, version, 2500, kills(*points, random_ones=random_ones))
    assert is_good(name, report), str(report)
    assert set(report.kills) >= {point.partition(":")[0] for point in points}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("point", ["journal-before-checkpoint", "journal-after-checkpoint"])
def test_a_kill_while_the_journal_tidies_up_costs_nothing(tmp_path: Path, point: str) -> None:
    report = round_of(tmp_path, "key", "5", 2000, kills(point, random_ones=0), padding=3000)
    assert is_good("key", report), str(report)
    assert report.kills.keys() == {point}


def test_every_fault_point_is_among_those_that_are_tried() -> None:
    root = Path(__file__).parents[2]
    used = {
        line.partition('"')[2].partition('"')[0]
        for folder in ("runtime", "nodes")
        for path in (root / folder).rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if 'reach("' in line or 'fault_point("' in line
    }
    assert used <= {*POINTS, *DEPLOY_POINTS, *BACKUP_POINTS, *RESTORE_POINTS, *ROTATION_POINTS, PEOPLE_POINT}
    assert CASES
