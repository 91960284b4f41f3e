"""What is known of people, roles, sessions and tokens, in memory: each request asks it.

The file is what counts. After a change made here, and when another process (the command line) has changed it, it is
read again; who must know (open WebSockets) is told.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from typing import TypeVar

from . import badges, own_roles, people, policy, sessions, signatures, stations, tokens
from .caller import Caller
from .granted import Granted
from .limits import narrowed, withheld
from .own_roles import OwnRole, roles_with
from .people import Person
from .roles import Role
from .sessions import Session, hash_of
from .stations import Station
from .store import Store
from .tokens import PREFIX, Token

T = TypeVar("T")
LOOK = 0.5
"""Seconds between two looks at whether another process has changed the file."""
OVER = 10
"""Looks after which who listens sees whether a session is over by itself."""
KEEP_USED = 120
"""Looks after which is written down when sessions and tokens were last used."""
SCHEMAS = (
    *(people.SCHEMA, own_roles.SCHEMA, sessions.SCHEMA, tokens.SCHEMA),
    *(stations.SCHEMA, badges.SCHEMA, policy.SCHEMA, signatures.SCHEMA),
)


class Known:
    """The content of the file at one moment."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.people: dict[str, Person] = {people.key(one.name): one for one in people.everybody(db)}
        self.own_roles: dict[str, OwnRole] = own_roles.own_roles(db)
        self.roles: dict[str, Role] = roles_with(self.own_roles)
        self.sessions: dict[bytes, Session] = {one.hash: one for one in sessions.all_sessions(db)}
        self.tokens: dict[bytes, Token] = {one.hash: one for one in tokens.all_tokens(db)}
        self.stations: dict[str, Station] = {one.id: one for one in stations.everyone(db)}
        self.station_tokens = stations.tokens(db)
        self.policy = policy.policy(db)
        self.sign_ons = badges.sign_ons(db)
        self._granted = {name: Granted() if one.disabled else self.granted_by(one) for name, one in self.people.items()}
        self.people_exist = any(not self.people[people.key(name)].must_change for name in self.admins())

    def person(self, name: str) -> Person | None:
        return self.people.get(people.key(name))

    def granted(self, name: str) -> Granted:
        """What a person may do; nothing once they are disabled, also by what they have signed before."""
        return self._granted.get(people.key(name), Granted())

    def granted_by(self, one: Person) -> Granted:
        """What the grants of a person add up to."""
        parts = ((grant.area, self.roles[grant.role].rights) for grant in one.grants if grant.role in self.roles)
        return Granted.of(parts)

    def admins(self) -> list[str]:
        """Those who can manage people."""
        return [one.name for name, one in self.people.items() if people.is_admin(one, self._granted[name])]


class Directory:
    """Opening blocks. `now` is the wall clock in seconds."""

    def __init__(self, store: Store, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self._version = store.read(_version)
        self.known = store.read(Known)
        self.changed: set[Callable[[], None]] = set()
        """Called on the loop after each change, and when a session may have ended by itself."""
        self._ticks = 0
        self._used: dict[str, float] = {}
        self._used_tokens: dict[str, float] = {}

    @property
    def people_exist(self) -> bool:
        """Whether there is an administrator who need not change the password first: then the start token is over."""
        return self.known.people_exist

    async def change(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do this in one transaction, durable on return; then it is known here."""

        def write() -> tuple[T, Known]:
            done = self._store.write(work)
            return done, self._store.read(Known)

        done, known = await self._store.asking(write)
        self._take(known)
        return done

    def change_now(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """`change` before the loop runs. Blocks."""
        done = self._store.write(work)
        self.known = self._store.read(Known)
        return done

    def caller_of_session(self, token: str, *, use: bool = True) -> Caller | None:
        """Whose session this is; None when it is nobody's or over. To `use` it keeps it alive."""
        session = self.known.sessions.get(hash_of(token))
        if session is None or session.is_over(now := self._now()):
            return None
        caller = self.caller_in(session)
        if use and caller is not None:
            session.used = self._used[session.id] = now
        return caller

    def caller_in(self, session: Session) -> Caller | None:
        """The caller of a session, as far as the person may still do something."""
        person = self.known.person(session.person)
        if person is None or person.disabled:
            return None
        area = ""
        if session.station:
            station = self.known.stations.get(session.station)
            if station is None or not station.at_work:
                return None
            area = station.area
        full, policy = self.known.granted(person.name), self.known.policy
        return Caller(
            author=person.name,
            rights=narrowed(full, session.method, policy, area),
            withheld=withheld(full, session.method, policy),
            by="session",
            station=session.station,
            person=person.name,
            credential=session.id,
            must_change=person.must_change and session.method.startswith("password"),
        )

    def caller_of_token(self, token: str, *, use: bool = True) -> Caller | None:
        """Whose API token this is; None when it is nobody's or over. To `use` it is kept with its time."""
        found = self.known.tokens.get(hash_of(token)) if token.startswith(PREFIX) else None
        if found is None or found.is_over(now := self._now()):
            return None
        granted = found.granted
        if found.owner:
            owner = self.known.person(found.owner)
            if owner is None or owner.disabled:
                return None
            granted = granted.within(self.known.granted(owner.name))
        if use:
            found.used = self._used_tokens[found.id] = now
        return Caller(author=f"token:{found.name}", rights=granted, by="token", owner=found.owner, credential=found.id)

    def caller_of_station(self, token: str) -> Caller | None:
        """Which station's device this is; alone it may look on in its area. None when it is none's."""
        id = self.known.station_tokens.get(hash_of(token)) if token.startswith(stations.PREFIX) else None
        station = self.known.stations.get(id) if id is not None else None
        if station is None or not station.at_work:
            return None
        seeing = Granted.of([(station.area or None, ("view",))])
        return Caller(author=f"station:{station.id}", rights=seeing, by="station", station=station.id)

    async def tick(self) -> None:
        """Half a second, then a look whether another process has changed the file; called again and again."""
        await asyncio.sleep(LOOK)
        self._ticks += 1
        if not await self.look() and self._ticks % OVER == 0:
            self._tell()
        if self._ticks % KEEP_USED == 0:
            await self.keep_used()

    async def look(self) -> bool:
        """Take over what another process has changed; False: nothing."""

        def read() -> tuple[int, Known | None]:
            version = self._store.read(_version)
            return version, None if version == self._version else self._store.read(Known)

        try:
            self._version, known = await self._store.asking(read)
        except sqlite3.Error:
            return False  # the disk is away: what is known goes on
        if known is not None:
            self._take(known)
        return known is not None

    async def keep_used(self) -> None:
        """Write down when sessions and tokens were last used; what is not written, only an idle time-out misses."""
        used, self._used = self._used, {}
        used_tokens, self._used_tokens = self._used_tokens, {}
        now = self._now()

        def write(db: sqlite3.Connection) -> None:
            sessions.keep_used(db, used, now)
            tokens.keep_used(db, used_tokens)

        if used or used_tokens:
            try:
                await self.change(write)
            except sqlite3.Error:
                self._used, self._used_tokens = used | self._used, used_tokens | self._used_tokens

    def _take(self, known: Known) -> None:
        for session in known.sessions.values():
            session.used = max(session.used, self._used.get(session.id, 0.0))
        for token in known.tokens.values():
            token.used = self._used_tokens.get(token.id, token.used)
        self.known = known
        self._tell()

    def _tell(self) -> None:
        for listener in list(self.changed):
            listener()


def _version(db: sqlite3.Connection) -> int:
    """A number that changes when another connection has changed the file."""
    found: int = db.execute("pragma data_version").fetchone()[0]
    return found
