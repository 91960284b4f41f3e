"""What can be wrong with a request itself: texts of the catalogue of faults for the HTTP and WebSocket face."""

from __future__ import annotations

from .kinds import FaultText, error

REQUEST_FAULTS: dict[str, FaultText] = {
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
    "wrong-media-type": error(
        "the body's type is {type}, not {wanted}",
        "请求内容的类型是 {type}，而不是 {wanted}",
        "send the header Content-Type: {wanted}",
        "请发送请求头 Content-Type: {wanted}",
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
    "not-http": error(
        "this is no request that can be read",
        "这不是可识别的 HTTP 请求",
        "send HTTP/1.1 with a percent-encoded address; look whether TLS is spoken to a port without it",
        "请发送 HTTP/1.1 请求，地址需百分号编码；并检查是否向未启用 TLS 的端口发送了 TLS 数据",
    ),
    "head-too-large": error(
        "the address or a header is longer than {limit} bytes",
        "地址或某个请求头超过 {limit} 字节",
        "send what is long in the body",
        "请将较长的内容放在请求体中发送",
    ),
    "query-too-long": error(
        "what follows the ? is longer than {limit} characters",
        "? 之后的内容超过 {limit} 个字符",
        "send less, or in several requests",
        "请减少内容，或分多次请求",
    ),
    "server-busy": error(
        "{limit} requests are under way, and more are not taken",
        "正在处理的请求已达 {limit} 个，暂不接受更多请求",
        "try again in a moment",
        "请稍后再试",
    ),
    "caller-busy": error(
        "{limit} requests or WebSockets of this caller are under way, and more are not taken",
        "该来源正在进行的请求或 WebSocket 已达 {limit} 个，暂不接受更多",
        "wait for the answers, or use one WebSocket for all topics",
        "请等待应答，或用一个 WebSocket 订阅所有主题",
    ),
    "bad-request": error("the request is refused: {said}", "请求被拒绝：{said}"),
    "unknown-topic": error(
        "there is no topic {topic}",
        "没有主题 {topic}",
        "write one of {known}, or tap:<flow>/<node>/out:<port>",
        "可用：{known}，或 tap:<流程>/<节点>/out:<端口>",
    ),
    "too-many-topics": error(
        "a WebSocket has at most {limit} topics, so none of these is subscribed",
        "一个 WebSocket 最多订阅 {limit} 个主题，本次均未订阅",
        "unsubscribe from what is not looked at",
        "请先取消不再需要的订阅",
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
