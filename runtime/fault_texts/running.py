"""What runs and what it holds: texts of the catalogue of faults."""

from __future__ import annotations

from .kinds import FaultText, error, warning

RUNNING_FAULTS: dict[str, FaultText] = {
    "flow-not-found": error(
        "the project has no flow {flow}",
        "项目中没有流程 {flow}",
        "GET /api/v1/flows lists the flows; one that was never deployed is only a draft (version=draft)",
        "GET /api/v1/flows 列出了所有流程；从未部署的流程只有草稿（version=draft）",
    ),
    "node-not-running": error(
        "flow {flow} has no running node {id}",
        "流程 {flow} 中没有运行中的节点 {id}",
        "a node inside a subflow is instance/inner; a disabled node does not run",
        "子流程内的节点写作 实例/内部节点；停用的节点不会运行",
    ),
    "flow-not-running": error(
        "flow {flow} does not run",
        "流程 {flow} 未运行",
        "GET /api/v1/flows says why",
        "GET /api/v1/flows 给出了原因",
    ),
    "flow-held": error(
        "the process crashed {number} times within {minutes} minutes, at last while this flow was at work: it is held",
        "进程在 {minutes} 分钟内崩溃 {number} 次，最后一次崩溃时正在运行该流程：已暂停启动",
        "correct the flow or its plugin, then release it: POST /api/v1/flows/{flow}/release, or run with "
        "--release {flow}",
        "请修正该流程或其插件，然后解除暂停：POST /api/v1/flows/{flow}/release，或启动时加 --release {flow}",
    ),
    "flow-not-held": error(
        "flow {flow} is not held",
        "流程 {flow} 未被暂停启动",
        "GET /api/v1/flows says what keeps a flow from running",
        "GET /api/v1/flows 给出了流程未运行的原因",
    ),
    "node-left-off": warning(
        "node {id} hung before and is left off",
        "节点 {id} 曾经卡死，已停用",
        "correct its code, then remove it from disabled-nodes.json in the data folder and start again",
        "请修正其代码，然后从数据目录的 disabled-nodes.json 中删除它并重新启动",
    ),
    "flow-not-started": error("the flow could not start: {reason}", "流程无法启动：{reason}"),
    "no-input": error(
        "node {id} has no input {port}",
        "节点 {id} 没有输入端口 {port}",
        "its inputs: {known}",
        "它的输入端口：{known}",
    ),
    "not-admitted": error(
        "node {id} takes no message at the moment: a queue behind it is full",
        "节点 {id} 暂时无法接收消息：其后的队列已满",
        "try again in a moment",
        "请稍后再试",
    ),
    "unknown-wire": error(
        "flow {flow} has no wire {given}",
        "流程 {flow} 中没有连线 {given}",
        "write from:port>to:port with all ports named; GET /api/v1/flows/{flow}/state lists the wires",
        "请写作 起点:端口>终点:端口，端口不可省略；GET /api/v1/flows/{flow}/state 列出了所有连线",
    ),
    "nothing-held": error(
        "the breakpoint on wire {given} holds no message",
        "连线 {given} 上的断点没有拦下消息",
        "subscribe to the topic breakpoints: it says when one arrives",
        "请订阅主题 breakpoints：消息到达时会通知",
    ),
    "no-letters-named": error(
        "no dead letters are named",
        "没有指定未处理消息",
        'give ids, or flow, node or kind; {{"all": true}} means every letter',
        '请给出 ids，或 flow、node、kind；{{"all": true}} 表示全部',
    ),
    "journal-stopped": error(
        "the journal cannot be written, so nothing more is taken: {reason}",
        "持久日志无法写入，已停止接收消息：{reason}",
        "it goes on by itself once that is fixed; nothing that was taken is lost",
        "问题排除后会自动恢复；已接收的消息不会丢失",
    ),
    "journal-damaged": warning(
        "the journal was damaged and was set aside as {name}; what could be read of it was taken over",
        "持久日志已损坏，已改名为 {name} 另存；可读取的内容已恢复",
        "look at the disk; delete the file when nobody needs it any more",
        "请检查磁盘；不再需要时可删除该文件",
    ),
    "journal-lost": warning(
        "records lost because of damage since the start: {count}",
        "启动以来因损坏丢失的记录数：{count}",
        "look at the disk; the log says which durable wires they were on",
        "请检查磁盘；运行日志中给出了涉及的持久连线",
    ),
    "tray-full": warning(
        "the tray of dead letters is full ({count}): more like those are only counted",
        "待处理箱已满（{count} 条）：更多同类消息只计数，不再保存",
        "retry or delete dead letters: GET /api/v1/dead-letters",
        "请重试或删除未处理消息：GET /api/v1/dead-letters",
    ),
}
