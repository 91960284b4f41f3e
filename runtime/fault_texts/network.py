"""What can be wrong with nodes that speak HTTP, and with requests to the paths that flows serve."""

from __future__ import annotations

from .kinds import FaultText, error

NETWORK_FAULTS: dict[str, FaultText] = {
    "http-path": error(
        "{given} is no path that a flow may serve: {said}",
        "{given} 不是流程可以提供的路径：{said}",
        "write one such as /line/:id or /files/*; /api, /assets, /epcis, /healthz, /readyz and /metrics are taken",
        "请写成 /line/:id 或 /files/* 这样的路径；/api、/assets、/epcis、/healthz、/readyz 和 /metrics 已被占用",
    ),
    "claimed-twice": error(
        "{what} is taken already, by node {other}",
        "{what} 已被节点 {other} 占用",
        "give one of the two another",
        "请为其中一个改用其他值",
    ),
    "any-origin": error(
        "a path that needs a right cannot be open to the pages of all sites",
        "需要权限的路径不能向所有网站的页面开放",
        "name the sites, such as https://intranet.example",
        "请列出具体网站，例如 https://intranet.example",
    ),
    "bad-header": error(
        "the header {name} cannot be set: its name or value has characters that headers cannot have, or it belongs "
        "to the connection",
        "无法设置标头 {name}：名称或值含有不允许的字符，或该标头由连接自身管理",
        "leave it out, or correct it",
        "请删除或修正该标头",
    ),
    "bad-hosts": error(
        "{said}",
        "主机列表有误：{said}",
        "write names such as api.example.com or *.example.com, addresses, or networks such as 192.168.1.0/24",
        "请填写主机名（api.example.com、*.example.com）、地址或网段（192.168.1.0/24）",
    ),
    "bad-url": error(
        "{given} is no URL that can be called: {said}",
        "{given} 不是可以访问的地址：{said}",
        "write one such as http://192.168.1.20/orders/{{{{payload.id}}}}",
        "请写成 http://192.168.1.20/orders/{{{{payload.id}}}} 这样的地址",
    ),
    "hosts-needed": error(
        "the host of this URL comes from the message, and no host is allowed",
        "该地址的主机来自消息，但未允许任何主机",
        "name the hosts that messages may lead to in hosts",
        "请在 hosts 中列出消息可以指向的主机",
    ),
    "endpoint-away": error(
        "this path is not served at the moment",
        "该路径暂时不可用",
        "try again in a moment",
        "请稍后再试",
    ),
    "endpoint-busy": error(
        "{most} requests to this path are under way already",
        "该路径已有 {most} 个请求正在处理",
        "try again in a moment",
        "请稍后再试",
    ),
    "endpoint-rate": error(
        "more than {most} requests a second to this path come from this address",
        "来自该地址的请求每秒超过 {most} 次",
        "come again in a second, and less often; the field `rate` of the HTTP in node sets the limit",
        "请一秒后重试并降低频率；上限由 HTTP 输入节点的 rate 字段设定",
    ),
    "endpoint-failed": error(
        "the flow could not handle this request; it is kept as dead letter {letter}",
        "流程无法处理该请求；已存为未处理消息 {letter}",
        "look at the dead letters",
        "请查看未处理消息",
    ),
    "endpoint-slow": error(
        "the flow did not answer within {seconds} s",
        "流程在 {seconds} 秒内未应答",
        "what it does goes on; ask again later",
        "流程仍在继续执行；请稍后再查询",
    ),
    "bad-idempotency-key": error(
        "the header Idempotency-Key must have from 1 to {limit} characters",
        "标头 Idempotency-Key 应为 1 到 {limit} 个字符",
    ),
    "idempotency-key-reused": error(
        "this Idempotency-Key was used for another request",
        "该 Idempotency-Key 已用于其他请求",
        "use a new one for each new request",
        "每个新请求请使用新的值",
    ),
    "request-under-way": error(
        "the same request is being handled already",
        "相同的请求正在处理中",
        "wait for its answer, or try again in a moment",
        "请等待其应答，或稍后再试",
    ),
}
