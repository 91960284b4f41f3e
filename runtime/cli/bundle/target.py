"""The machines that a bundle can be made for: which wheels fit them, and which requirements hold there."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from packaging.requirements import Requirement

GLIBC = 28
"""Wheels for Linux may need a C library up to 2.28: Debian 10, Ubuntu 20.04, RHEL 8 and newer have it."""


class Target(NamedTuple):
    """A platform and a Python, 3.`minor`."""

    platform: str
    minor: int

    @property
    def python(self) -> str:
        return f"3.{self.minor}"

    @property
    def windows(self) -> bool:
        return self.platform.startswith("win")

    @property
    def extras(self) -> frozenset[str]:
        """What is worth having on every such machine."""
        return frozenset() if self.windows else frozenset({"speed"})

    def pip_options(self) -> list[str]:
        """What tells pip to take wheels for this machine instead of the one that it runs on."""
        abis = (f"cp3{self.minor}", "abi3", "none")
        return [
            *("--only-binary=:all:", "--implementation", "cp", "--python-version", self.python),
            *(word for abi in abis for word in ("--abi", abi)),
            *(word for tag in self.tags() for word in ("--platform", tag)),
        ]

    def tags(self) -> list[str]:
        """The platform tags of wheels that run there (PEP 425, PEP 600); pip derives no older ones by itself."""
        if self.windows:
            return [self.platform]
        machine = self.platform.removeprefix("linux_")
        oldest = 5 if machine == "x86_64" else 17
        perennial = [f"manylinux_2_{minor}_{machine}" for minor in range(GLIBC, oldest - 1, -1)]
        return [*perennial, f"manylinux2014_{machine}", self.platform]

    def wants(self, requirement: Requirement, extras: Collection[str] = ()) -> bool:
        """Whether its marker holds there. pip would ask the machine that it runs on.

        The micro version of that Python is not known: it counts as the first, which needs every backport.
        """
        if requirement.marker is None:
            return True
        environment = {**self._markers(), "python_version": self.python, "python_full_version": f"{self.python}.0"}
        return any(requirement.marker.evaluate({**environment, "extra": extra}) for extra in ("", *extras))

    def _markers(self) -> dict[str, str]:
        common = {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
        if self.windows:
            system = {"os_name": "nt", "sys_platform": "win32", "platform_system": "Windows"}
            return {**common, **system, "platform_machine": "AMD64"}
        system = {"os_name": "posix", "sys_platform": "linux", "platform_system": "Linux"}
        return {**common, **system, "platform_machine": self.platform.removeprefix("linux_")}


PLATFORMS = ("win_amd64", "linux_x86_64", "linux_aarch64")
OLDEST = 11
"""Python 3.11, as pyproject.toml has it."""
