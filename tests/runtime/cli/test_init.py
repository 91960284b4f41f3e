"""`sinterflow init`."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def test_a_new_project_passes_check(sinterflow: Any, tmp_path: Path) -> None:
    folder = tmp_path / "my plant"
    made = sinterflow("init", str(folder))
    assert made.code == 0
    assert f"sinterflow check {folder}" in made.out
    checked = sinterflow("check", str(folder))
    assert (checked.code, checked.out) == (0, "")
    assert "data/" in (folder / ".gitignore").read_text()


def test_an_empty_folder_is_taken(sinterflow: Any, tmp_path: Path) -> None:
    assert sinterflow("init", str(tmp_path)).code == 0


def test_a_folder_with_something_in_it_is_refused_and_left_alone(sinterflow: Any, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    said = sinterflow("init", str(tmp_path))
    assert said.code == 2
    assert "not an empty folder" in said.err
    assert "不是空目录" in sinterflow("init", str(tmp_path), "--lang", "zh").err
    assert [each.name for each in tmp_path.iterdir()] == ["notes.txt"]


def test_a_place_that_cannot_be_written_is_named(sinterflow: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = sinterflow("init", str(tmp_path / "file" / "plant"))
    assert said.code == 2
    assert "file/plant cannot be made: a part of the path is not a folder" in said.err
    assert "路径中有一段不是目录" in sinterflow("init", str(tmp_path / "file" / "plant"), "--lang", "zh").err
