"""The import rules that keep one identity per module and the runtime below everything else."""

from __future__ import annotations

import ast
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

import sinterflow.runtime

ROOT = Path(__file__).parent.parent
FOLDERS = ("runtime", "nodes", "plugins", "editor")


def sources(folder: str) -> list[Path]:
    below = "**/*.py" if folder != "editor" else "*.py"  # npm's packages bring Python files
    return sorted((ROOT / folder).glob(below))


SOURCES = [path for folder in FOLDERS for path in sources(folder)]
ABOVE_THE_RUNTIME = [path for folder in FOLDERS[1:] for path in sources(folder)]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def absolute_imports(path: Path) -> Iterator[str]:
    """Every module imported by its full name; `from x import y` gives `x`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module


def names_from_the_sdk(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module == "sinterflow.runtime":
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_imports_are_relative_inside_a_folder_and_absolute_across(path: Path) -> None:
    folder = path.relative_to(ROOT).parts[0]
    for name in absolute_imports(path):
        assert name.split(".")[0] not in FOLDERS, f"write sinterflow.{name}"
        assert not f"{name}.".startswith(f"sinterflow.{folder}."), f"{name}: import it relatively"


@pytest.mark.parametrize("path", ABOVE_THE_RUNTIME, ids=name_of)
def test_nodes_plugins_and_the_editor_import_only_the_sdk(path: Path) -> None:
    ours = {name for name in absolute_imports(path) if f"{name}.".startswith("sinterflow.")}
    assert ours <= {"sinterflow.runtime"}, "import the names that sinterflow.runtime offers"
    assert set(names_from_the_sdk(path)) <= set(sinterflow.runtime.__all__), "not a name of the SDK"


def test_layers_and_families_keep_their_import_contracts() -> None:
    linter = Path(sysconfig.get_path("scripts"), "lint-imports")
    run = subprocess.run([linter, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
