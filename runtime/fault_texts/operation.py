"""What can be wrong with a gateway at work, and with what is asked of it: logs, limits, clocks."""

from __future__ import annotations

from .kinds import FaultText, error

OPERATION_FAULTS: dict[str, FaultText] = {
    "not-a-log-target": error(
        "{target} names no log lines",
        "{target} 不是有效的日志目标",
        "write a flow, flow/node, logger: with the name of a logger, or * for all lines",
        "请写流程、流程/节点、logger: 加日志记录器名称，或用 * 表示全部",
    ),
    "no-log-level": error(
        "no level is set for {target}",
        "没有为 {target} 设置日志级别",
        "GET /api/v1/logs/levels lists those that are",
        "GET /api/v1/logs/levels 列出了已设置的级别",
    ),
    "too-many-log-levels": error(
        "there are {count} levels of logs already",
        "已设置 {count} 条日志级别，达到上限",
        "take back some that are not needed any more",
        "请先取消不再需要的级别",
    ),
}
