"""What can be wrong when people log in and are managed: texts of the catalogue of faults."""

from __future__ import annotations

from .kinds import FaultText, error

PEOPLE_FAULTS: dict[str, FaultText] = {
    "start-token-over": error(
        "the start token counts no longer: there are people here",
        "启动令牌已失效：系统中已有用户",
        "log in with your name and password, or use an API token; sinterflow user password gives a lost password anew",
        "请用用户名和密码登录，或使用 API 令牌；忘记密码时可用 sinterflow user password 重设",
    ),
    "session-over": error(
        "the session is over",
        "会话已结束",
        "log in again",
        "请重新登录",
    ),
    "wrong-csrf": error(
        "the header X-CSRF-Token is missing or is not that of the session",
        "缺少请求头 X-CSRF-Token，或与会话不符",
        "send what POST /api/v1/login answered; GET /api/v1/me gives it again",
        "请发送 POST /api/v1/login 返回的值；GET /api/v1/me 可再次取得",
    ),
    "password-to-change": error(
        "the password must be changed first",
        "请先修改密码",
        "PUT /api/v1/me/password, or the page after the log-in",
        "请调用 PUT /api/v1/me/password，或在登录后的页面中修改",
    ),
    "flow-in-two-areas": error(
        "flow {flow} is in area {one} and in area {other}",
        "流程 {flow} 同时属于区域 {one} 和 {other}",
        "leave it in one: rights are asked for where a flow belongs",
        "请只保留一处：权限按流程所属的区域判断",
    ),
}
