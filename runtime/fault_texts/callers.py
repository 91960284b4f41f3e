"""Who calls, and from where: texts of the catalogue of faults."""

from __future__ import annotations

from .kinds import FaultText, error

CALLER_FAULTS: dict[str, FaultText] = {
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
        "the start token is not valid from {peer}",
        "来自 {peer} 的请求不能使用启动令牌",
        "use it on the machine on which Sinterflow runs",
        "请在运行溯流的本机上使用",
    ),
    "proxy-silent": error(
        "the reverse proxy does not say who calls, so the start token is not valid",
        "反向代理没有给出调用方地址，因此不能使用启动令牌",
        "let the proxy add X-Forwarded-For; what calls from this machine itself without it sends X-Forwarded-For: "
        "127.0.0.1, or logs in by name",
        "请让代理添加 X-Forwarded-For；本机上不经代理的程序请自行发送 X-Forwarded-For: 127.0.0.1，或用用户名登录",
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
}
