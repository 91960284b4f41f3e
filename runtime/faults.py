"""Faults: what is wrong with a file, a flow or a request, in the one shape of the contract (§6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from .fault_texts import CATALOGUE
from .text import fill, pick

Severity = Literal["error", "warning"]
_PLACES = ("severity", "file", "path", "row", "column", "node", "wire", "field")


class Fault(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One fault. `code` is stable and listed in docs/faults.md; `args` fill the places of its text.

    `path` is a JSON pointer (RFC 6901) into the document, `row` and `column` are 1-based places in a
    text file, `wire` is `from:port>to:port`.
    """

    code: str
    severity: Severity = "error"
    file: str | None = None
    path: str | None = None
    row: int | None = None
    column: int | None = None
    node: str | None = None
    wire: str | None = None
    field: str | None = None
    args: dict[str, Any] = {}

    def message(self, lang: str = "en") -> str:
        return fill(CATALOGUE[self.code].message, lang, self.args)

    def hint(self, lang: str = "en") -> str:
        return fill(CATALOGUE[self.code].hint, lang, self.args)

    def describe(self, lang: str = "en") -> dict[str, Any]:
        """The fault as the JSON object of the contract; places that are not known are left out."""
        places = {name: value for name in _PLACES if (value := getattr(self, name)) is not None}
        return {"code": self.code, **places, "message": self.message(lang), "hint": self.hint(lang)}

    def line(self, lang: str = "en") -> str:
        """The fault as one line of text: `file: owner: field: message; hint`."""
        file = self.file
        if file is not None and self.row is not None:
            file = f"{file}:{self.row}" if self.column is None else f"{file}:{self.row}:{self.column}"
        owner = self.wire.replace(">", " → ") if self.wire else self.node
        said = self.message(lang) if not (hint := self.hint(lang)) else f"{self.message(lang)}; {hint}"
        return ": ".join(part for part in (file, owner, self.field, said) if part)


def fault(code: str, **where_and_args: Any) -> Fault:
    """A fault of the catalogue; places (`file`, `node`, …) by their names, everything else fills its text."""
    places = {name: where_and_args.pop(name) for name in _PLACES if name in where_and_args}
    places.setdefault("severity", CATALOGUE[code].severity)
    return Fault(code=code, args=where_and_args, **places)


def at(found: Iterable[Fault], **places: Any) -> list[Fault]:
    """The same faults with `places` filled in where they are not known yet."""
    return [
        msgspec.structs.replace(one, **{k: v for k, v in places.items() if getattr(one, k) is None}) for one in found
    ]


def errors(found: Iterable[Fault]) -> list[Fault]:
    """Only those that keep a flow from running."""
    return [one for one in found if one.severity == "error"]


__all__ = ["Fault", "Severity", "at", "errors", "fault", "pick"]
