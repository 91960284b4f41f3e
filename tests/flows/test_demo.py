"""The demonstration plant as a whole: a running program, a real broker, a real Modbus server, a real database."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sinterflow.nodes.simulate.codes import check_character
from sinterflow.runtime.cli.commands.demo import write_project
from tests.nodes.peers import Mosquitto, free_port, running

SINTERFLOW = Path(sysconfig.get_path("scripts"), "sinterflow")
SPEED = "200"


@contextmanager
def demo_running(folder: Path, broker_port: int) -> Iterator[None]:
    surroundings = {
        **os.environ,
        "SINTERFLOW_DEMO_MODBUS_PORT": str(free_port()),
        "SINTERFLOW_DEMO_MQTT_PORT": str(broker_port),
        "SINTERFLOW_DEMO_SPEED": SPEED,
    }
    command = [
        str(SINTERFLOW),
        "run",
        str(folder / "demo"),
        "--port",
        "0",
        "--data",
        str(folder / "data"),
        "--headless",
    ]
    with (folder / "said").open("wb") as said:
        program = subprocess.Popen(command, env=surroundings, stdout=said, stderr=said)
        try:
            yield
            assert program.poll() is None, (folder / "said").read_text()
        finally:
            program.terminate()
            program.wait(30)


async def overheard(broker_port: int, folder: Path) -> list[dict[str, Any]]:
    """The first three alarm events on the broker."""
    nodes = {
        "in": ("mqtt.in", {"connection": "b", "topic": "plant/F1/alarms"}),
        "got": ("test.collect", {}),
    }
    connection = {"b": ("mqtt.broker", {"host": "127.0.0.1", "port": broker_port})}
    async with running(nodes, [("in", "got")], connection) as listener:
        with demo_running(folder, broker_port):
            await listener.node("got").count(3)
            return list(listener.node("got").payloads)


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[dict[str, Any]], Path]]:
    """What was heard on the broker, and the database that the demo has left."""
    folder = tmp_path_factory.mktemp("demo")
    write_project(folder / "demo")
    broker = Mosquitto(folder)
    broker.start()
    try:
        yield asyncio.run(overheard(broker.port, folder)), folder / "data" / "records.db"
    finally:
        broker.stop()


def rows(file: Path, sql: str) -> list[dict[str, Any]]:
    with sqlite3.connect(file) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(sql)]


def test_a_breach_and_its_clearing_are_each_published_once(plant: tuple[list[dict[str, Any]], Path]) -> None:
    events, _ = plant
    assert [(event["tag"], event["event"]) for event in events] == [
        ("F1.Z5.PV", "breach"), ("F1.Z5.PV", "clear"), ("F1.DEW", "breach")
    ]  # fmt: skip
    assert events[0]["value"] > events[0]["limit"] == 1150
    assert events[1]["value"] <= 1147


def test_alarms_are_in_the_database_as_they_were_published(plant: tuple[list[dict[str, Any]], Path]) -> None:
    events, file = plant
    kept = rows(file, "SELECT tag, event, value, equipment FROM alarms")
    assert kept[:3] == [{key: event[key] for key in ("tag", "event", "value", "equipment")} for event in events]


def test_each_scan_is_kept_with_the_readings_of_its_moment(plant: tuple[list[dict[str, Any]], Path]) -> None:
    scans = rows(plant[1], "SELECT * FROM scans WHERE hot_zone IS NOT NULL ORDER BY time")
    assert scans
    for scan in scans:
        readings = json.loads(scan["readings"])
        assert scan["hot_zone"] == readings["F1.Z5.PV"]
        assert 1090 < readings["F1.Z5.PV"] < 1200
        if scan["code"] is not None:
            assert check_character(scan["code"][:-1]) == scan["code"][-1]


def test_readings_and_line_events_are_kept(plant: tuple[list[dict[str, Any]], Path]) -> None:
    tags = {row["tag"] for row in rows(plant[1], "SELECT DISTINCT tag FROM readings")}
    assert {"F1.Z1.PV", "F1.Z5.PV", "F1.BELT", "F1.DEW", "F1.O2"} <= tags
    states = rows(plant[1], "SELECT * FROM line_events WHERE event = 'count'")
    assert states
    assert [row["strokes"] for row in states] == sorted(row["strokes"] for row in states)
