"""Faults of flow tests."""

from __future__ import annotations

from .kinds import FaultText, error

TEST_FAULTS: dict[str, FaultText] = {
    "outside-not-stubbed": error(
        "this node ({type}) touches the world beyond the flow and has no stub",
        "该节点（{type}）会接触流程之外的设备或系统，却没有替身",
        'add it to "stub" as "source", "sink" or {{"respond": […]}}',
        '请在 "stub" 中把它写成 "source"、"sink" 或 {{"respond": […]}}',
    ),
    "no-simulator": error(
        "the node type {type} has no simulator",
        "节点类型 {type} 没有仿真器",
        'stub it as "source" or "sink"',
        '请用 "source" 或 "sink" 作替身',
    ),
    "unknown-stub": error(
        "{stub} is no kind of stub",
        "{stub} 不是可用的替身",
        'write "source", "sink", {{"respond": […]}} or {{"simulate": {{…}}}}',
        '请写成 "source"、"sink"、{{"respond": […]}} 或 {{"simulate": {{…}}}}',
    ),
}
