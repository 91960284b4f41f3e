"""Secrets: their names and who uses them; values only come in."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Literal, TypeVar

import msgspec
from aiohttp import web

from ..errors import SinterflowError
from ..faults import Fault, fault
from ..flow.nearest import way_out
from ..flow.outside import Outside
from ..flow.secrets import Users, secret_users
from ..reasons import reason
from ..security.audit import Entry
from ..security.vault import LARGEST, NAME
from .problem import Problem
from .routes import BASE, Call, Route
from .served import Served

T = TypeVar("T")
NOBODY = Users([], [])


class SecretShown(msgspec.Struct, kw_only=True):
    """A secret that is kept or used. `source`: where its value comes from, null: nowhere. `stale`: it was changed and
    what uses it still has the value from before, until the next deploy. `time` and `author` of the store alone."""

    name: str
    source: Literal["store", "environment"] | None
    time: datetime | None
    author: str | None
    flows: list[str]
    connections: list[str]
    stale: bool


class SecretsShown(msgspec.Struct):
    items: list[SecretShown]
    next: None = None


class Value(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the secret is. Nothing gives it back."""

    value: Annotated[str, msgspec.Meta(extra_json_schema={"writeOnly": True})]


class Rotated(msgspec.Struct):
    """Values that were encrypted with new keys; they are the same values."""

    values: int


async def get_secrets(call: Call) -> web.Response:
    served, users = call.served, await _users(call)
    names = sorted({*served.security.vault.kept, *users})
    return call.answer(SecretsShown([_shown(served, name, users) for name in names]))


async def put_secret(call: Call) -> web.Response:
    name, value = call.path("name"), call.body.value
    if not NAME.fullmatch(name):
        raise Problem(422, fault("secret-name", given=name))
    if not 1 <= len(value.encode("utf-8", "surrogatepass")) <= LARGEST:
        raise Problem(422, fault("secret-value", field="value", path="/value", limit=LARGEST))
    entry = _entry(call, "secret.set", name)
    await _done(call, lambda: call.served.security.vault.put(name, value, entry))
    return call.answer(_shown(call.served, name, await _users(call)))


async def delete_secret(call: Call) -> web.Response:
    name, vault = call.path("name"), call.served.security.vault
    users = (await _users(call)).get(name)
    if name not in vault.kept:
        raise Problem(404, fault("secret-not-found", name=name, way=way_out(name, vault.kept)))
    if users is not None and Outside().secret(name) is None:
        raise Problem(409, fault("secret-in-use", name=name, users=_listed(users)))
    entry = _entry(call, "secret.delete", name)
    await _done(call, lambda: vault.remove(name, entry))
    return web.Response(status=204)


async def rotate(call: Call) -> web.Response:
    entry = _entry(call, "secret.rotate", "")
    return call.answer(Rotated(await _done(call, lambda: call.served.security.vault.rotate(entry))))


async def secret_faults(call: Call) -> list[Fault]:
    """What needs attention: secrets that cannot be read, and those that were changed and not taken up."""
    vault = call.served.security.vault
    found = [fault("secrets-unreadable", reason=vault.problem)] if vault.problem else []
    stale = call.served.deployer.opened.stale_secrets
    users = await _users(call) if stale else {}
    return [*found, *(fault("secret-changed", name=name, users=_listed(users.get(name, NOBODY))) for name in stale)]


async def _users(call: Call) -> dict[str, Users]:
    """What uses each secret; all flows are looked through, which takes its time."""
    return await asyncio.get_running_loop().run_in_executor(None, secret_users, call.served.project.whole)


async def _done(call: Call, work: Callable[[], T]) -> T:
    """The result of what the store does in its thread."""
    try:
        return await call.served.security.store.asking(work)
    except SinterflowError as error:
        raise Problem(503, fault("secrets-unreadable", reason=error.text)) from error
    except OSError as error:
        raise Problem(503, fault("not-kept", said=reason(error))) from error
    except sqlite3.Error as error:
        raise Problem(503, fault("not-kept", said=str(error))) from error


def _entry(call: Call, action: str, target: str) -> Entry:
    return Entry(author=call.caller.author, station=call.caller.station, action=action, target=target)


def _shown(served: Served, name: str, users: Mapping[str, Users]) -> SecretShown:
    kept, used = served.security.vault.kept.get(name), users.get(name, NOBODY)
    source: Literal["store", "environment"] | None = "store" if kept is not None else None
    if source is None and Outside().secret(name) is not None:
        source = "environment"
    return SecretShown(
        name=name,
        source=source,
        time=kept.time if kept is not None else None,
        author=kept.author if kept is not None else None,
        flows=used.flows,
        connections=used.connections,
        stale=name in served.deployer.opened.stale_secrets,
    )


def _listed(users: Users) -> str:
    return ", ".join([*users.connections, *users.flows])


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/secrets",
        handler=get_secrets,
        summary="The names of secrets, and which flows and connections use them; no value is ever shown.",
        right="edit",
        answers={200: SecretsShown},
    ),
    Route(
        method="PUT",
        path=f"{BASE}/secrets/{{name}}",
        handler=put_secret,
        summary="Sets a secret. What uses it takes the new value with the next deploy, whose plan shows what restarts.",
        right="secrets",
        body=Value,
        any_text=True,
        answers={200: SecretShown},
        refused=(503,),
    ),
    Route(
        method="DELETE",
        path=f"{BASE}/secrets/{{name}}",
        handler=delete_secret,
        summary="Forgets a secret that nothing uses.",
        right="secrets",
        answers={204: None},
        refused=(404, 409, 503),
    ),
    Route(
        method="POST",
        path=f"{BASE}/secrets/rotate",
        handler=rotate,
        summary="Encrypts all secrets with new keys; their values stay.",
        right="secrets",
        answers={200: Rotated},
        refused=(503,),
    ),
]
