"""Tag lists as Excel workbooks: the first sheet, cell for cell what the CSV file says. Loads openpyxl when needed."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

from ..errors import SinterflowError
from ..text import text
from .tags import decoded

LARGEST = 64 * 1024 * 1024
"""Bytes of a workbook once it is unpacked."""
MOST_CELLS = 2_000_000
"""Cells that are read; a sheet may claim a million empty rows."""


def from_csv(data: bytes) -> bytes:
    """The workbook of a tag list. Every cell is a text, so that Excel changes no address and runs no formula."""
    from openpyxl import Workbook  # type: ignore[import-untyped]

    book = Workbook(write_only=True)
    sheet = book.create_sheet("tags")
    for row in csv.reader(io.StringIO(decoded(data) or "", newline="")):
        sheet.append([_cell(sheet, cell) for cell in row])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def to_csv(data: bytes) -> bytes:
    """The first sheet of a workbook as CSV. Raises SinterflowError when it is none, or unpacks to too much."""
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(one.file_size for one in packed.infolist())
        if size > LARGEST:
            raise _too_large(size)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        return _written(book.worksheets[0])
    except SinterflowError:
        raise
    except Exception as error:  # a damaged workbook fails anywhere in the library, with any error
        said = str(error) or type(error).__name__
        raise SinterflowError(text(en=said, zh=said)) from error


def _written(sheet: Any) -> bytes:
    made, cells = io.StringIO(newline=""), 0
    writer = csv.writer(made)
    for row in sheet.iter_rows(values_only=True):
        cells += max(len(row), 1)
        if cells > MOST_CELLS:
            raise _too_large(cells)
        writer.writerow([_text(cell) for cell in row])
    return made.getvalue().encode()


def _cell(sheet: Any, said: str) -> Any:
    from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]

    cell = WriteOnlyCell(sheet, value=said)
    cell.data_type = "s"
    return cell


def _text(cell: Any) -> str:
    """What a cell says: whole numbers without the point that Excel keeps of them."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return str(int(cell))
    return str(cell)


def _too_large(size: int) -> SinterflowError:
    return SinterflowError(text(en=f"it unpacks to too much ({size})", zh=f"解压后过大（{size}）"))
