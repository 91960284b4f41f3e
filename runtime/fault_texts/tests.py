"""Faults of flow tests."""

from __future__ import annotations

from .kinds import FaultText, error

TEST_FAULTS: dict[str, FaultText] = {
    "outside-not-stubbed": error(
        "this node ({type}) touches the world beyond the flow and has no stub",
        "该节点（{type}）会接触流程之外的设备或系统，却没有测试替身",
        'add it to "stub" as "source", "sink" or {{"respond": […]}}',
        '请在 "stub" 中把它写成 "source"、"sink" 或 {{"respond": […]}}',
    ),
    "time-goes-back": error(
        "{given} is earlier than the step before",
        "{given} 早于上一个步骤",
        "the steps are in the order of their times; leave at out for the same time",
        "步骤按时间先后排列；时间相同时省略 at",
    ),
    "respond-exhausted": error(
        "{given} has been asked {count} times and has {has} answers",
        "{given} 被请求 {count} 次，只准备了 {has} 个应答",
        "add an answer to respond, or expect the error respond-exhausted",
        "请在 respond 中补充应答，或用 expect 声明错误 respond-exhausted",
    ),
    "bad-stub": error(
        "the stub is not usable: {said}",
        "测试替身填写有误：{said}",
        "correct this value",
        "请修正该值",
    ),
    "bad-start": error(
        "{given} is not a date and time",
        "{given} 不是有效的日期和时间",
        "write one such as 2026-10-01T08:00:00+08:00",
        "请写成 2026-10-01T08:00:00+08:00 这样的形式",
    ),
    "no-simulator": error(
        "the node type {type} has no simulator",
        "节点类型 {type} 没有仿真器",
        'stub it as "source" or "sink"',
        '请用 "source" 或 "sink" 作测试替身',
    ),
    "unknown-stub": error(
        "{stub} is no kind of stub",
        "{stub} 不是可用的测试替身",
        'write "source", "sink", {{"respond": […]}} or {{"simulate": {{…}}}}',
        '请写成 "source"、"sink"、{{"respond": […]}} 或 {{"simulate": {{…}}}}',
    ),
}
