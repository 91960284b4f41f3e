"""What is run as a service, and whether it answers. How a system runs services is in on_linux.py and on_windows.py."""

from __future__ import annotations

import json
import ssl
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

PATIENCE = 90.0
"""Seconds that a new version has to answer: the first start after an upgrade may bring its files up to date."""
_LOOK = 0.5


@dataclass(frozen=True)
class Service:
    """The project that is run, and how it is to be reached. Kept between upgrades."""

    project: str
    host: str = "127.0.0.1"
    port: int = 8480
    headless: bool = False
    insecure: bool = False
    tls_cert: str | None = None
    tls_key: str | None = None

    @property
    def data(self) -> Path:
        return Path(self.project, "data")

    def arguments(self) -> list[str]:
        """Of `sinterflow`."""
        words = ["run", self.project, "--host", self.host, "--port", str(self.port)]
        for name, file in (("--tls-cert", self.tls_cert), ("--tls-key", self.tls_key)):
            words += [name, file] if file else []
        return words + [f"--{name}" for name in ("headless", "insecure") if getattr(self, name)]

    def answers(self) -> bool:
        """Whether the process lives and serves. Which certificate it shows does not matter here."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        address = f"[{host}]" if ":" in host else host
        url = f"{'https' if self.tls_cert else 'http'}://{address}:{self.port}/healthz"
        anyone = ssl.create_default_context()
        anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
        direct = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=anyone)
        )
        try:
            with direct.open(url, timeout=5) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def answers_within(self, seconds: float) -> bool:
        return wait(self.answers, seconds)


def wait(until: object, seconds: float) -> bool:
    """Look again and again; false when it did not come about in this time."""
    assert callable(until)
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            return False
        time.sleep(_LOOK)
    return True


class System(Protocol):
    """What a system does for a service."""

    home: Path
    """Where versions are installed."""
    project: Path
    """The project when none is named."""

    def can_serve(self) -> bool:
        """Whether it runs services at all."""

    def prepare(self, service: Service) -> None:
        """Give the user that the service runs as the project and nothing else."""

    def define(self, service: Service, program: Path) -> None:
        """Run this program from now on, at every start of the machine."""

    def start(self, service: Service) -> None: ...

    def stop(self, service: Service) -> None:
        """In order; returns when nothing runs any more."""

    def remove(self) -> None:
        """The service and the command are gone."""

    def copy(self, data: Path, into: Path) -> None:
        """With owners and rights."""

    def link(self, program: Path) -> Path:
        """Make the command `sinterflow` mean this program; gives where it is."""

    def last_words(self, service: Service) -> str:
        """The end of the service's log."""


FILE = "service.json"


def load(home: Path) -> Service | None:
    """The service as it was set up; None when there is none."""
    try:
        return Service(**json.loads((home / FILE).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def save(home: Path, service: Service) -> None:
    unfinished = home / f"{FILE}.new"
    unfinished.write_text(json.dumps(asdict(service), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    unfinished.replace(home / FILE)
