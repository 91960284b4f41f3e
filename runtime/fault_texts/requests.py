"""What can be wrong with a request: texts of the catalogue of faults for the HTTP and WebSocket face."""

from __future__ import annotations

from .kinds import FaultText, error, warning

REQUEST_FAULTS: dict[str, FaultText] = {
    "no-token": error(
        "{url} needs a token",
        "访问 {url} 需要令牌",
        "send the header Authorization: Bearer <token>; the start token is in the file start-token of the data folder",
        "请发送请求头 Authorization: Bearer <令牌>；启动令牌在数据目录的 start-token 文件中",
    ),
    "wrong-token": error(
        "the token was not accepted",
        "令牌无效",
        "a new start token is written at each start: read it again from the file start-token of the data folder",
        "每次启动都会生成新的启动令牌，请重新读取数据目录中的 start-token 文件",
    ),
    "not-loopback": error(
        "the start token does not count from {peer}",
        "来自 {peer} 的请求不能使用启动令牌",
        "use it on the machine on which Sinterflow runs",
        "请在运行 Sinterflow 的本机上使用",
    ),
    "foreign-host": error(
        "this is not the host {host}",
        "本服务不是主机 {host}",
        "use the address that was printed at the start, such as http://127.0.0.1:8480",
        "请使用启动时显示的地址，例如 http://127.0.0.1:8480",
    ),
    "foreign-origin": error(
        "a page of {origin} may not call this address",
        "来自 {origin} 的页面不能访问本地址",
        "open the page from this address itself",
        "请直接从本地址打开页面",
    ),
    "missing-right": error(
        "{author} does not have the right {right}",
        "{author} 没有权限 {right}",
        "ask an administrator for it",
        "请联系管理员授权",
    ),
    "unknown-resource": error(
        "there is nothing at {url}",
        "{url} 不存在",
        "GET /api/v1/openapi.json lists every path",
        "GET /api/v1/openapi.json 列出了所有路径",
    ),
    "method-not-allowed": error(
        "{url} does not take {method}",
        "{url} 不支持 {method}",
        "it takes {allowed}",
        "它支持：{allowed}",
    ),
    "flow-not-found": error(
        "the project has no flow {flow}",
        "项目中没有流程 {flow}",
        "GET /api/v1/flows lists the flows",
        "GET /api/v1/flows 列出了所有流程",
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
        "请修正该流程或其插件，然后放行：POST /api/v1/flows/{flow}/release，或启动时加 --release {flow}",
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
    "not-json": error(
        "the body is not JSON: {said}",
        "请求内容不是有效的 JSON：{said}",
        "correct it at this place",
        "请修正此处",
    ),
    "not-json-type": error(
        "the body's type is {type}, not application/json",
        "请求内容的类型是 {type}，而不是 application/json",
        "send the header Content-Type: application/json",
        "请发送请求头 Content-Type: application/json",
    ),
    "request-value": error(
        "{name} cannot be used: {said}",
        "{name} 的值无效：{said}",
        "GET /api/v1/openapi.json describes what this call takes",
        "GET /api/v1/openapi.json 说明了该调用接受的内容",
    ),
    "unknown-query-parameter": error(
        "this call has no parameter {name}",
        "该调用没有参数 {name}",
        "known: {known}",
        "可用：{known}",
    ),
    "request-too-large": error(
        "the body is larger than {limit} bytes",
        "请求内容超过 {limit} 字节",
        "send less at a time",
        "请减少每次发送的内容",
    ),
    "request-too-slow": error(
        "the body did not arrive within {seconds} seconds",
        "请求内容未能在 {seconds} 秒内到达",
        "check the network and send it again",
        "请检查网络后重新发送",
    ),
    "not-recording": error(
        "this process records nothing: it was started without a data folder",
        "当前进程无法录制：启动时没有数据目录",
        "start it with sinterflow run, or with --data",
        "请使用 sinterflow run 启动，或指定 --data",
    ),
    "recording-not-found": error(
        "there is no recording {recording}",
        "没有录制 {recording}",
        "GET /api/v1/recordings lists them",
        "GET /api/v1/recordings 列出了所有录制",
    ),
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
    "no-draft": error(
        "the flow {flow} has no draft",
        "流程 {flow} 没有草稿",
        "send the changed flow as document",
        "请用 document 提交修改后的流程",
    ),
    "bad-request": error("the request is refused: {said}", "请求被拒绝：{said}"),
    "unknown-topic": error(
        "there is no topic {topic}",
        "没有主题 {topic}",
        "write one of {known}, or tap:<flow>/<node>/out:<port>",
        "可用：{known}，或 tap:<流程>/<节点>/out:<端口>",
    ),
    "not-a-subscription": error(
        "the message is not a subscription: {said}",
        "该消息不是订阅请求：{said}",
        'send {{"subscribe": ["debug"]}}',
        '请发送 {{"subscribe": ["debug"]}}',
    ),
    "internal-error": error(
        "the server failed at this request (number {number})",
        "服务器处理该请求时出错（编号 {number}）",
        "the log has the details under this number",
        "详细信息请在日志中按此编号查找",
    ),
}
