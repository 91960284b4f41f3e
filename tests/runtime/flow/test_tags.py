"""Tag lists: every encoding they come in, every fault with its row and column."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sinterflow.runtime.faults import Fault
from sinterflow.runtime.flow.tags import COLUMNS, TagList
from sinterflow.runtime.tag import Address, Tag, parse_address

HEADER = ",".join(COLUMNS)
GOOD = "F1.Z1.PV,Zone 1,一区,plc-1,40001,int16,CDAB,0.1,-5,°C,0,1200,0.5,1s,furnace,pyrometer"
CONNECTIONS = {"plc-1": "modbus.tcp", "opc": "opcua.client"}


def read(content: str | bytes, **known: Any) -> TagList:
    tags = TagList(known.get("connections", CONNECTIONS), known.get("equipment", {"furnace"}))
    tags.add(content if isinstance(content, bytes) else content.encode(), "tags/f.csv")
    return tags


def places(found: list[Fault]) -> list[tuple[str, int | None, int | None]]:
    assert all(one.file == "tags/f.csv" and one.line("zh") for one in found)
    return [(one.code, one.row, one.column) for one in found]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_list_is_read_in_every_encoding_it_comes_in(encoding: str, end: str) -> None:
    mark = "\ufeff" if encoding.startswith("utf-16") else ""
    tags = read(f"{mark}{HEADER}{end}{GOOD}{end}{end}".encode(encoding))
    assert tags.faults == []
    assert tags.tags == {
        "F1.Z1.PV": Tag(
            id="F1.Z1.PV", name={"en": "Zone 1", "zh": "一区"}, connection="plc-1", address="40001", type="int16",
            byte_order="CDAB", scale=0.1, offset=-5, unit="°C", low=0, high=1200, deadband=0.5, poll="1s",
            equipment="furnace", description="pyrometer", place=Address("holding", 0),
        )
    }  # fmt: skip


def test_columns_may_come_in_any_order_and_most_may_be_missing() -> None:
    tags = read("address,id,connection\nholding:7,A,plc-1\n")
    assert tags.faults == []
    tag = tags.tags["A"]
    assert (tag.type, tag.scale, tag.low, tag.poll, tag.place) == ("uint16", 1, None, None, Address("holding", 7))


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("id", "", "cell-missing"),
        ("id", "a b", "wrong-tag-id"),
        ("connection", "plc-2", "unknown-connection"),
        ("address", "", "cell-missing"),
        ("address", "50001", "wrong-address"),
        ("address", "holding:70000", "wrong-address"),
        ("type", "int17", "wrong-tag-type"),
        ("type", "bits:9-3", "wrong-tag-type"),
        ("byte_order", "ABDC", "wrong-byte-order"),
        ("scale", "x", "wrong-number"),
        ("scale", "NaN", "wrong-number"),
        ("scale", "0", "zero-scale"),
        ("low", "1300", "limits-crossed"),
        ("deadband", "-1", "too-small"),
        ("poll", "1 s", "not-a-duration"),
        ("equipment", "oven", "unknown-equipment"),
    ],
)
def test_a_wrong_cell_is_named_with_its_place(column: str, cell: str, code: str) -> None:
    cells = dict(zip(COLUMNS, GOOD.split(","), strict=True)) | {column: cell}
    tags = read(f"{HEADER}\n\n{','.join(cells.values())}\n")
    assert places(tags.faults) == [(code, 3, COLUMNS.index(column) + 1)]


def test_every_fault_of_a_list_is_named() -> None:
    rows = [
        "id,connection,address,adress,id",
        "A,plc-1,40001,,",
        "A,plc-1,40002",
        'A,plc-1,"40002\n",,',
        "B,,x,,",
    ]
    tags = read("\n".join(rows))
    assert places(tags.faults) == [
        ("unknown-column", 1, 4),
        ("same-column-twice", 1, 5),
        ("cell-missing", 2, 1),
        ("wrong-cell-count", 3, None),
        ("cell-missing", 4, 1),
        ("cell-missing", 6, 1),
        ("cell-missing", 6, 2),
    ]


def test_the_same_tag_twice_names_where_it_was_first() -> None:
    tags = read(f"{HEADER}\n{GOOD}\n{GOOD}\n")
    assert places(tags.faults) == [("same-tag-twice", 3, 1)]
    assert "tags/f.csv:2" in tags.faults[0].message()


def test_addresses_of_other_protocols_are_theirs() -> None:
    assert read("id,connection,address\nA,opc,ns=2;s=Zone.PV\n").faults == []


def test_a_broken_table_and_a_missing_header_are_faults() -> None:
    (wrong,) = read(b"id\n\xff\xff\xff").faults
    assert (wrong.code, wrong.row) == ("wrong-encoding", 2)
    assert "0xFF" in wrong.line()
    assert [one.code for one in read("").faults] == ["file-empty"]
    assert [one.code for one in read("name\nx\n").faults] == ["unknown-column", *["missing-column"] * 3]
    assert "csv-syntax" in [one.code for one in read('id,connection,address\n"a"b,c,d\n').faults]
    assert [one.code for one in read("id,connection,address\na\0,b,c\n").faults] == ["nul-byte"]


@given(
    st.binary(max_size=300) | st.text(max_size=300).map(lambda one: (HEADER + "\n" + one).encode("utf-8", "replace"))
)
def test_any_bytes_give_tags_or_faults(data: bytes) -> None:
    tags = read(data)
    assert all(one.line(lang) for one in tags.faults for lang in ("en", "zh"))


@pytest.mark.parametrize(
    ("written", "address", "shown"),
    [
        ("40001", Address("holding", 0), "40001 (holding:0)"),
        ("400001", Address("holding", 0), "40001 (holding:0)"),
        ("holding:9998", Address("holding", 9998), "49999 (holding:9998)"),
        ("410000", Address("holding", 9999), "410000 (holding:9999)"),
        ("465536", Address("holding", 65535), "465536 (holding:65535)"),
        ("00001", Address("coil", 0), "00001 (coil:0)"),
        ("10003", Address("discrete", 2), "10003 (discrete:2)"),
        (" input:5 ", Address("input", 5), "30006 (input:5)"),
    ],
)
def test_an_address_is_read_in_both_spellings_and_shown_in_both(written: str, address: Address, shown: str) -> None:
    assert parse_address(written) == address
    assert str(address) == shown
    assert parse_address(address.classic) == parse_address(address.named) == address


@pytest.mark.parametrize(
    "written", ["", "4001", "40000", "20001", "465537", "holding:", "holding:-1", "hold:1", "4\uff10001"]
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="Modbus address"):
        parse_address(written)
