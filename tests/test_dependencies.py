"""Every library has its reason written down, and no lock file ties an installation to one registry."""

from __future__ import annotations

import json
import re
import tomllib
from collections import defaultdict
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parent.parent
ONLY_ON_WINDOWS = {"tzdata", "tzlocal"}  # not installed where the tests run


def documented(section: str) -> set[str]:
    """The names in the first column of a section's tables."""
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    body = text.split(f"\n## {section}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", body, re.MULTILINE))


def documented_groups() -> dict[str, set[str]]:
    """The names in each table of the Python section, by the title above it."""
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    body = text.split("\n## Python\n")[1].split("\n## ")[0]
    parts = re.split(r"^(Needed to run|Extra `\w+`):$", body, flags=re.MULTILINE)[1:]
    return {
        title: set(re.findall(r"^\| `([^`]+)` \|", part, re.MULTILINE))
        for title, part in zip(parts[::2], parts[1::2], strict=True)
    }


def declared_groups() -> dict[str, set[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = {f"Extra `{name}`": group for name, group in project["optional-dependencies"].items()}
    return {
        title: {match.group() for text in group if (match := re.match(r"[\w.-]+", text))}
        for title, group in {"Needed to run": project["dependencies"], **groups}.items()
    }


def imported_by_the_program() -> set[str]:
    """The outermost names of the modules that the program imports, wherever in its files."""
    names = set[str]()
    for folder in ("runtime", "nodes", "plugins", "flows"):
        for file in (ROOT / folder).rglob("*.py"):
            text = file.read_text(encoding="utf-8")
            names |= set(re.findall(r"^\s*(?:from|import) (\w+)", text, re.MULTILINE))
    return names


def declared_by_the_editor() -> set[str]:
    package = json.loads((ROOT / "editor" / "package.json").read_text(encoding="utf-8"))
    return {*package["dependencies"], *package["devDependencies"]}


def test_each_python_dependency_has_its_reason_in_the_docs() -> None:
    assert documented_groups() == declared_groups()


def test_what_is_needed_to_run_is_used_by_the_program() -> None:
    provides = defaultdict[str, set[str]](set)
    for module, distributions in packages_distributions().items():
        for name in distributions:
            provides[name.lower().replace("_", "-")].add(module)
    imported = imported_by_the_program()
    needed = declared_groups()["Needed to run"] - ONLY_ON_WINDOWS
    assert {name for name in needed if not provides[name] & imported} == set()


def test_each_dependency_of_the_editor_has_its_reason_in_the_docs() -> None:
    assert documented("Editor") == declared_by_the_editor()


def test_the_lock_file_of_the_editor_records_no_download_address() -> None:
    lock = json.loads((ROOT / "editor" / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []
