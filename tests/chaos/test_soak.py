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
    assert expected == LINES * 1799 // 3, "a tick a second"
