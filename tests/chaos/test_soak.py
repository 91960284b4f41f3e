"""The short form of the soak run: half an hour of a plant on virtual time, every row accounted for."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sinterflow.runtime.virtual import VirtualLoop
from tests.chaos.soak import LINES, Day


def test_a_plant_that_is_redeployed_again_and_again_loses_and_doubles_no_row(tmp_path: Path) -> None:
    with asyncio.Runner(loop_factory=lambda: VirtualLoop(patience=600)) as runner:
        rows, expected = runner.run(Day(tmp_path, 0.5).run())
    assert expected - 3 * LINES <= rows <= expected
    # a tick a second; the last one is due in the moment in which the half hour ends
    assert LINES * 1799 // 3 <= expected <= LINES * 1800 // 3
