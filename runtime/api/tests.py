"""Flow tests: which there are, and what comes of running them against what is deployed or drafted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import msgspec
from aiohttp import web

from ..deploy.desk import Desk
from ..deploy.renames import FOLDER, MOST
from ..encoding import encode
from ..faults import Fault, fault
from ..flow.files import FolderFiles
from ..flow.load import document as read_document
from ..flow.reader import read_json
from ..flowtests.document import FlowTest
from ..flowtests.process import NoResult, run_tests
from ..reasons import reason
from .documents import Version
from .problem import Problem
from .routes import BASE, Call, Route
from .shared_files import check_place
from .shown import FaultShown, Page, PageQuery, Shown, faults_shown

LONGEST = 300.0
OWN = "tests/the-document.json"
"""What a test is called that comes with the request."""


class TestsQuery(PageQuery, frozen=True, forbid_unknown_fields=True):
    """Those of one `flow`, or all."""

    flow: str = ""


class TestFile(msgspec.Struct, kw_only=True):
    """A file in the project's folder `tests`. One with `faults` cannot be run."""

    file: str
    flow: str | None
    cases: list[Shown]
    faults: list[FaultShown]


class TestRun(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which tests: `files`, those of a `flow`, or a `document`; nothing: all. They run against the project as it
    is drafted or `deployed`. `timeout`: real seconds for all of them."""

    files: Annotated[list[str], msgspec.Meta(max_length=1000)] = []
    flow: str = ""
    document: dict[str, Any] | None = None
    version: Version = "draft"
    timeout: Annotated[float, msgspec.Meta(gt=0, le=LONGEST)] = 60.0


class CaseShown(msgspec.Struct, kw_only=True):
    """One case; `message` and `faults` say why it failed, `seconds` are real ones."""

    file: str
    name: str
    passed: bool
    seconds: float
    message: str
    faults: list[FaultShown]


class Results(msgspec.Struct):
    cases: list[CaseShown]
    passed: int
    failed: int


Name: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class Renamed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What has other ids in drafts: nodes as `flow/node` → `flow/node`, inside of instances `flow/instance/node`, and
    connections by their names alone."""

    renamed: Annotated[dict[Name, Name], msgspec.Meta(min_length=1, max_length=MOST)]


class _Read(msgspec.Struct):
    name: str
    data: bytes | None
    test: FlowTest | None
    faults: list[Fault]


async def list_tests(call: Call) -> web.Response:
    found = await call.served.deployer.ask(_tests)
    fitting = [one for one in found if call.query.flow in ("", one.test.flow if one.test is not None else "")]
    return call.answer_page(fitting, lambda one: one.name, lambda one: _shown(call, one))


async def run(call: Call) -> web.Response:
    asked = call.body
    files = await call.served.deployer.ask(lambda desk: _files(desk, asked))
    if call.served.trials.locked():
        raise Problem(503, fault("test-busy"), headers={"Retry-After": "5"})
    async with call.served.trials:
        try:
            cases = await run_tests(files, asked.timeout, call.lang)
        except NoResult as failed:
            raise Problem(422, fault("tests-failed", said=failed.text)) from None
    passed = sum(case["passed"] for case in cases)
    return call.answer({"cases": cases, "passed": passed, "failed": len(cases) - passed})


async def renamed(call: Call) -> web.Response:
    """Remember other ids, so that the tests on disk can follow."""
    for name, to in call.body.renamed.items():
        if _flow_of(to) != _flow_of(name) or name.count("/") != to.count("/"):
            raise Problem(422, fault("wrong-rename", one=name, other=to))

    try:
        await call.served.deployer.ask(lambda desk: desk.renames.note(call.body.renamed))
    except OSError as error:
        raise Problem(503, fault("not-kept", said=reason(error))) from error
    return web.Response(status=204)


def _flows_renamed_in(call: Call) -> Iterable[str]:
    """None where a connection is among it: that is about all flows."""
    flows = {_flow_of(name) for name in call.body.renamed}
    return () if "" in flows else flows


def _flow_of(name: str) -> str:
    """Empty for a connection."""
    return name.partition("/")[0] if "/" in name else ""


def _tests(desk: Desk) -> list[_Read]:
    """The test files on disk: they are no part of what is deployed."""
    check_place(desk)
    source = FolderFiles(desk.place.folder)
    names, _ = source.inside(FOLDER, ".json")
    return [_read(source, name) for name in names]


def _read(source: FolderFiles, name: str) -> _Read:
    data, found = source.read(name)
    test = None
    if data is not None:
        value, found = read_json(data, name)
        if not found:
            test, found = read_document(value, FlowTest, name)
    return _Read(Path(name).name, data, test, found)


def _files(desk: Desk, asked: TestRun) -> Mapping[str, bytes]:
    """The project's files with the tests that are asked for."""
    found = {one.name: one for one in _tests(desk)}
    contents = desk.with_drafts(desk.drafts() if asked.version == "draft" else {})
    if asked.document is not None:
        tests = {OWN: encode(asked.document)}
    else:
        if unknown := [name for name in asked.files if name not in found]:
            raise Problem(404, *(fault("file-not-found", name=f"{FOLDER}/{name}") for name in unknown))
        wanted = [one for name, one in found.items() if not asked.files or name in asked.files]
        if asked.flow:
            wanted = [one for one in wanted if one.test is not None and one.test.flow == asked.flow]
        tests = {f"{FOLDER}/{one.name}": one.data for one in wanted if one.data is not None}
    if desk.renames:
        project, _ = desk.reading.load(contents)
        tests = {name: desk.renames.followed(data, name, project) for name, data in tests.items()}
    return {**contents, **tests}


def _shown(call: Call, one: _Read) -> dict[str, Any]:
    test = one.test
    return {
        "file": one.name,
        "flow": test.flow if test is not None else None,
        "cases": [case.name for case in test.cases] if test is not None else [],
        "faults": faults_shown(one.faults, call.lang),
    }


ROUTES = [
    Route(
        method="GET",
        path=f"{BASE}/tests",
        handler=list_tests,
        summary="The flow tests in the project's folder.",
        query=TestsQuery,
        answers={200: Page[TestFile]},
        refused=(404,),
    ),
    Route(
        method="POST",
        path=f"{BASE}/tests/run",
        handler=run,
        summary="Runs flow tests on the virtual clock, in a process of their own.",
        right="edit",
        body=TestRun,
        answers={200: Results},
        refused=(404, 503),
    ),
    Route(
        method="POST",
        path=f"{BASE}/tests/renamed",
        handler=renamed,
        summary="Nodes or connections have other ids in drafts: tests follow, on disk as soon as that is deployed.",
        right="edit",
        of=_flows_renamed_in,
        body=Renamed,
        answers={204: None},
        refused=(404, 422, 503),
    ),
]
