"""What every sink with `delivery = "once"` must pass: subclass `Once`, say how yours is reached and read, run it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from sinterflow.runtime import new_message
from tests.nodes.peers import RunFlow, until

Flow = dict[str, tuple[str, dict[str, Any]]]


class Once:
    """A message that comes again from a durable wire has its effect once.

    Each test runs flows from a data folder, breaks them off while messages are under way behind the sink, which is
    where a kill between its commit and the acknowledgement leaves them, and runs them again.
    """

    def sink(self) -> tuple[str, dict[str, Any]]:
        """Type and config of the node, which stores `payload` {"n": number}; it fails for a number below 0."""
        raise NotImplementedError

    def together(self) -> dict[str, Any]:
        """More config, with which it stores several messages together."""
        return {}

    def connections(self, folder: Path) -> Flow:
        """What it uses; its store is in `folder` or belongs to it."""
        raise NotImplementedError

    def prepare(self, folder: Path) -> None:
        """Make the store, where the sink does not do it."""

    def stored(self, folder: Path) -> list[int]:
        """The numbers in the store, in order."""
        raise NotImplementedError

    def keys(self, folder: Path) -> int | None:
        """How many effect keys are in the store; None: it was never made ready for any."""
        raise NotImplementedError

    # the contract

    def test_a_message_that_comes_again_is_stored_once(self, run_flow: RunFlow, tmp_path: Path) -> None:
        self._broken_off(run_flow, tmp_path, [1])
        assert self.stored(tmp_path) == [1]
        for _ in range(2):
            self._again(run_flow, tmp_path, 1)
        assert self.stored(tmp_path) == [1]

    def test_messages_handled_together_are_each_stored_once_and_in_order(
        self, run_flow: RunFlow, tmp_path: Path
    ) -> None:
        numbers = list(range(500))
        self._broken_off(run_flow, tmp_path, numbers, self.together())
        assert self.stored(tmp_path) == numbers
        self._again(run_flow, tmp_path, 500, self.together())
        assert self.stored(tmp_path) == numbers

    def test_what_was_not_stored_before_is_stored_when_it_comes_again(self, run_flow: RunFlow, tmp_path: Path) -> None:
        """Others of the same lot were."""

        async def scenario() -> None:
            nodes, wires = self._flow({})
            wires = [("send", "write", "durable"), ("write", "one")]
            nodes["one"] = ("test.collect-one", {})
            async with run_flow(nodes, wires, self.connections(tmp_path), data=tmp_path / "data", drain=0.0) as plant:
                plant.node("one").free.clear()
                for number in range(3000):
                    await plant.node("send").send(new_message({"n": number}))
                await plant.node("one").count(1)

        self.prepare(tmp_path)
        asyncio.run(scenario())
        assert len(self.stored(tmp_path)) < 3000
        self._again(run_flow, tmp_path, 3000)
        assert self.stored(tmp_path) == list(range(3000))

    def test_two_arrivals_of_one_message_are_two_effects(self, run_flow: RunFlow, tmp_path: Path) -> None:
        twice = [
            ("send", "left", "durable"),
            ("left", "write"),
            ("left", "right"),
            ("right", "write"),
            ("write", "got"),
        ]
        self._broken_off(run_flow, tmp_path, [1], wires=twice, expected=2)
        assert self.stored(tmp_path) == [1, 1]
        self._again(run_flow, tmp_path, 2, wires=twice)
        assert self.stored(tmp_path) == [1, 1]

    def test_another_journal_with_the_same_offsets_has_effects_of_its_own(
        self, run_flow: RunFlow, tmp_path: Path
    ) -> None:
        self._broken_off(run_flow, tmp_path, [1], data="data")
        self._broken_off(run_flow, tmp_path, [1], data="other")
        assert self.stored(tmp_path) == [1, 1]

    def test_what_fails_leaves_no_key(self, run_flow: RunFlow, tmp_path: Path) -> None:
        async def scenario() -> None:
            nodes, wires = self._flow({})
            async with run_flow(nodes, wires, self.connections(tmp_path), data=tmp_path / "data", drain=0.0) as plant:
                plant.node("got").free.clear()
                for number in (1, -1, 2):
                    await plant.node("send").send(new_message({"n": number}))
                await until(lambda: len(plant.letters) == 1 and len(plant.node("got").messages) == 2)

        self.prepare(tmp_path)
        asyncio.run(scenario())
        assert (self.stored(tmp_path), self.keys(tmp_path)) == ([1, 2], 2)

    def test_keys_that_never_come_again_are_deleted(self, run_flow: RunFlow, tmp_path: Path) -> None:
        async def scenario() -> None:
            nodes, wires = self._flow({})
            async with run_flow(nodes, wires, self.connections(tmp_path), data=tmp_path / "data") as plant:
                for number in range(10_000):
                    await plant.node("send").send(new_message({"n": number}))
                    if number % 1000 == 999:  # what is sent in one go is one group, whose keys are kept together
                        await plant.node("got").count(number + 1)

        self.prepare(tmp_path)
        asyncio.run(scenario())
        assert self.stored(tmp_path) == list(range(10_000))
        assert (self.keys(tmp_path) or 0) < 9000

    def test_without_a_durable_wire_the_store_is_not_made_ready_for_keys(
        self, run_flow: RunFlow, tmp_path: Path
    ) -> None:
        self._broken_off(run_flow, tmp_path, [1], wires=[("send", "write"), ("write", "got")])
        assert (self.stored(tmp_path), self.keys(tmp_path)) == ([1], None)

    # how

    def _flow(
        self, more: dict[str, Any], wires: list[tuple[str, ...]] | None = None
    ) -> tuple[Flow, list[tuple[str, ...]]]:
        kind, config = self.sink()
        nodes: Flow = {
            "send": ("test.emit", {}),
            "left": ("core.junction", {}),
            "right": ("core.junction", {}),
            "write": (kind, {**config, **more}),
            "got": ("test.collect", {}),
        }
        return nodes, wires or [("send", "write", "durable"), ("write", "got")]

    def _broken_off(
        self,
        run_flow: RunFlow,
        folder: Path,
        numbers: list[int],
        more: dict[str, Any] | None = None,
        *,
        wires: list[tuple[str, ...]] | None = None,
        expected: int = 0,
        data: str = "data",
    ) -> None:
        """All of it is stored and none of it acknowledged when it ends."""

        async def scenario() -> None:
            nodes, ways = self._flow(more or {}, wires)
            async with run_flow(nodes, ways, self.connections(folder), data=folder / data, drain=0.0) as plant:
                plant.node("got").free.clear()
                for number in numbers:
                    await plant.node("send").send(new_message({"n": number}))
                await plant.node("got").count(expected or len(numbers))

        self.prepare(folder)
        asyncio.run(scenario())

    def _again(
        self,
        run_flow: RunFlow,
        folder: Path,
        expected: int,
        more: dict[str, Any] | None = None,
        *,
        wires: list[tuple[str, ...]] | None = None,
    ) -> None:
        """Run again from the same journal until so many have passed the sink, and end before they are over."""

        async def scenario() -> None:
            nodes, ways = self._flow(more or {}, wires)
            async with run_flow(nodes, ways, self.connections(folder), data=folder / "data", drain=0.0) as plant:
                plant.node("got").free.clear()
                await plant.node("got").count(expected)

        asyncio.run(scenario())
