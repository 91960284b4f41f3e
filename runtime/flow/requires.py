"""`requires` of a flow: the plugins it needs, with PEP 440 specifiers of their versions."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ..faults import Fault, fault
from .document import Flow
from .pointer import pointer


def requirement_faults(flow: Flow, file: str | None) -> Iterator[Fault]:
    """Plugins that are missing or of a version that does not fit."""
    if not flow.requires:
        return
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    for name, wanted in flow.requires.items():
        place = {"file": file, "path": pointer(("requires", name)), "field": name}
        try:
            specifier = SpecifierSet(wanted)
        except InvalidSpecifier:
            yield fault("wrong-specifier", **place, given=wanted)
            continue
        installed = version_of(name)
        if installed is None:
            yield fault("missing-plugin", **place, name=name)
        elif not specifier.contains(installed, prereleases=True):
            yield fault("wrong-plugin", **place, name=name, wanted=wanted, installed=installed)


@cache
def version_of(plugin: str) -> str | None:
    """The version of a plugin, by the name of its entry point or of its distribution; None: not installed."""
    from importlib.metadata import PackageNotFoundError, entry_points, version

    for one in entry_points(group="sinterflow", name=plugin):
        if one.dist is not None:
            return one.dist.version
    try:
        return version(plugin)
    except (PackageNotFoundError, ValueError):  # ValueError: no name at all
        return None
