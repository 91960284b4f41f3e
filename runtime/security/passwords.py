"""Passwords: what may be one, and their hashes (Argon2id, RFC 9106).

Hashing takes tens of milliseconds and 19 MiB by design, so it has its own threads, and few of them: a flood of logins
waits there, and the loop and the other threads go on. The library comes with the first password: a gateway whose
people do not log in is spared the memory.
"""

from __future__ import annotations

import asyncio
import secrets
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from argon2 import PasswordHasher

T = TypeVar("T")
SHORTEST = 8
"""Characters of a password (NIST SP 800-63B, 3.1.1.2)."""
LONGEST = 256
AT_ONCE = 2
"""Passwords that are hashed at the same time."""
GENERATED = "abcdefghjkmnpqrstuvwxyz23456789"
"""What a random password is made of: characters that are not mistaken for each other."""


class Passwords:
    """Hashes and checks passwords off the loop."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._given = hasher
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="passwords")

    @cached_property
    def _hasher(self) -> PasswordHasher:
        """With the least that OWASP recommends: a gateway has little memory. Hashes of other parameters count, and are
        renewed. Its first use blocks."""
        from argon2 import PasswordHasher

        return self._given or PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

    @cached_property
    def _dummy(self) -> str:
        return _nobodys(self._hasher)

    def hash_now(self, password: str) -> str:
        """Blocks."""
        return self._hasher.hash(password)

    async def hash(self, password: str) -> str:
        return await self._run(self.hash_now, password)

    async def fits(self, password: str, kept: str | None) -> bool:
        """Whether `kept` is a hash of this password. None or an empty one takes as long as one that does not fit."""
        return await self._run(self._fits, password, kept)

    def is_old(self, kept: str) -> bool:
        """Whether a hash was made with other parameters than those of today."""
        return self._hasher.check_needs_rehash(kept)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _fits(self, password: str, kept: str | None) -> bool:
        from argon2.exceptions import InvalidHashError, VerificationError

        try:
            return self._hasher.verify(kept or self._dummy, password) and bool(kept)
        except (VerificationError, InvalidHashError):
            return False

    async def _run(self, work: Callable[..., T], *given: str | None) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, *given)


def _nobodys(hasher: PasswordHasher) -> str:
    """A hash that no password has and that takes as long to check as any other."""
    salt, digest = (b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${digest}"


def random_password() -> str:
    """A password that can be read out and typed: 16 characters, 79 bits."""
    return "-".join("".join(secrets.choice(GENERATED) for _ in range(4)) for _ in range(4))


def weakness(password: str, name: str) -> str | None:
    """The code of the fault that a new password of `name` has, None when it will do."""
    if not SHORTEST <= len(password) <= LONGEST:
        return "password-length"
    if password.casefold() in (name.casefold(), "password", "12345678", "sinterflow", "123456789", "1234567890"):
        return "password-known"
    if len(set(password)) < 3:
        return "password-known"
    return None
