"""Virtual time moves only when nothing is left to do, and everything that is due happens in its order."""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinterflow.runtime.virtual import Stuck, VirtualLoop, run_virtual, virtual_loop

T = TypeVar("T")

YEAR = 365 * 86400.0


def elapsed() -> float:
    return virtual_loop().time() - 1000.0


async def note(log: list[Any], delay: float, what: Any = None) -> None:
    await asyncio.sleep(delay)
    log.append((round(elapsed(), 6), what))


def test_a_year_of_sleep_takes_no_time() -> None:
    async def main() -> datetime:
        await asyncio.sleep(YEAR)
        return virtual_loop().clock().now()

    assert run_virtual(main(), datetime(2026, 1, 1, tzinfo=UTC)) == datetime(2027, 1, 1, tzinfo=UTC)


@given(st.lists(st.floats(0, 1e6), max_size=20))
def test_sleepers_wake_in_the_order_of_their_times(delays: list[float]) -> None:
    woken: list[float] = []

    async def main() -> None:
        async def sleeper(delay: float) -> None:
            await asyncio.sleep(delay)
            assert elapsed() == pytest.approx(delay, abs=2e-6)
            woken.append(delay)

        await asyncio.gather(*map(sleeper, delays))

    run_virtual(main())
    assert woken == pytest.approx(sorted(delays), abs=2e-6)


@pytest.mark.parametrize("after", [0.0, 20 * YEAR])
def test_the_shortest_sleep_ends_however_late_it_is(after: float) -> None:
    async def main() -> None:
        await asyncio.sleep(after)
        for delay in (1e-9, 1e-7, 5e-7, 1e-6, 2e-6):
            for _ in range(10):
                await asyncio.sleep(delay)

    run_virtual(main(), patience=5)


def test_timeouts_follow_virtual_time() -> None:
    async def main() -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3600):
                await asyncio.Event().wait()
        return elapsed()

    assert run_virtual(main()) == pytest.approx(3600)


def test_time_moves_to_a_moment_with_all_work_done_that_is_due_by_then() -> None:
    async def main() -> None:
        loop, log = virtual_loop(), list[Any]()

        async def cascade() -> None:
            await asyncio.sleep(10)
            for _ in range(50):
                await asyncio.sleep(0)
            log.append("cascade")
            await asyncio.to_thread(time.sleep, 0.05)
            log.append("thread")

        tasks = [asyncio.create_task(cascade()), asyncio.create_task(note(log, 10.001))]
        await loop.advance_to(10)
        assert log == ["cascade", "thread"]
        assert elapsed() == pytest.approx(10)
        await loop.advance_to(11)
        assert len(log) == 3
        await asyncio.gather(*tasks)

    run_virtual(main())


def test_beats_that_add_up_are_all_done_at_their_moment() -> None:
    async def main() -> int:
        beats = 0

        async def beat() -> None:
            nonlocal beats
            while True:
                await asyncio.sleep(0.1)
                beats += 1

        task = asyncio.create_task(beat())
        await virtual_loop().advance_to(100)
        task.cancel()
        return beats

    assert run_virtual(main()) == 1000


def test_what_is_due_a_rounding_error_later_is_due() -> None:
    async def main() -> None:
        loop, log = virtual_loop(), list[str]()

        async def late() -> None:
            for _ in range(5):
                await asyncio.sleep(0)
            loop.call_later(1e-9, log.append, "due")

        task = asyncio.create_task(late())
        await loop.settle()
        assert log == ["due"]
        await task

    run_virtual(main())


def test_settling_does_not_move_time() -> None:
    async def main() -> None:
        log: list[Any] = []
        task = asyncio.create_task(note(log, 1))
        await virtual_loop().settle()
        assert (log, elapsed()) == ([], 0)
        await task

    run_virtual(main())


def test_time_stands_still_while_a_thread_works() -> None:
    def work() -> str:
        time.sleep(0.1)
        return "done"

    async def main() -> str:
        async with asyncio.timeout(0.001):
            return await asyncio.to_thread(work)

    assert run_virtual(main()) == "done"


def test_time_stands_still_while_somebody_waits_for_a_process() -> None:
    async def main() -> bytes:
        code = "import time; time.sleep(0.3); print(input())"
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        async with asyncio.timeout(0.001):
            said, _ = await process.communicate(b"hello\n")
        return said.strip()

    assert run_virtual(main()) == b"hello"


def test_a_process_that_nobody_waits_for_does_not_hold_time() -> None:
    async def main() -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", "input(); print(1)", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        await asyncio.sleep(3600)
        assert process.returncode is None
        async with asyncio.timeout(0.001):
            await process.communicate(b"\n")

    run_virtual(main(), patience=20)


@asynccontextmanager
async def echo_server(delay: float = 0) -> AsyncIterator[tuple[str, int]]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while said := await reader.readline():
                await asyncio.sleep(delay)
                writer.write(said)
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()
    finally:
        server.close()


def test_what_goes_over_loopback_arrives_before_time_moves() -> None:
    async def main() -> None:
        async with echo_server() as address:
            reader, writer = await asyncio.open_connection(*address)
            for number in range(200):
                writer.write(b"%d\n" % number)
                async with asyncio.timeout(0.001):
                    assert await reader.readline() == b"%d\n" % number
            assert elapsed() == 0
            writer.close()

    run_virtual(main())


def on_loop(main: Coroutine[Any, Any, T], grace: float) -> T:
    with asyncio.Runner(loop_factory=lambda: VirtualLoop(grace=grace)) as runner:
        return runner.run(main)


def test_without_grace_what_the_loop_sends_itself_still_arrives_first() -> None:
    async def main() -> None:
        ours, theirs = socket.socketpair()
        reader, receiver = await asyncio.open_connection(sock=ours)
        _, sender = await asyncio.open_connection(sock=theirs)
        for _ in range(100):
            asyncio.get_running_loop().call_later(1, sender.write, b"x")
            async with asyncio.timeout(1.000002):
                await reader.readexactly(1)
        sender.close()
        receiver.close()

    on_loop(main(), grace=0)


def test_an_answer_of_a_real_server_elsewhere_comes_before_time_moves() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            peer, _ = listening.accept()
            with peer:
                while said := peer.recv(10):
                    sum(range(300_000))  # it takes its time
                    peer.sendall(said)

        thread = threading.Thread(target=serve)
        thread.start()

        async def main() -> None:
            reader, writer = await asyncio.open_connection(*listening.getsockname())
            for _ in range(5):
                writer.write(b"x")
                async with asyncio.timeout(0.001):
                    await reader.readexactly(1)
            writer.close()

        on_loop(main(), grace=5)
        thread.join()


def test_a_large_transfer_over_loopback_ends_before_time_moves() -> None:
    async def main() -> None:
        async with echo_server() as address:
            reader, writer = await asyncio.open_connection(*address, limit=2**24)
            line = b"x" * 50_000 + b"\n"
            for _ in range(40):
                writer.write(line)
            async with asyncio.timeout(0.001):
                for _ in range(40):
                    assert await reader.readline() == line
            writer.close()

    run_virtual(main())


def test_an_answer_that_takes_virtual_time_takes_that_time() -> None:
    async def main() -> None:
        async with echo_server(delay=5) as address:
            reader, writer = await asyncio.open_connection(*address)
            writer.write(b"a\n")
            await reader.readline()
            assert elapsed() == pytest.approx(5)
            await asyncio.sleep(3600)
            writer.write(b"b\n")
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(4):
                    await reader.readline()
            writer.close()

    run_virtual(main())


def test_a_peer_that_does_not_read_does_not_hold_time_for_ever() -> None:
    async def main() -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            _, writer = await asyncio.open_connection(sock=ours)
            writer.write(b"x" * 10_000_000)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(60):
                    await writer.drain()
            writer.transport.abort()

    run_virtual(main())


def test_datagrams_arrive_before_time_moves() -> None:
    class Keep(asyncio.DatagramProtocol):
        def __init__(self) -> None:
            self.came: asyncio.Queue[bytes] = asyncio.Queue()

        def datagram_received(self, data: bytes, addr: Any) -> None:
            self.came.put_nowait(data)

    async def main() -> bytes:
        loop = asyncio.get_running_loop()
        receiver, kept = await loop.create_datagram_endpoint(Keep, ("127.0.0.1", 0))
        sender, _ = await loop.create_datagram_endpoint(Keep, remote_addr=receiver.get_extra_info("sockname"))
        sender.sendto(b"x")
        async with asyncio.timeout(0.001):
            said = await kept.came.get()
        receiver.close()
        sender.close()
        return said

    assert run_virtual(main()) == b"x"


def test_waiting_for_what_never_comes_is_an_error_that_names_who_waits() -> None:
    async def forgotten() -> None:
        await asyncio.Event().wait()

    with pytest.raises(Stuck, match=r"Event\.wait"):
        run_virtual(forgotten())


def test_work_that_never_ends_at_one_moment_is_an_error() -> None:
    async def busy() -> None:
        while True:  # noqa: ASYNC110 — a flow that never comes to rest
            await asyncio.sleep(0)

    with pytest.raises(Stuck, match="does not end"):
        run_virtual(busy(), patience=0.2)


def test_a_stuck_run_still_ends_its_tasks() -> None:
    ended: list[bool] = []

    async def main() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(10)
            ended.append(True)

    with pytest.raises(Stuck):
        run_virtual(main())
    assert ended == [True]


def test_the_wall_clock_can_be_set_without_moving_timers() -> None:
    async def main() -> None:
        loop = virtual_loop()
        clock = loop.clock()
        steps: list[float] = []
        clock.stepped(steps.append)
        before, timer = clock.time(), clock.monotonic()
        loop.step_wall(-7200)
        assert (clock.time() - before, clock.monotonic() - timer) == (-7200, 0)
        assert clock.look() == -7200
        assert clock.look() == 0
        assert steps == [-7200]

    run_virtual(main())


def test_a_real_loop_is_not_taken_for_a_virtual_one() -> None:
    async def main() -> VirtualLoop:
        return virtual_loop()

    with pytest.raises(RuntimeError, match="run_virtual"):
        asyncio.run(main())
