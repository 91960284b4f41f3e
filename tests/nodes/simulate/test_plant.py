"""The simulated plant: physics, codes, and what its nodes send."""

from __future__ import annotations

import itertools
import string
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinterflow.nodes.simulate.belt import passages
from sinterflow.nodes.simulate.codes import CHARACTERS, check_character, tray_code
from sinterflow.nodes.simulate.furnace import SimulateFurnace
from sinterflow.nodes.simulate.line import SimulateLine
from sinterflow.nodes.simulate.physics import LAG, MESH_BELT, NOISE, Excursion, Furnace
from sinterflow.nodes.simulate.registers import DEW_POINT, OXYGEN, SPEED, registers
from sinterflow.nodes.simulate.scanner import SimulateScanner
from sinterflow.runtime.testing import NodeHarness, virtual
from tests.nodes.peers import free_port

PLAIN = CHARACTERS.rstrip("*")
CODES = st.text(PLAIN, min_size=1, max_size=12)


def test_the_check_character_agrees_with_a_published_example() -> None:
    """A donation number of ISBT 128, which uses the same algorithm."""
    assert check_character("G123498654321") == "H"


@given(CODES, st.data())
def test_one_wrong_character_or_two_exchanged_are_always_found(code: str, data: st.DataObject) -> None:
    whole = code + check_character(code)
    place = data.draw(st.integers(0, len(whole) - 1))
    wrong = data.draw(st.sampled_from([one for one in CHARACTERS if one != whole[place]]))
    broken = whole[:place] + wrong + whole[place + 1 :]
    assert check_character(broken[:-1]) != broken[-1]
    place = data.draw(st.integers(0, len(whole) - 2))
    if whole[place] != whole[place + 1]:
        exchanged = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
        assert check_character(exchanged[:-1]) != exchanged[-1]


def test_a_furnace_stays_at_its_set_points_within_the_noise_of_measuring() -> None:
    furnace = Furnace(seed=7)
    for _ in range(600):
        furnace.step(1.0)
        for zone, measured in zip(MESH_BELT, furnace.measured, strict=True):
            assert abs(measured - zone.setpoint) < 6 * NOISE
        assert -41.5 < furnace.dew_point < -38.5
        assert 58 < furnace.belt_speed < 62


def test_an_excursion_drives_its_zone_with_a_lag_and_lets_it_return() -> None:
    furnace = Furnace(excursions=[Excursion(zone=4, start=60, length=900, by=40.0)], seed=7)
    furnace.step(60)
    furnace.step(LAG)
    assert furnace.true[3] == pytest.approx(1120 + 40 * 0.632, abs=0.1)
    for _ in range(60):
        furnace.step(30)
    assert furnace.true[3] == pytest.approx(1120, abs=0.1)
    assert furnace.true[4] == 1125


@given(st.floats(0.1, 20), st.integers(1, 400))
def test_the_way_to_a_temperature_does_not_depend_on_the_steps(step: float, steps: int) -> None:
    disturbed = [Excursion(zone=1, start=0, length=1e9, by=-50.0)]
    fine, coarse = Furnace(excursions=disturbed), Furnace(excursions=disturbed)
    for _ in range(steps):
        fine.step(step)
    coarse.step(step * steps)
    assert fine.true[0] == pytest.approx(coarse.true[0], abs=1e-6)


def test_the_same_seed_gives_the_same_readings() -> None:
    one, same, other = Furnace(seed=3), Furnace(seed=3), Furnace(seed=4)
    for furnace in (one, same, other):
        furnace.step(10)
    assert one.measured == same.measured != other.measured


def test_registers_hold_what_the_readme_says() -> None:
    furnace = Furnace(seed=7)
    found = registers(furnace, 70_000)
    for place, zone in enumerate(MESH_BELT):
        assert found[2 * place] / 10 == pytest.approx(furnace.measured[place], abs=0.051)
        assert found[2 * place + 1] == zone.setpoint * 10
    (speed,) = struct.unpack(">f", struct.pack(">2H", *found[SPEED : SPEED + 2]))
    (oxygen,) = struct.unpack(">f", struct.pack(">2H", found[OXYGEN + 1], found[OXYGEN]))
    assert speed == pytest.approx(furnace.belt_speed, rel=1e-6)
    assert oxygen == pytest.approx(furnace.oxygen, rel=1e-6)
    assert struct.unpack(">h", struct.pack(">H", found[DEW_POINT]))[0] / 10 == pytest.approx(
        furnace.dew_point, abs=0.051
    )
    assert found[110] == 70_000 % 65536


def test_each_tray_leaves_once_in_order_after_its_way_through() -> None:
    trays = list(itertools.islice(passages(60.0, length=3000, pitch=300), 200))
    assert [one.time for one in trays] == sorted(one.time for one in trays)
    entered = {one.code: one.time for one in trays if one.event == "enter"}
    left = [one for one in trays if one.event == "leave"]
    assert [one.code for one in left[10:20]] == list(entered)[:10]
    assert all(one.time - entered[one.code] == pytest.approx(3000) for one in left if one.code in entered)
    assert left[0].time <= 300, "the belt is full at the beginning"


def test_codes_are_unread_as_often_as_asked() -> None:
    trays = list(itertools.islice(passages(60.0, misread=0.25, seed=5), 4000))
    left = [one for one in trays if one.event == "leave"]
    assert 0.2 < sum(one.code is None for one in left) / len(left) < 0.3
    assert all(one.code for one in trays if one.event == "enter")


@virtual
async def test_the_scanner_sends_each_passage_at_its_time() -> None:
    config = {"belt_speed": 60, "length": 600, "pitch": 300, "speed": 10}
    async with NodeHarness(SimulateScanner, config) as scanner:
        await scanner.advance("0s")
        first = scanner.sent()
        assert [(one["payload"]["event"], one["payload"]["reader"]) for one in first] == [
            ("enter", "F1.IN"), ("leave", "F1.OUT")
        ]  # fmt: skip
        assert first[0]["payload"]["code"] == tray_code(1)
        assert first[0]["simulated"] is True
        began = first[0]["payload"]["time"]
        await scanner.advance("29s")
        assert scanner.sent() == []
        await scanner.advance("1s")
        second = scanner.sent()
        assert [one["payload"]["event"] for one in second] == ["enter", "leave"]
        assert (second[0]["payload"]["time"] - began).total_seconds() == pytest.approx(30)
        assert scanner.node.save_state() == 3


@virtual
async def test_the_line_counts_while_it_runs_and_says_when_it_stops() -> None:
    config = {"strokes": 30, "rejects": 0, "every": "10s", "running": "30s", "stopped": "20s"}
    async with NodeHarness(SimulateLine, config) as line:
        await line.advance("59s")
        said = [{key: value for key, value in one["payload"].items() if key != "time"} for one in line.sent()]
        count = {"event": "count", "machine": "P1", "rejects": 0}
        assert said == [
            {"event": "state", "machine": "P1", "state": "running"},
            {**count, "strokes": 5}, {**count, "strokes": 10}, {**count, "strokes": 15},
            {"event": "state", "machine": "P1", "state": "stopped"},
            {"event": "state", "machine": "P1", "state": "running"},
        ]  # fmt: skip


@virtual
async def test_the_furnace_says_its_state_at_each_step() -> None:
    config = {"port": free_port(), "step": "1s", "speed": 60}
    async with NodeHarness(SimulateFurnace, config) as furnace:
        await furnace.advance("3s")
        states = furnace.sent()
        assert len(states) == 3
        assert [zone["name"] for zone in states[0]["payload"]["zones"]] == [zone.name for zone in MESH_BELT]
        assert furnace.node.furnace.time == pytest.approx(180)


def test_a_tray_code_is_read_by_people_and_scanners() -> None:
    assert tray_code(12).startswith("TR000012")
    assert set(tray_code(12)) <= set(string.ascii_uppercase + string.digits + "*")
