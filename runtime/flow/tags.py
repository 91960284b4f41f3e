"""`tags/*.csv`: the tag lists of a project, every fault with its file, row and column."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..faults import Fault, fault
from ..tag import BYTE_ORDERS, TYPE_NAMES, Address, Tag, is_tag_type, parse_address
from ..text import text
from .configs import duration_faults
from .nearest import way_out
from .parameters import read_number
from .reader import read_file
from .shown import shown

COLUMNS = (
    "id", "name_en", "name_zh", "connection", "address", "type", "byte_order", "scale", "offset", "unit", "low", "high",
    "deadband", "poll", "equipment", "description",
)  # fmt: skip
NEEDED = ("id", "connection", "address")
_NUMBERS = {"scale": 1, "offset": 0, "low": None, "high": None, "deadband": 0}
_ID_LENGTH = 128
_MOST_FAULTS = 1000


class TagList:
    """All tags of a project by id, and what is wrong with the lists.

    `connections` are ids and types, `equipment` the ids of equipment.json; None: not known, so not looked up.
    """

    def __init__(self, connections: Mapping[str, str] | None, equipment: Collection[str] | None) -> None:
        self.tags: dict[str, Tag] = {}
        self.faults: list[Fault] = []
        self._connections = connections
        self._equipment = equipment
        self._first: dict[str, str] = {}

    def add_file(self, path: Path, name: str) -> None:
        """Read one list; `name` is what faults call it."""
        data, found = read_file(path, name)
        self.faults += found
        if data is not None:
            self.add(data, name)

    def add(self, data: bytes, name: str) -> None:
        """Read the bytes of one list: UTF-8, with or without a byte order mark, GB18030, or UTF-16 with one."""
        before = len(self.faults)
        for one in self._read(data, name):
            self.faults.append(one)
            if len(self.faults) - before == _MOST_FAULTS:
                self.faults.append(fault("more-faults", file=name, limit=_MOST_FAULTS))
                return

    def _read(self, data: bytes, name: str) -> Iterator[Fault]:
        content = decoded(data)
        if content is None:
            yield _encoding_fault(data, name)
            return
        if "\0" in content:
            yield fault(
                "nul-byte", file=name, row=content.count("\n", 0, content.index("\0")) + 1, backup=f"{name}.bak"
            )
            return
        reader = csv.reader(io.StringIO(content, newline=""), strict=True)
        header: list[str] | None = None
        row = 1
        try:
            for cells in reader:
                if header is None:
                    header = [cell.strip() for cell in cells]
                    yield from _header_faults(header, name)
                elif any(cell.strip() for cell in cells):
                    yield from self._row(header, cells, name, row)
                row = reader.line_num + 1
        except csv.Error as error:
            yield fault("csv-syntax", file=name, row=row, said=str(error))
        if header is None:
            yield fault("file-empty", file=name, backup=f"{name}.bak")

    def _row(self, header: list[str], cells: list[str], name: str, row: int) -> Iterator[Fault]:
        if len(cells) != len(header):
            yield fault("wrong-cell-count", file=name, row=row, given=len(cells), wanted=len(header))
            return
        read = _Row(dict(zip(header, map(str.strip, cells), strict=True)), header, name, row)
        tag = read.tag()
        yield from read.faults
        if read["id"]:
            yield from self._same(read)
            if tag is not None:
                self.tags.setdefault(tag.id, tag)
        yield from self._names(read)

    def _same(self, read: _Row) -> Iterator[Fault]:
        first = self._first.setdefault(read["id"], f"{read.name}:{read.row}")
        if first != f"{read.name}:{read.row}":
            yield read.fault("same-tag-twice", "id", given=read["id"], first=first)

    def _names(self, read: _Row) -> Iterator[Fault]:
        connection, equipment = read["connection"], read["equipment"]
        if self._connections is not None and connection and connection not in self._connections:
            way = way_out(connection, self._connections)
            yield read.fault("unknown-connection", "connection", given=shown(connection), way=way)
        elif (self._connections or {}).get(connection, "").startswith("modbus.") and read["address"]:
            if _place(read["address"]) is None:
                yield read.fault("wrong-address", "address", given=shown(read["address"]))
        if self._equipment is not None and equipment and equipment not in self._equipment:
            way = way_out(equipment, self._equipment)
            yield read.fault("unknown-equipment", "equipment", given=shown(equipment), way=way)


def tag_list(
    lists: Iterable[tuple[str, bytes]], connections: Mapping[str, str] | None, equipment: Collection[str] | None
) -> TagList:
    """The tags of several lists, each its name and its bytes."""
    made = TagList(connections, equipment)
    for name, data in lists:
        made.add(data, name)
    return made


def decoded(data: bytes) -> str | None:
    """The text of a list, None when it is in none of the encodings. UTF-16 is what Excel calls Unicode text."""
    for encoding in ("utf-16",) if _is_utf_16(data) else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _is_utf_16(data: bytes) -> bool:
    return data.startswith((BOM_UTF16_LE, BOM_UTF16_BE))


def with_commas(data: bytes) -> bytes:
    """A list whose cells are parted by semicolons or tabs, as Excel saves it where numbers have a comma, in the form of
    ours; any other as it is."""
    written = decoded(data) or ""
    head = written.partition("\n")[0]
    separator = next((one for one in ";\t" if one in head and "," not in head), None)
    if separator is None:
        return data
    made = io.StringIO(newline="")
    try:
        csv.writer(made).writerows(csv.reader(io.StringIO(written, newline=""), delimiter=separator))
    except csv.Error:
        return data  # what is wrong with it is said by whoever reads it
    return made.getvalue().encode()


def _encoding_fault(data: bytes, name: str) -> Fault:
    """The fault of the first byte that is no UTF-8."""
    good = 0
    try:
        data.decode()
    except UnicodeDecodeError as error:
        good = error.start
    guess = text(en=", and the file is not GB18030 either", zh="，也不是 GB18030 编码")
    if _is_utf_16(data):
        guess = text(en="; it begins as UTF-16 and is damaged", zh="；它以 UTF-16 开头，但内容已损坏")
    row = data.count(b"\n", 0, good) + 1
    return fault("wrong-encoding", file=name, row=row, byte=f"0x{data[good]:02X}", guess=guess)


def _header_faults(header: list[str], name: str) -> Iterator[Fault]:
    for number, column in enumerate(header, 1):
        place = {"file": name, "row": 1, "column": number}
        if column not in COLUMNS:
            yield fault("unknown-column", **place, given=shown(column), way=way_out(column, COLUMNS))
        elif header.index(column) != number - 1:
            yield fault("same-column-twice", **place, given=column)
    for column in NEEDED:
        if column not in header:
            yield fault("missing-column", file=name, row=1, given=column)


class _Row:
    """One row: its cells by column, and what is wrong with them."""

    def __init__(self, cells: Mapping[str, str], header: list[str], name: str, row: int) -> None:
        self._cells = cells
        self._header = header
        self.name = name
        self.row = row
        self.faults: list[Fault] = []

    def __getitem__(self, column: str) -> str:
        return self._cells.get(column, "")

    def fault(self, code: str, column: str, **arguments: Any) -> Fault:
        number = self._header.index(column) + 1 if column in self._header else None
        return fault(code, file=self.name, row=self.row, column=number, field=column, **arguments)

    def tag(self) -> Tag | None:
        """The tag, None when a cell is wrong."""
        for column in NEEDED:
            if column in self._header and not self[column]:
                self.faults.append(self.fault("cell-missing", column, given=column))
        numbers = {column: self._number(column, usual) for column, usual in _NUMBERS.items()}
        self._check(numbers)
        if self.faults:
            return None
        texts: dict[str, Any] = {
            column: self[column] for column in ("connection", "address", "unit", "equipment", "description")
        }
        return Tag(
            id=self["id"],
            name=self._title(),
            type=self["type"] or "uint16",
            byte_order=self["byte_order"] or "ABCD",  # type: ignore[arg-type] # it was checked
            poll=self["poll"] or None,
            place=_place(self["address"]),
            **texts,
            **numbers,
        )

    def _title(self) -> Any:
        names = {"en": self["name_en"], "zh": self["name_zh"]}
        return {lang: name for lang, name in names.items() if name}

    def _number(self, column: str, usual: float | None) -> Any:
        written = self[column]
        if not written:
            return usual
        value = read_number(written)
        if value is None:
            self.faults.append(self.fault("wrong-number", column, given=shown(written)))
        return value

    def _check(self, numbers: Mapping[str, Any]) -> None:
        id, kind, order = self["id"], self["type"], self["byte_order"]
        wrong: list[tuple[bool, Callable[[], Fault]]] = [
            (
                bool(id) and not _is_tag_id(id),
                lambda: self.fault("wrong-tag-id", "id", given=shown(id)),
            ),
            (
                bool(kind) and not is_tag_type(kind),
                lambda: self.fault("wrong-tag-type", "type", given=shown(kind), known=", ".join(TYPE_NAMES)),
            ),
            (
                bool(order) and order not in BYTE_ORDERS,
                lambda: self.fault("wrong-byte-order", "byte_order", given=shown(order), known=", ".join(BYTE_ORDERS)),
            ),
            (numbers["scale"] == 0, lambda: self.fault("zero-scale", "scale")),
            (
                (numbers["deadband"] or 0) < 0,
                lambda: self.fault("too-small", "deadband", given=self["deadband"], limit=0),
            ),
            (
                None not in (numbers["low"], numbers["high"]) and numbers["low"] > numbers["high"],
                lambda: self.fault("limits-crossed", "low", low=self["low"], high=self["high"]),
            ),
        ]
        self.faults += [make() for is_wrong, make in wrong if is_wrong]
        if self["poll"]:
            self.faults += [self.fault(code, "poll", **said) for _, code, said in duration_faults(self["poll"])]


def _is_tag_id(id: str) -> bool:
    return len(id) <= _ID_LENGTH and id.isprintable() and not set(id) & set(" \"'")


def _place(address: str) -> Address | None:
    try:
        return parse_address(address)
    except ValueError:
        return None
