"""The config of `network.http-request`."""

from __future__ import annotations

from typing import Annotated, Literal

from sinterflow.runtime import Duration, NodeConfig, ValidFor, field, text

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")

SIGNED = {"auth": ["basic", "bearer", "digest"]}


class RequestConfig(NodeConfig):
    """Everything that may be set at an HTTP request node."""

    method: Annotated[
        Literal["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "message"],
        field(
            title=text(en="Method", zh="请求方法"),
            choices={
                **{name: name for name in METHODS},
                "message": text(en="the message's method", zh="由消息的 method 决定"),
            },
        ),
    ] = "GET"
    url: Annotated[
        str,
        field(
            title=text(en="URL", zh="地址"),
            help=text(
                en="{{payload.id}} is filled from the message; empty: the message's url",
                zh="{{payload.id}} 由消息填充；留空则用消息的 url",
            ),
            example="http://192.168.1.20/api/orders/{{payload.order}}",
        ),
    ] = ""
    hosts: Annotated[
        tuple[str, ...],
        field(
            title=text(en="Allowed hosts", zh="允许的主机"),
            help=text(
                en="names (*.example.com), addresses or networks that messages and redirects may lead to",
                zh="消息或重定向可以指向的主机名（*.example.com）、地址或网段",
            ),
        ),
    ] = ()
    payload: Annotated[
        Literal["auto", "query", "body", "ignore"],
        field(
            title=text(en="The payload goes", zh="载荷用途"),
            choices={
                "auto": text(en="into the body, with GET nowhere", zh="作为请求体（GET 时忽略）"),
                "query": text(en="into the query", zh="作为查询参数"),
                "body": text(en="into the body", zh="作为请求体"),
                "ignore": text(en="nowhere", zh="忽略"),
            },
        ),
    ] = "auto"
    answer: Annotated[
        Literal["text", "bytes", "json"],
        field(
            title=text(en="Answer as", zh="应答格式"),
            choices={
                "text": text(en="text", zh="文本"),
                "bytes": text(en="bytes", zh="字节"),
                "json": text(en="values from JSON", zh="JSON 数据"),
            },
        ),
    ] = "text"
    headers: Annotated[dict[str, str], field(title=text(en="Headers", zh="请求头"), secret=True)] = {}  # noqa: RUF012 # msgspec gives each config its own
    timeout: Annotated[Duration, field(title=text(en="Time limit", zh="超时时间"))] = "30s"
    follow: Annotated[bool, field(title=text(en="Follow redirects", zh="跟随重定向"))] = True
    errors: Annotated[
        Literal["unanswered", "status", "never"],
        field(
            title=text(en="An error is", zh="出错条件"),
            choices={
                "unanswered": text(en="no answer", zh="没有应答"),
                "status": text(en="no answer, or a status from 400", zh="没有应答，或状态码不小于 400"),
                "never": text(en="nothing: it goes on as a message", zh="不作为错误，照常发出消息"),
            },
        ),
    ] = "unanswered"
    auth: Annotated[
        Literal["none", "basic", "bearer", "digest"],
        field(
            title=text(en="Log in", zh="认证方式"),
            choices={
                "none": text(en="no", zh="无"),
                "basic": text(en="basic", zh="Basic"),
                "bearer": text(en="token", zh="令牌（Bearer）"),
                "digest": text(en="digest", zh="Digest"),
            },
        ),
    ] = "none"
    user: Annotated[str, field(title=text(en="User", zh="用户名"), when={"auth": ["basic", "digest"]})] = ""
    password: Annotated[str, field(title=text(en="Password or token", zh="密码或令牌"), secret=True, when=SIGNED)] = ""
    effect: Annotated[
        Literal["auto", "idempotent", "once"],
        field(
            title=text(en="Effect", zh="副作用"),
            choices={
                "auto": text(en="by the method", zh="由请求方法决定"),
                "idempotent": text(en="may be repeated", zh="允许重复"),
                "once": text(en="must not be repeated", zh="不得重复"),
            },
            advanced=True,
        ),
    ] = "auto"
    valid_for: ValidFor = "5s"
    parallel: Annotated[int, field(title=text(en="At the same time", zh="并发请求数"), ge=1, le=100, advanced=True)] = 1
    largest: Annotated[
        int,
        field(title=text(en="Largest answer", zh="应答上限"), unit="B", ge=1, le=1024 * 1024 * 1024, advanced=True),
    ] = 16 * 1024 * 1024
    proxy: Annotated[
        str, field(title=text(en="Proxy", zh="代理"), secret=True, example="http://10.0.0.1:3128", advanced=True)
    ] = ""
    verify: Annotated[bool, field(title=text(en="Check certificates", zh="校验证书"), advanced=True)] = True
    ca_file: Annotated[str, field(title=text(en="Certificate of the authority", zh="CA 证书文件"), advanced=True)] = ""
    cert_file: Annotated[str, field(title=text(en="Own certificate", zh="客户端证书文件"), advanced=True)] = ""
    key_file: Annotated[str, field(title=text(en="Its key", zh="客户端密钥文件"), advanced=True)] = ""
