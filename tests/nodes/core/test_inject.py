"""`core.inject` by the clock: at start, at intervals, by a schedule."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from sinterflow.nodes.core.inject import Inject
from sinterflow.runtime.testing import NodeHarness, virtual
from sinterflow.runtime.testing.flows import RunningTest, flow_of
from sinterflow.runtime.testing.graph_nodes import Sink
from sinterflow.runtime.virtual import virtual_loop


async def times(inject: NodeHarness) -> list[str]:
    """The local times at which it has sent."""
    return [f"{datetime.fromtimestamp(sent['payload'] / 1000, UTC):%d %H:%M:%S}" for sent in inject.sent()]


@virtual
async def test_a_message_comes_in_each_interval() -> None:
    async with NodeHarness(Inject, {"every": "10s"}) as inject:
        await inject.advance("25s")
        assert await times(inject) == ["05 08:00:10", "05 08:00:20"]


@virtual
async def test_a_message_comes_at_start() -> None:
    flow = flow_of({"inject": (Inject, {"at_start": True}), "sink": Sink}, [("inject", "sink")])
    async with RunningTest(flow) as test:
        await virtual_loop().settle()
        assert len(test.node("sink").arrived) == 1


@virtual
async def test_a_schedule_follows_the_wall_clock() -> None:
    async with NodeHarness(Inject, {"cron": "*/15 9,10 * * *"}) as inject:
        await inject.advance("125m")
        assert await times(inject) == [
            "05 09:00:00", "05 09:15:00", "05 09:30:00", "05 09:45:00", "05 10:00:00",
        ]  # fmt: skip


@virtual
async def test_a_wall_clock_that_is_set_never_brings_a_moment_twice() -> None:
    async with NodeHarness(Inject, {"cron": "*/15 * * * *"}) as inject:
        await inject.advance("20m")
        assert await times(inject) == ["05 08:15:00"]
        virtual_loop().step_wall(-1200)
        await inject.advance("25m")
        assert await times(inject) == []
        await inject.advance("10m")
        assert await times(inject) == ["05 08:30:00"]
        virtual_loop().step_wall(+7200)
        await inject.advance("1m")
        assert len(await times(inject)) == 1


@pytest.mark.parametrize(
    ("config", "codes"),
    [
        ({"every": "1s", "cron": "* * * * *"}, ["only-one"]),
        ({"every": "0s"}, ["not-positive"]),
        ({"cron": "61 * * * *"}, ["bad-cron"]),
        ({"cron": "0 0 30 2 *"}, ["bad-cron"]),
        ({"message": {"payload": {"from": "expression", "path": ")"}}}, ["expression-syntax"]),
        ({"cron": "0 8 * * MON-FRI"}, []),
    ],
)
def test_check_names_what_is_wrong(decoded: Any, config: dict[str, Any], codes: list[str]) -> None:
    assert [code for code, _, _ in Inject.check(decoded(Inject, config))] == codes
