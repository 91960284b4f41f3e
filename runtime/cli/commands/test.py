"""`sinterflow test`: runs flow tests on the virtual clock."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...faults import fault
from ...text import pick, text
from ..command import Refused, as_json, option
from ..command import command as make_command
from ..language import language, say

if TYPE_CHECKING:
    from ...flowtests import CaseResult


@make_command(
    "test",
    said=text(en="Run flow tests on the virtual clock.", zh="在虚拟时钟上运行流程测试。"),
    more=text(
        en="PATH is a project folder, whose tests/*.json are run, or a test file. Exit code 1 when a case fails.",
        zh="PATH 为项目目录（运行其中的 tests/*.json）或测试文件。有用例失败时退出码为 1。",
    ),
)
@click.argument("path", nargs=-1, required=True)
@option(
    "--junit",
    metavar="FILE",
    said=text(en="Write the results as JUnit XML, too.", zh="同时把结果写成 JUnit XML 文件。"),
)
@as_json
def command(path: tuple[str, ...], junit: str | None, as_json: bool) -> int:
    missing = [each for each in path if not Path(each).exists()]
    for each in missing:
        click.echo(fault("missing-path", given=each).line(language()), err=True)
    results: list[CaseResult] = []
    for result in run(file for each in path if each not in missing for file in files(Path(each))):
        results.append(result)
        if not as_json:
            click.echo(shown(result))
    if as_json:
        click.echo(json.dumps({"cases": [described(one) for one in results]}, ensure_ascii=False, indent=2))
    if junit is not None:
        write_junit(Path(junit), results)
    failed = sum(not one.passed for one in results)
    click.echo(summary(results, failed), err=True)
    return 2 if missing else 1 if failed else 0


def files(path: Path) -> list[Path]:
    """The test files that a path means."""
    if path.is_file():
        return [path]
    inside = path / "tests" if (path / "project.json").is_file() else path
    return sorted(one for one in inside.rglob("*.json") if not one.name.startswith(".")) if inside.is_dir() else []


def run(paths: Iterable[Path]) -> Iterator[CaseResult]:
    """Each case as soon as it has ended; what nodes log stays out of the results."""
    from ... import logs
    from ...flowtests import run_file
    from ...registry import load

    logs.set_up(language(), level="critical")
    registry = load()
    for path in paths:
        yield from run_file(path, registry)


def shown(result: CaseResult) -> str:
    name = f"{result.file}: {pick(result.name, language())}"
    if result.passed:
        return f"{click.style(say(en='ok  ', zh='通过'), fg='green')}  {name} ({result.seconds:.2f} s)"
    failed = click.style(say(en="FAIL", zh="失败"), fg="red", bold=True)
    return "\n".join([f"{failed}  {name}", *("      " + line for line in reasons(result))])


def reasons(result: CaseResult) -> list[str]:
    """Why a case failed, a line each."""
    said = pick(result.said, language())
    return [*said.splitlines(), *(one.line(language()) for one in result.faults)]


def described(result: CaseResult) -> dict[str, Any]:
    return {
        "file": result.file,
        "name": pick(result.name, language()),
        "passed": result.passed,
        "seconds": round(result.seconds, 6),
        "message": pick(result.said, language()),
        "faults": [one.describe(language()) for one in result.faults],
    }


def summary(results: list[CaseResult], failed: int) -> str:
    if not results:
        return say(
            en="no tests found; they are files in the project's folder tests",
            zh="没有找到测试；测试文件应放在项目的 tests 目录中",
        )
    passed, took = len(results) - failed, sum(one.seconds for one in results)
    return say(
        en=f"{passed} passed, {failed} failed in {took:.2f} s",
        zh=f"{passed} 个通过，{failed} 个失败，用时 {took:.2f} s",
    )


def printable(said: str) -> str:
    """Without the characters that XML cannot hold."""
    return "".join(one if one in "\t\n" or one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in said)


def write_junit(file: Path, results: list[CaseResult]) -> None:
    """One suite a test file, as build servers read it."""
    from xml.etree import ElementTree

    root = ElementTree.Element("testsuites")
    for name in dict.fromkeys(one.file for one in results):
        mine = [one for one in results if one.file == name]
        failures = str(sum(not one.passed for one in mine))
        suite = ElementTree.SubElement(
            root, "testsuite", name=name, time=seconds(mine), tests=str(len(mine)), failures=failures
        )
        for one in mine:
            title = printable(pick(one.name, language()))
            case = ElementTree.SubElement(suite, "testcase", classname=name, name=title, time=seconds([one]))
            if not one.passed:
                why = [printable(line) for line in reasons(one)]
                ElementTree.SubElement(case, "failure", message=why[0]).text = "\n".join(why)
    try:
        ElementTree.ElementTree(root).write(file, encoding="utf-8", xml_declaration=True)
    except OSError as error:
        from ...reasons import reason

        why_not = reason(error)
        raise Refused(
            en=f"--junit: {file} cannot be written: {pick(why_not)}; name another file",
            zh=f"--junit：无法写入 {file}：{pick(why_not, 'zh')}；请换一个文件",
        ) from error


def seconds(results: list[CaseResult]) -> str:
    return f"{sum(one.seconds for one in results):.6f}"
