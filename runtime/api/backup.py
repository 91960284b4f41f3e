"""Backups: which there are, making one now, taking one away, and the recovery passphrase. None is restored here: that
needs a machine on which nothing runs, and somebody in front of it."""

from __future__ import annotations

import asyncio
import re
from datetime import datetime
from functools import partial
from typing import Any

import msgspec
import structlog
from aiohttp import web

from ..errors import SinterflowError
from ..faults import fault
from ..flow.document import BackupDocument
from ..keeping.backups import Backups, Busy, Good
from ..keeping.belongs import ENDING
from ..keeping.folder import Kept, file_name, prefix_of
from ..keeping.making import Backup, Made
from ..keeping.passphrase import accepted, make_passphrase
from ..keeping.recovery import RecoveryKeys, make_keys, save_keys
from ..reasons import reason
from .problem import Problem
from .routes import BASE, Call, Route
from .shown import PageQuery, Shown, page

EXPECTED = "Sinterflow-Expected-Bytes"
"""The header of a download: about how many bytes it will have at most."""
NAME = "Sinterflow-Backup-Name"
PATIENCE = 120.0
"""Seconds that a reader of a download may take for a piece of it; meanwhile effect keys are kept that could go."""
BINARY = "application/octet-stream"
_NAMED = re.compile(r"[A-Za-z0-9-]{1,120}" + re.escape(ENDING))


class UnderWay(msgspec.Struct):
    """A backup that is being made: `bytes` of about `of` are packed."""

    started: datetime
    bytes: int
    of: int


class BackupFailed(msgspec.Struct):
    time: datetime
    reason: Shown


class RecoveryShown(msgspec.Struct):
    """The key that backups are sealed to: its short name, and when it was made."""

    fingerprint: str
    made: datetime


class BackupItem(msgspec.Struct):
    """A file in the folder of backups. `made`: as its name says."""

    name: str
    bytes: int
    made: datetime


class BackupsShown(msgspec.Struct, kw_only=True):
    """`last`: the last good one that was made into the folder; `failed`: the attempt after it, if that failed.

    `due`: when the schedule makes the next. `recovery` is null until a passphrase was set up.
    """

    running: UnderWay | None
    last: Good | None
    failed: BackupFailed | None
    schedule: BackupDocument | None
    due: datetime | None
    folder: str
    recovery: RecoveryShown | None
    items: list[BackupItem]
    next: str | None


class NewRecovery(msgspec.Struct, forbid_unknown_fields=True):
    """`passphrase` null: one is made. `replace`: there is one already, which holds for earlier backups only."""

    passphrase: str | None = None
    replace: bool = False


class RecoveryMade(msgspec.Struct):
    """`passphrase`, if it was made here, is shown this once and kept nowhere."""

    passphrase: str | None
    fingerprint: str
    made: datetime


def backups_of(call: Call) -> Backups:
    if call.served.backups is None:
        raise Problem(409, fault("no-data-folder"))
    return call.served.backups


async def get_backups(call: Call) -> web.Response:
    return call.answer(await _shown(call))


async def make_backup(call: Call) -> web.Response:
    backups = backups_of(call)
    await _keys(backups)
    _begin(backups)
    await call.audit("backup.make", str(backups.folder))
    return call.answer(await _shown(call), 202)


def _begin(backups: Backups) -> None:
    try:
        backups.begin()
    except Busy:
        raise Problem(409, fault("backup-running")) from None


async def download_new(call: Call) -> web.StreamResponse:
    """The file comes as it is made; what does not end with its signature is no backup."""
    backups = backups_of(call)
    keys = await _keys(backups)
    if backups.under is not None:
        raise Problem(409, fault("backup-running"))
    name = file_name(prefix_of(backups.name, keys.recovery), call.served.security.now())
    await call.audit("backup.download", name)
    stream = _Stream(call.request, name)
    try:
        await backups.run(partial(_send, stream))
        await stream.response.write_eof()
    except Busy:
        raise Problem(409, fault("backup-running")) from None
    except (SinterflowError, OSError) as error:
        if not stream.begun:
            said = error.text if isinstance(error, SinterflowError) else str(error)
            raise Problem(503, fault("backup-failed", reason=said)) from None
        stream.break_off(error)
    return stream.response


class _Stream:
    """The answer, written from the thread of the backup; the first piece begins it."""

    def __init__(self, request: web.Request, name: str) -> None:
        self._request = request
        self._loop = asyncio.get_running_loop()
        self.begun = False
        disposition = f'attachment; filename="{name}"'
        headers = {"Content-Type": BINARY, "Content-Disposition": disposition, NAME: name, "Cache-Control": "no-store"}
        self.response = web.StreamResponse(headers=headers)

    def begin(self, expected: int) -> None:
        self.response.headers[EXPECTED] = str(expected)
        self._wait(self._begin())

    def write(self, data: bytes) -> None:
        self._wait(self.response.write(data))

    def break_off(self, error: Exception) -> None:
        """Let the reader see that it is not whole."""
        log: Any = structlog.get_logger("sinterflow.backup")
        log.warning("a backup was broken off", error=str(error))
        if self._request.transport is not None:
            self._request.transport.abort()

    async def _begin(self) -> None:
        self.begun = True
        await self.response.prepare(self._request)

    def _wait(self, work: Any) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)


def _send(stream: _Stream, backup: Backup) -> Made:
    stream.begin(backup.bytes)
    return backup.write(stream)


async def download_kept(call: Call) -> web.StreamResponse:
    backups, name = backups_of(call), call.path("name")
    if not _NAMED.fullmatch(name) or name not in {one.name for one in await backups.kept()}:
        raise Problem(404, fault("backup-not-found", name=name))
    await call.audit("backup.download", name)
    headers = {
        "Content-Type": BINARY, "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store",
    }  # fmt: skip
    return web.FileResponse(backups.folder / name, headers=headers)


async def set_recovery(call: Call) -> web.Response:
    """Who sets the passphrase can open every later backup, and with it all that anybody may: an administrator, or who
    owns the data folder."""
    if call.caller.by != "command":
        call.need("users")
    backups, body = backups_of(call), call.body
    async with backups.setting_up:
        before = await _known(backups)
        if before is not None and not body.replace:
            raise Problem(409, fault("recovery-exists", made=f"{before.made:%Y-%m-%d}"))
        try:
            passphrase = make_passphrase() if body.passphrase is None else accepted(body.passphrase)
        except SinterflowError as error:
            raise Problem(422, fault("bad-passphrase", said=error.text, field="passphrase")) from None
        keys = await asyncio.to_thread(_set_up, call.served.security.data, passphrase)
    was = None if before is None else before.recovery.fingerprint
    await call.audit("backup.recovery", keys.recovery.fingerprint, before=was, after=keys.recovery.fingerprint)
    made = RecoveryMade(passphrase if body.passphrase is None else None, keys.recovery.fingerprint, keys.made)
    return call.answer(made, 201)


def _set_up(data: Any, passphrase: str) -> RecoveryKeys:
    keys = make_keys(passphrase)
    save_keys(data, keys)
    return keys


async def _keys(backups: Backups) -> RecoveryKeys:
    keys = await _known(backups)
    if keys is None:
        raise Problem(409, fault("backup-without-key"))
    return keys


async def _known(backups: Backups) -> RecoveryKeys | None:
    """What was set up, if anything was; a file that is damaged or cannot be read is said."""
    try:
        return await backups.keys()
    except SinterflowError as error:
        raise Problem(409, fault("backup-failed", reason=error.text)) from None
    except OSError as error:
        raise Problem(409, fault("backup-failed", reason=reason(error))) from None


async def _shown(call: Call) -> BackupsShown:
    backups = backups_of(call)
    keys, kept, state = await _known(backups), await backups.kept(), backups.state
    part, following = page(kept, call.query, _name) if isinstance(call.query, PageQuery) else (kept, None)
    under = backups.under
    return BackupsShown(
        running=None if under is None else UnderWay(under.started, under.bytes, under.of),
        last=state.good,
        failed=None if state.failed is None else BackupFailed(state.failed.time, state.failed.reason),
        schedule=backups.schedule,
        due=backups.next,
        folder=str(backups.folder),
        recovery=None if keys is None else RecoveryShown(keys.recovery.fingerprint, keys.made),
        items=[BackupItem(one.name, one.bytes, one.made) for one in part],
        next=following,
    )


def _name(one: Kept) -> str:
    return one.name


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/backup",
        handler=get_backups,
        summary="What is known of backups, and those in the folder of backups, newest first.",
        right="backup",
        query=PageQuery,
        answers={200: BackupsShown},
        refused=(409,),
    ),
    Route(
        method="POST",
        path=f"{BASE}/backup",
        handler=make_backup,
        summary="Begins a backup into the folder of backups.",
        right="backup",
        answers={202: BackupsShown},
        refused=(409,),
    ),
    Route(
        method="POST",
        path=f"{BASE}/backup/download",
        handler=download_new,
        summary="Makes a backup, which is the answer; one that is broken off is not whole.",
        right="backup",
        answers={200: (BINARY,)},
        refused=(409, 503),
    ),
    Route(
        method="GET",
        path=f"{BASE}/backup/files/{{name}}",
        handler=download_kept,
        summary="A backup of the folder.",
        right="backup",
        answers={200: (BINARY,)},
        refused=(404, 409),
    ),
    Route(
        method="POST",
        path=f"{BASE}/backup/recovery",
        handler=set_recovery,
        summary="Sets up the recovery passphrase; one that is made is in the answer, and nowhere else.",
        right="backup",
        body=NewRecovery,
        answers={201: RecoveryMade},
        refused=(409,),
    ),
]
