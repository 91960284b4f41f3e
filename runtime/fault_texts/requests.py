"""What can be wrong with a request: texts of the catalogue of faults for the HTTP and WebSocket face."""

from __future__ import annotations

from .kinds import FaultText, error

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
    "letter-not-found": error(
        "there is no dead letter {letter}",
        "没有死信 {letter}",
        "it was handled or deleted; GET /api/v1/dead-letters/handled says by whom",
        "它已被处理或删除；GET /api/v1/dead-letters/handled 给出了操作人",
    ),
    "letter-under-way": error(
        "dead letter {letter} is on its way once more",
        "死信 {letter} 正在重新发送",
        "wait until it is handled, or look at what node {id} is doing",
        "请等待其处理完成，或查看节点 {id} 的状态",
    ),
    "letter-flow-gone": error(
        "dead letter {letter} is for flow {flow}, which does not run",
        "死信 {letter} 属于流程 {flow}，而该流程未运行",
        "start the flow and retry, or delete the letter",
        "请启动该流程后重试，或删除该死信",
    ),
    "letter-node-gone": error(
        "dead letter {letter} is for node {id}, which flow {flow} does not have any more",
        "死信 {letter} 属于节点 {id}，而流程 {flow} 中已没有该节点",
        "give its message to another node (POST /api/v1/flows/{flow}/nodes/<node>/receive), then delete the letter",
        "请将其消息发送给其他节点（POST /api/v1/flows/{flow}/nodes/<节点>/receive），然后删除该死信",
    ),
    "letter-port-gone": error(
        "dead letter {letter} is for input {port} of node {id}, which the node does not have any more",
        "死信 {letter} 属于节点 {id} 的输入端口 {port}，而该节点已没有此端口",
        "its inputs: {known}; give the message to one of them by receive, then delete the letter",
        "它的输入端口：{known}；请将消息发送到其中之一，然后删除该死信",
    ),
    "letter-of-source": error(
        "dead letter {letter} comes from node {id}, which begins messages and takes none",
        "死信 {letter} 来自节点 {id}，该节点只产生消息，不接收消息",
        "give the message to a node behind it by receive, or delete the letter",
        "请将消息发送给其后的节点，或删除该死信",
    ),
    "letter-not-whole": error(
        "dead letter {letter} holds only a part of its message",
        "死信 {letter} 只保存了消息的一部分",
        "correct node {id}, let its source send the message again, and delete the letter",
        "请修正节点 {id}，让来源重新发送该消息，然后删除该死信",
    ),
    "no-letters-named": error(
        "no dead letters are named",
        "没有指定死信",
        'give ids, or flow, node or kind; {{"all": true}} means every letter',
        '请给出 ids，或 flow、node、kind；{{"all": true}} 表示全部',
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
