"""What all commands have in common: languages, wrong use, exit codes, help pages, start-up."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest

from sinterflow.runtime.cli.app import COMMANDS
from sinterflow.runtime.cli.columns import width, wrap

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_every_help_page_speaks_both_languages(sinterflow: Any, command: tuple[str, ...]) -> None:
    english = sinterflow(*command, "--help")
    chinese = sinterflow(*command, "--help", "--lang", "zh")
    assert (english.code, chinese.code) == (0, 0)
    assert not HAN.search(english.out.replace("溯流", ""))
    for line in chinese.out.splitlines():
        words = re.sub(r"--?[a-z-]+|[A-Z/|\[\]\d.…]+", "", line).split()
        assert HAN.search(line) or len(words) < 4, f"not translated: {line}"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", COMMANDS)
def test_help_pages_fit_a_terminal(sinterflow: Any, command: str, lang: str) -> None:
    for line in sinterflow(command, "--help", "--lang", lang).out.splitlines():
        assert width(line) <= 80


@pytest.mark.parametrize(
    ("environment", "greeting"),
    [({"LANG": "zh_CN.UTF-8"}, "用法"), ({"LANG": "zh_CN", "LC_ALL": "C"}, "Usage"), ({"LC_ALL": "zh_TW"}, "用法")],
)
def test_the_environment_chooses_the_language(
    sinterflow: Any, monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], greeting: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert sinterflow("--help").out.startswith(greeting)


@pytest.mark.parametrize(
    ("arguments", "english", "chinese"),
    [
        (("chek",), "did you mean check?", "您是指 check 吗？"),
        (("dance",), "the commands are demo, run", "可用的命令：demo, run"),
        (("check", "--jsn", "x"), "there is no option --jsn (did you mean --json?)", "没有选项 --jsn"),
        (("check",), "PATH... is missing", "缺少 PATH..."),
        (("init",), "DIR is missing", "缺少 DIR"),
        (("status",), "--to is missing", "缺少 --to"),
        (("init", "a", "b"), "b is too much", "多余的参数：b"),
        (("run", "x", "--port"), "--port needs a value", "--port 需要一个值"),
        (("run", "x", "--port", "99999"), "99999 is not a port number", "99999 不是端口号"),
        (("run", "x", "--safe=1"), "--safe takes no value", "--safe 不接受值"),
    ],
)
def test_wrong_use_is_said_with_the_way_out(
    sinterflow: Any, arguments: tuple[str, ...], english: str, chinese: str
) -> None:
    said = sinterflow(*arguments)
    assert (said.code, said.out) == (2, "")
    assert english in said.err
    assert chinese in sinterflow("--lang", "zh", *arguments).err


def test_an_unknown_language_is_refused(sinterflow: Any) -> None:
    said = sinterflow("--lang", "fr", "nodes")
    assert said.code == 2
    assert "fr is not a language here; write en or zh" in said.err


def test_without_a_command_the_help_page_is_shown(sinterflow: Any) -> None:
    said = sinterflow()
    assert (said.code, said.out) == (2, "")
    assert "doctor" in said.err


def test_a_traceback_is_shown_only_with_debug(sinterflow: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sinterflow.runtime.registry.load", lambda: 1 / 0)
    plain, debug = sinterflow("nodes"), sinterflow("nodes", "--debug")
    assert (plain.code, debug.code) == (1, 1)
    assert "Traceback" not in plain.err
    assert "ZeroDivisionError" in plain.err
    assert "--debug" in plain.err
    assert "Traceback" in debug.err


def test_the_version_is_that_of_the_installation(sinterflow: Any) -> None:
    from importlib.metadata import version

    assert sinterflow("--version").out == f"sinterflow {version('sinterflow')}\n"


HEAVY = ("aiohttp", "pymodbus", "gmqtt", "jinja2", "sqlite_utils", "prometheus_client", "jsonschema_rs", "amqtt")


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["check", "."]])
def test_what_only_a_running_project_needs_is_not_imported(arguments: list[str], tmp_path: Any) -> None:
    code = (
        "import sys\nfrom sinterflow.runtime.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        f"print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines()[-1] == "[]"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_each_shell(sinterflow: Any, shell: str) -> None:
    assert "_SINTERFLOW_COMPLETE" in sinterflow("completion", shell).out


def test_a_shell_is_told_the_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    environment = {"_SINTERFLOW_COMPLETE": "bash_complete", "COMP_WORDS": "sinterflow do", "COMP_CWORD": "1"}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    done = subprocess.run([sys.executable, "-m", "sinterflow.runtime.cli"], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["plain,doctor"]


def test_an_unknown_shell_is_refused(sinterflow: Any) -> None:
    said = sinterflow("completion", "cmd")
    assert said.code == 2
    assert "bash, zsh, fish" in said.err


def test_chinese_lines_break_between_characters_but_not_before_punctuation() -> None:
    lines = wrap("检查流程，和项目。每个 fault 都说明 where。", 10)
    assert all(width(line) <= 10 for line in lines)
    assert not any(line[0] in "，。" for line in lines)
    assert "".join(lines).replace(" ", "") == "检查流程，和项目。每个fault都说明where。"
