"""Signatures: given by a person who shows who they are for it, and read again by number or by record."""

from __future__ import annotations

import sqlite3
from typing import Annotated, Any

import msgspec
from aiohttp import web

from ..faults import fault
from ..security import signatures
from ..security.audit import Entry
from ..security.identify import Evidence
from ..security.limits import open_to
from ..security.methods import METHOD_TITLES
from ..security.security import Note
from ..security.signatures import Meaning, Signature
from .problem import Problem
from .routes import BASE, Call, Route
from .shown import Number
from .station import identified


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`signer`: what the signer shows, whoever is signed on. `record`: what is signed, as the signer sees it."""

    signer: Evidence
    meaning: Meaning
    record: dict[str, Any]
    area: Annotated[str, msgspec.Meta(max_length=64)] = ""
    reason: Annotated[str, msgspec.Meta(max_length=1000)] = ""


class SignatureQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`hash`: only those of the record with it. `before`: only those with a lower number."""

    hash: str | None = None
    before: Number | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 100


class SignaturePage(msgspec.Struct):
    """`next` goes into `before`."""

    items: list[Signature]
    next: str | None


async def sign(call: Call) -> web.Response:
    body, security, station = call.body, call.served.security, call.caller.station
    place = f"station:{station}" if station else call.request.remote or ""
    who = await identified(call, body.signer, place)
    name, known = who.person.name, security.directory.known
    if who.person.must_change and who.method.startswith("password"):
        raise Problem(403, fault("password-to-change"))  # somebody else knows it, who gave it
    if not known.granted(name).has(body.meaning, body.area):
        raise Problem(403, fault("missing-right", author=name, right=body.meaning))
    if body.meaning not in open_to(who.method, known.policy):
        method = METHOD_TITLES[known.policy[body.meaning]]
        raise Problem(403, fault("sign-on-too-weak", author=name, right=body.meaning, method=method))
    when = security.now()

    def keep(db: sqlite3.Connection, note: Note) -> Signature:
        made = signatures.sign(
            db,
            person=name,
            station=station,
            meaning=body.meaning,
            record=body.record,
            method=who.method,
            reason=body.reason,
            when=when,
        )
        said = {"signature": made.number, "hash": made.hash, "method": made.method}
        action = f"sign.{made.meaning}"
        note(
            Entry(
                author=name,
                station=station,
                action=action,
                target=made.hash,
                after=said,
                reason=body.reason,
                area=body.area,
            )
        )
        return made

    return call.answer(await security.change(keep), 201)


async def list_signatures(call: Call) -> web.Response:
    query = call.query

    def read(db: sqlite3.Connection) -> list[Signature]:
        if query.hash is not None:
            return signatures.of(db, query.hash)
        return signatures.page(db, query.before, query.limit)

    found = await call.served.security.store.reading(read)
    more = query.hash is None and len(found) == query.limit
    return call.answer(SignaturePage(found, str(found[-1].number) if more else None))


async def get_signature(call: Call) -> web.Response:
    given = call.path("number")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0
    found = await call.served.security.store.reading(lambda db: signatures.get(db, number))
    if found is None:
        raise Problem(404, fault("signature-not-found", number=given))
    return call.answer(found)


ROUTES = [
    Route(
        method="POST",
        path=f"{BASE}/signatures",
        handler=sign,
        summary="Signs a record. The signer shows who they are for it, whoever is signed on.",
        right="view",
        of="anywhere",
        body=Wanted,
        answers={201: Signature},
        refused=(429,),
    ),
    Route(
        method="GET",
        path=f"{BASE}/signatures",
        handler=list_signatures,
        summary="Signatures, the newest first; with `hash` those of one record in their order.",
        right="view",
        query=SignatureQuery,
        answers={200: SignaturePage},
    ),
    Route(
        method="GET",
        path=f"{BASE}/signatures/{{number}}",
        handler=get_signature,
        summary="One signature.",
        right="view",
        answers={200: Signature},
        refused=(404,),
    ),
]
