"""Runs test files: every case on a virtual clock of its own, in the flow's project."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from ..calendar import Calendar
from ..errors import FaultError
from ..faults import Fault, at, errors, fault
from ..flow.load import load_file
from ..flow.nearest import way_out
from ..flow.project import Project, load_project, project_folder
from ..flow.resolve import resolve
from ..registry import Registry
from ..text import Text, text
from ..virtual import BEGIN, Stuck, run_virtual, virtual_loop
from .document import Case, FlowTest
from .places import step_faults
from .run_case import Unmet, run_case, when
from .stubs import stubbed


class CaseResult(msgspec.Struct, kw_only=True):
    """One case: passed when nothing is in `faults` and `said` is empty. `seconds` are real ones."""

    file: str
    name: Text
    said: Text = ""
    faults: list[Fault] = []
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        return not self.said and not self.faults


def run_file(path: Path, registry: Registry) -> list[CaseResult]:
    """Run every case of one test file. A file that cannot be read or run is one failed result with the faults."""
    shown = str(path)
    test, faults = load_file(path, FlowTest, shown)
    folder = project_folder(path.absolute())
    if test is not None and folder is None:
        faults = [fault("no-project", file=shown)]
    if test is None or folder is None:
        return [CaseResult(file=shown, name=path.stem, faults=faults)]
    project, _ = load_project(folder, registry)
    if test.flow not in project.flows:
        unknown = fault(
            "unknown-flow", file=shown, path="/flow", given=test.flow, way=way_out(test.flow, project.flows)
        )
        return [CaseResult(file=shown, name=path.stem, faults=[unknown])]
    return [_run(case, f"/cases/{number}", test, project, registry, shown) for number, case in enumerate(test.cases)]


def _run(case: Case, place: str, test: FlowTest, project: Project, registry: Registry, shown: str) -> CaseResult:
    result = CaseResult(file=shown, name=case.name)
    began = time.perf_counter()
    flow, faults = resolve(
        project.flows[test.flow],
        project,
        registry,
        parameters=case.parameters,
        secrets=case.secrets,
        environ=case.env,
    )
    if flow is not None:
        faults = [*errors(faults), *stubbed(flow, case.stub, place, shown), *step_faults(flow, case, place, shown)]
    calendar, start, wrong = _time(project, case, place, shown)
    if flow is None or errors(faults) or wrong:
        result.faults = [*errors(faults), *wrong]
        return result

    async def main() -> list[Fault]:
        found = await run_case(virtual_loop(), flow, case, registry, calendar=calendar, tags=project.tags)
        return at(found, file=shown, path=f"{place}/stub")

    try:
        result.faults = run_virtual(main(), start)
    except Unmet as unmet:
        result.said = unmet.text
    except Stuck as stuck:
        result.said = text(en=f"time cannot go on: {stuck}", zh=f"时间无法推进：{stuck}")
    result.seconds = time.perf_counter() - began
    return result


def _time(project: Project, case: Case, place: str, file: str) -> tuple[Calendar, datetime, list[Fault]]:
    """The calendar of a case and the moment at which it begins."""
    try:
        calendar = Calendar.from_settings(_settings(project, case))
        return calendar, when(case.start, calendar) if case.start else BEGIN, []
    except FaultError as error:
        whole = [msgspec.structs.replace(one, path=f"{place}/timezone") for one in error.faults]
        return Calendar(), BEGIN, at(whole, file=file)
    except ValueError:
        wrong = fault("bad-start", file=file, path=f"{place}/start", field="start", given=case.start)
        return Calendar(), BEGIN, [wrong]


def _settings(project: Project, case: Case) -> dict[str, Any]:
    settings: dict[str, Any] = msgspec.to_builtins(project.document.settings)
    return settings | ({"timezone": case.timezone} if case.timezone else {})
