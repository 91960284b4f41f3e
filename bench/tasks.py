"""Whole tasks of a person in the browser: the first flow, beside Node-RED's editor, and a tag list that comes alive."""

from __future__ import annotations

from statistics import median
from typing import Any

from . import modbus5000, nodered, ours
from .editor import browsed, built
from .machine import free_port
from .measure import OPTIONS, Row, number

PAGE = "tasks_page.mjs"


def run() -> list[Row]:
    built()
    reds = [red for red in nodered.installed() if "4.1" in red.name]
    first: list[dict[str, Any]] = []
    tags: list[dict[str, Any]] = []
    beside: dict[str, list[dict[str, Any]]] = {red.name: [] for red in reds}
    for _ in range(OPTIONS.rounds):
        first.append(_first())
        tags.append(_tags())
        for red in reds:
            beside[red.name].append(_red(red))
    return [
        *_rows("first flow, from nothing to its first message", first, beside),
        *_rows("200 tags, from a list to live values", tags, {}),
    ]


def _rows(work: str, found: list[dict[str, Any]], beside: dict[str, list[dict[str, Any]]]) -> list[Row]:
    """What a practised person needs, with the time that the program lets one wait; and the acts."""
    return [
        _row(f"{work} (s)", "whole", found, beside),
        _row("the same, of it the program's own (s)", "waited", found, beside),
        _row("the same, clicks, drags and texts typed", "acts", found, beside),
    ]


def _row(work: str, figure: str, found: list[dict[str, Any]], beside: dict[str, list[dict[str, Any]]]) -> Row:
    values = [float(each[figure]) for each in found]
    peers = {name: [float(each[figure]) for each in theirs] for name, theirs in beside.items() if theirs}
    first = next(iter(peers.values()), None)
    return Row(
        work=work,
        ours=number(median(values)),
        peers={name: number(median(theirs)) for name, theirs in peers.items()},
        ratio="–" if first is None else f"{median(values) / median(first):.3g}×",
        spread=f"{number(min(values))}–{number(max(values))}",
        goal="–",
        reached=None,
    )


def _first() -> dict[str, Any]:
    with ours.start() as child:
        return browsed(PAGE, task="first", url=_link(child.said("url ")))


def _tags() -> dict[str, Any]:
    port = free_port()
    with modbus5000.devices([port]), ours.start() as child:
        return browsed(PAGE, task="tags", url=_link(child.said("url ")), plc=port)


def _red(red: nodered.Installed) -> dict[str, Any]:
    child, port = red.serve([{"id": "tab", "type": "tab", "label": "tab"}], editor=True)
    with child:
        return browsed(PAGE, task="red", url=f"http://127.0.0.1:{port}/")


def _link(said: str) -> str:
    _, _, url, token = said.split()
    return f"{url}/#token={token}"
