"""The plant's pages in a browser: a device is connected, its tags come from Excel go there and show live values."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]

from tests.e2e.program import browse, copied, started
from tests.nodes.modbus.plc import Plc


@contextmanager
def running_plc() -> Iterator[int]:
    """The port of a Modbus server whose first register says 1234."""
    loop, ready, ended = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    ports: list[int] = []

    async def serve() -> None:
        async with Plc() as plc:
            await plc.write(0, 1234)
            ports.append(plc.port)
            ready.set()
            await ended.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    try:
        assert ready.wait(20)
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()


PLC = {"plc": {"type": "modbus.tcp", "config": {"host": "127.0.0.1", "port": 1}}}
TAGS = """id,name_en,connection,address,type,unit
F1.T,Temperature,plc,40001,int16,°C
F1.P,Pressure,plc,40002,int16,bar
"""


def workbook(path: Path) -> Path:
    """Two tags as somebody has them in Excel: one is known with another unit, one is new."""
    book = Workbook()
    for row in (
        ["id", "name_zh", "connection", "address", "unit"],
        ["T1", "一区温度", "tcp", 40001, "K"],
        ["NEW.1", "露点", "tcp", "holding:500", "°C"],
    ):
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.timeout(300)
def test_somebody_sets_up_a_plant_in_a_browser(tmp_path: Path) -> None:
    project = copied("plant", tmp_path / "plant")
    sheet, exported = workbook(tmp_path / "furnace.xlsx"), tmp_path / "exported.xlsx"
    with running_plc() as port, started("run", str(project)) as link:
        browse(link, "plant", PLC_PORT=str(port), TAG_SHEET=str(sheet), EXPORTED=str(exported))
    rows = list(load_workbook(exported).worksheets[0].iter_rows(values_only=True))
    assert "id" in rows[0]
    units = {row[rows[0].index("id")]: row[rows[0].index("unit")] for row in rows[1:]}
    assert (len(units), units["T1"], units["NEW.1"]) == (201, "K", "°C")


@pytest.mark.timeout(300)
def test_two_people_change_in_browsers_what_flows_share(tmp_path: Path) -> None:
    project = copied("plant", tmp_path / "plant", {"tags/furnace.csv": TAGS}, connections=PLC)
    with started("run", str(project)) as link:
        browse(link, "shared", PROJECT=str(project))


def tag_files(folder: Path) -> Path:
    """The same list as Excel of a Chinese Windows, other Windows, and other programs save it."""
    folder.mkdir()

    def rows(title: str) -> list[list[str]]:
        first = ["Z1", title, "plc", "40001", "int16", "0.1", "°C", ""]
        second = ["Z2", "露点", "plc", "40002", "int16", "", "°C", "炉前；左，“备用”"]
        return [["id", "name_zh", "connection", "address", "type", "scale", "unit", "description"], first, second]

    def text(title: str, separator: str) -> str:
        return "".join(separator.join(row) + "\r\n" for row in rows(title))

    (folder / "gb18030.csv").write_bytes(text("一区温度", ",").encode("gb18030"))
    (folder / "bom.csv").write_bytes(text("二区温度", ",").encode("utf-8-sig"))
    (folder / "semicolons.csv").write_bytes(text("三区温度", ";").encode("utf-8-sig"))
    (folder / "unicode.txt").write_bytes(text("五区温度", "\t").encode("utf-16"))
    book = Workbook()
    for row in rows("四区温度"):
        book.active.append(row)
    book.save(folder / "excel.xlsx")
    return folder


@pytest.mark.timeout(300)
def test_tag_lists_of_every_kind_are_dropped_on_the_page(tmp_path: Path) -> None:
    project = copied("plant", tmp_path / "plant")
    with started("run", str(project)) as link:
        browse(link, "tagfiles", TAG_FILES=str(tag_files(tmp_path / "files")))


@pytest.mark.timeout(300)
def test_a_long_tag_list_is_sorted_and_filtered_in_a_browser(tmp_path: Path) -> None:
    units = ("bar" if number % 100 == 0 else "°C" for number in range(1, 5001))
    rows = [f"T{number},Zone {number},plc,{40000 + number},int16,{unit}" for number, unit in enumerate(units, 1)]
    many = "\n".join([TAGS.partition("\n")[0], *rows, ""])
    project = copied("plant", tmp_path / "plant", {"tags/many.csv": many}, connections=PLC)
    with started("run", str(project)) as link:
        browse(link, "sheet")
