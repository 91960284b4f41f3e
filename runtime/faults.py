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
        """The fault as the JSON object of the contract, with all its keys; unknown places are null."""
        places = {name: getattr(self, name) for name in _PLACES}
        return {"code": self.code, **places, "message": self.message(lang), "hint": self.hint(lang)}

    def line(self, lang: str = "en") -> str:
        """The fault as one line of text: `file: owner: field: message; hint`.

        Row and column stand behind the file, as editors read them; with an owner they count within its field (a line of
        code) and stand behind that.
        """
        place = "".join(f":{number}" for number in (self.row, self.column) if number is not None)
        owner = self.wire.replace(">", " → ") if self.wire else self.node
        file, field = self.file, self.field
        if owner and field:
            field += place
        elif file:
            file += place
        said = self.message(lang) if not (hint := self.hint(lang)) else f"{self.message(lang)}; {hint}"
        return ": ".join(part for part in (file, owner, field, said) if part)


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
