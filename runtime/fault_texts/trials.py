"""Recordings, replays, trials of connections, tests and templates: texts of the catalogue of faults."""

from __future__ import annotations

from .kinds import FaultText, error

TRIAL_FAULTS: dict[str, FaultText] = {
    "unknown-place": error(
        "there is nothing to record at {place}",
        "{place} 处没有可录制的内容",
        "name a flow that runs, flow/node for what leaves a node, or flow/from:port>to:port for what enters a wire",
        "请填写运行中的流程、流程/节点（离开该节点的消息）或 流程/起点:端口>终点:端口（进入该连线的消息）",
    ),
    "too-many-recordings": error(
        "there are {count} recordings, and more are not kept",
        "已有 {count} 个录制，无法再增加",
        "delete one that is no longer needed",
        "请删除不再需要的录制",
    ),
    "nothing-recorded": error(
        "the recording {recording} holds nothing that enters the flow {flow} in this time",
        "录制 {recording} 在该时段内没有进入流程 {flow} 的内容",
        "choose another time, or record the flow itself or one of its nodes or wires",
        "请选择其他时段，或录制该流程本身、其中的节点或连线",
    ),
    "run-busy": error(
        "other runs on recordings are under way",
        "正在执行其他回放或影子运行",
        "try again when they are done",
        "请在其完成后重试",
    ),
    "run-failed": error("the run came to no result: {said}", "运行没有得出结果：{said}"),
    "nothing-to-compare": error(
        "the flow {flow} has no draft to compare with",
        "流程 {flow} 没有可供对比的草稿",
        "save a draft of it, or send the changed flow as document",
        "请先保存草稿，或用 document 提交修改后的流程",
    ),
    "template-not-found": error(
        "there is no flow template {template}",
        "没有流程模板 {template}",
        "GET /api/v1/templates lists them",
        "GET /api/v1/templates 列出了所有模板",
    ),
    "connection-not-found": error(
        "the project has no connection {connection}",
        "项目中没有设备连接 {connection}",
        "GET /api/v1/project lists them",
        "GET /api/v1/project 列出了所有设备连接",
    ),
    "not-browsable": error(
        "connection {connection} is a {type}, which cannot tell what its peer has",
        "设备连接 {connection} 的类型为 {type}，无法列出对端的内容",
        "write the address by hand; GET /api/v1/connection-types says which types are `browsable`",
        "请手工填写地址；GET /api/v1/connection-types 中 browsable 为 true 的类型可以浏览",
    ),
    "no-such-folder": error(
        "connection {connection} has no folder {given}",
        "设备连接 {connection} 中没有目录 {given}",
        "browse from the top again: the peer may have changed",
        "请从顶层重新浏览：对端内容可能已变化",
    ),
    "not-browsed": error(
        "connection {connection} cannot be browsed: {said}",
        "无法浏览设备连接 {connection}：{said}",
        "POST /api/v1/connections/{connection}/test says whether it can be reached",
        "可用 POST /api/v1/connections/{connection}/test 检查能否连通",
    ),
    "test-busy": error(
        "other trials of connections or runs of tests are under way",
        "正在进行其他设备连接测试或流程测试",
        "try again when they are done",
        "请在其完成后重试",
    ),
    "tests-failed": error("the tests came to no result: {said}", "测试没有得出结果：{said}"),
}
