"""What a project takes from the machine it runs on: environment variables and secrets."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

from .. import secrecy
from ..secrecy import HIDDEN

ALLOWED = "SINTERFLOW_ENV_ALLOW"
"""Names the variables that projects may read, separated by commas; unset: all but those that look like secrets."""
_LOOKS_SECRET = re.compile(
    r"SECRET|TOKEN|PASSW|PASSPHRASE|(^|_)PASS$|_PWD$|CREDENTIAL|PRIVATE|COOKIE"
    r"|(^|_)(API_?|ACCESS_?|AUTH_?)?KEY$|(^|_)KEY_|(^|_)AUTH|(^|_)DSN$|DATABASE_URL|CONNECTION_STRING",
    re.IGNORECASE,
)


class Outside:
    """Environment and secrets. It remembers which secrets it gave out, so that no fault shows one."""

    def __init__(self, environ: Mapping[str, str] | None = None, secrets: Mapping[str, str] | None = None) -> None:
        self._environ = os.environ if environ is None else environ
        self._secrets = secrets
        self._given: set[str] = set()

    def variable(self, name: str) -> str | None:
        """An environment variable, None when it is not set."""
        return self._environ.get(name)

    def may_read(self, name: str) -> bool:
        """Whether a project may read an environment variable: who may edit flows could show what it holds, and the
        process was given more than is meant for them."""
        allowed = self._environ.get(ALLOWED)
        if allowed is not None:
            return name in {one.strip() for one in allowed.split(",")}
        return _LOOKS_SECRET.search(name) is None

    def secret(self, name: str) -> str | None:
        """The value of a secret: from those given, else from the variable `SINTERFLOW_SECRET_NAME`."""
        value = (self._secrets or {}).get(name)
        for variable in (f"SINTERFLOW_SECRET_{name}", self.variable_of(name)):
            value = self._environ.get(variable) if value is None else value
        if value is not None:
            self.remember(value)
        return value

    @staticmethod
    def variable_of(name: str) -> str:
        """The environment variable in which a secret is looked for."""
        return "SINTERFLOW_SECRET_" + re.sub(r"[^A-Za-z0-9]", "_", name).upper()

    def remember(self, secret: str) -> None:
        """Hide this text in faults from now on, and wherever else texts are made for people."""
        if secret:
            self._given |= secrecy.forms(secret)
            secrecy.remember(secret)

    def hidden(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """A fault's arguments without any secret that was given out."""
        return {name: self._hide(value) for name, value in arguments.items()} if self._given else arguments

    def _hide(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {key: self._hide(inner) for key, inner in value.items()}
        if isinstance(value, int | float) and not isinstance(value, bool):
            return HIDDEN if str(value) in self._given else value
        if not isinstance(value, str):
            return value
        for secret in sorted(self._given, key=len, reverse=True):
            value = value.replace(secret, HIDDEN)
        return value
