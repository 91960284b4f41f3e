"""People at the front door: a server with somebody known, and browsers that log in as them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any

import aiohttp
from argon2 import PasswordHasher
from yarl import URL

from sinterflow.runtime.security.passwords import Passwords
from tests.runtime.api.front import BASE, Answer, Front

QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "tall oak by the gate"


def quick(front: Front) -> None:
    """Hash passwords in no time: what takes long by design is not what these tests are about."""
    front.security.passwords.close()
    front.security.passwords = Passwords(QUICK)


async def add(front: Front, user: str, *grants: str | tuple[str, str], **more: Any) -> Answer:
    """A person with these roles, as `role` or `(role, area)`; the password need not be changed."""
    listed = [{"role": one} if isinstance(one, str) else {"role": one[0], "area": one[1]} for one in grants]
    body = {"user": user, "grants": listed, "password": PASSWORD, "must_change": False, **more}
    return await front.post(f"{BASE}/users", body)


class Browser:
    """Keeps cookies and shows the CSRF token, as the editor does."""

    def __init__(self, front: Front, session: aiohttp.ClientSession) -> None:
        self.front = front
        self.session = session
        self.csrf = ""

    async def log_in(self, user: str, password: str = PASSWORD, **more: Any) -> Answer:
        answer = await self.call("POST", f"{BASE}/login", {"user": user, "password": password, **more})
        if answer.status == 200:
            self.csrf = answer.json["csrf"]
        return answer

    async def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        url = URL(self.front.server.url + path, encoded=True)
        sent = {"X-CSRF-Token": self.csrf} if self.csrf else {}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = None
        if body is not None:
            sent["Content-Type"], data = "application/json", BytesIO(json.dumps(body).encode())
        async with self.session.request(method, url, data=data, headers=sent, allow_redirects=False) as answered:
            return Answer(answered.status, answered.headers, await answered.read())

    async def get(self, path: str) -> Answer:
        return await self.call("GET", path)


@asynccontextmanager
async def browser(front: Front) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield Browser(front, session)


@asynccontextmanager
async def logged_in(front: Front, user: str, **more: Any) -> AsyncIterator[Browser]:
    async with browser(front) as made:
        answer = await made.log_in(user, **more)
        assert answer.status == 200, answer.raw
        yield made


def codes(answers: Sequence[Answer]) -> list[str]:
    return [code for one in answers for code in one.codes]
