"""Whether the machine's clock is right: a real time server on loopback, and what the kernel says."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from functools import partial

import pytest

from sinterflow.runtime.gateway import sntp
from sinterflow.runtime.gateway.kernel_clock import KernelClock, kernel_clock
from sinterflow.runtime.gateway.machine_clock import EVERY, MachineClock
from sinterflow.runtime.peer import WINDOW, Skew
from tests.runtime.gateway.time_server import Answer, answer, time_server


@pytest.mark.parametrize("ahead", [0.0, -37.5, 4.25, 100_000.0])
def test_the_offset_to_a_time_server_is_measured(ahead: float) -> None:
    with time_server(partial(answer, ahead=ahead)) as server:
        found = sntp.ask(server)
    assert abs(found.offset + ahead) <= found.error + 0.001
    assert found.stratum == 2


def test_a_server_after_the_year_2036_is_understood() -> None:
    late = datetime(2040, 1, 1, tzinfo=UTC).timestamp()
    with time_server(partial(answer, ahead=late - time.time())) as server:
        found = sntp.ask(server, lambda: late)
    assert abs(found.offset) < 5


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (lambda asked: b"short", "5 bytes"),
        (lambda asked: answer(b"x" * 48), "another question"),
        (lambda asked: answer(asked, flags=0x23), "another question"),
        (lambda asked: answer(asked, flags=0xE4), "does not know"),
        (lambda asked: answer(asked, stratum=16), "does not know"),
        (lambda asked: answer(asked, stratum=0, code=b"RATE"), "RATE"),
    ],
)
def test_an_answer_that_is_none_is_not_believed(said: Answer, why: str) -> None:
    with time_server(said) as server, pytest.raises(sntp.NoTime, match=why):
        sntp.ask(server)


def test_a_server_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sntp, "PATIENCE", 0.01)
    with time_server(lambda asked: None) as server, pytest.raises(OSError, match="timed out"):
        sntp.ask(server)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("ntp.plant", ("ntp.plant", 123)),
        ("10.0.0.1:1123", ("10.0.0.1", 1123)),
        ("fe80::1", ("fe80::1", 123)),
        ("[fe80::1]:1123", ("fe80::1", 1123)),
        ("[fe80::1]", ("fe80::1", 123)),
    ],
)
def test_servers_are_named_with_and_without_port(written: str, meant: tuple[str, int]) -> None:
    assert sntp.address(written) == meant


def test_a_port_that_is_none_is_refused() -> None:
    with pytest.raises(sntp.NoTime, match="host:99999"):
        sntp.address("host:99999")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has adjtimex")
def test_the_kernel_says_what_it_knows() -> None:
    found = kernel_clock()
    assert found is not None
    assert found.error >= 0
    assert abs(found.offset) < 10


def test_nobody_is_asked_unless_named_and_then_every_ten_minutes() -> None:
    asked = 0

    def say(question: bytes) -> bytes:
        nonlocal asked
        asked += 1
        return answer(question, ahead=5)

    now = 1000.0
    clock = MachineClock(monotonic=lambda: now, kernel=lambda: KernelClock(True, 0.002, 0.01))
    assert clock.look() == (-0.002, 0.01, True, "kernel", "", "")
    with time_server(say) as server:
        assert clock.look(server).source == "server"
        assert clock.state.offset == pytest.approx(-5, abs=0.1)
        clock.look(server)
        assert asked == 1
        now += EVERY
        clock.look(server)
        assert asked == 2
        clock.stepped()
        clock.look(server)
        assert asked == 3
    assert clock.look("").source == "kernel"
    assert clock.look("not a host:1").failure
    assert clock.state.source == "kernel"


def test_a_kernel_that_nobody_keeps_right_knows_nothing() -> None:
    clock = MachineClock(kernel=lambda: KernelClock(False, 0.0, 16.0))
    assert clock.look() == (None, None, False, "", "", "")
    assert MachineClock(kernel=lambda: None).look().synchronised is None


def test_the_clock_of_a_device_is_estimated_from_its_fastest_news() -> None:
    skew, at = Skew(), 1_000_000.0
    assert skew.seconds is None
    for delay in (0.4, 0.05, 0.9):
        skew.saw(datetime.fromtimestamp(at + 30 - delay, UTC), at)
        at += 1
    assert skew.seconds == pytest.approx(29.95)
    for _ in range(3):  # it was set right
        at += WINDOW
        skew.saw(datetime.fromtimestamp(at - 0.1, UTC), at)
    assert skew.seconds == pytest.approx(-0.1)
