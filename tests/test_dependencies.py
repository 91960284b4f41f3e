"""Every library has its reason written down, and no lock file ties an installation to one registry."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent


def documented(section: str) -> set[str]:
    """The names in the first column of a section's tables."""
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    body = text.split(f"\n## {section}\n")[1].split("\n## ")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", body, re.MULTILINE))


def declared_by_python() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    return {match.group() for group in groups for text in group if (match := re.match(r"[\w.-]+", text))}


def declared_by_the_editor() -> set[str]:
    package = json.loads((ROOT / "editor" / "package.json").read_text(encoding="utf-8"))
    return {*package["dependencies"], *package["devDependencies"]}


def test_each_python_dependency_has_its_reason_in_the_docs() -> None:
    assert documented("Python") == declared_by_python()


def test_each_dependency_of_the_editor_has_its_reason_in_the_docs() -> None:
    assert documented("Editor") == declared_by_the_editor()


def test_the_lock_file_of_the_editor_records_no_download_address() -> None:
    lock = json.loads((ROOT / "editor" / "package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, entry in lock["packages"].items() if "resolved" in entry] == []
