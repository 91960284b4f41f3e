"""Rights by name, and the roles that are sets of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from ..text import Text, text

Right = Literal[
    "view",
    "operate",
    "device-write",
    "edit",
    "deploy",
    "confirm",
    "bypass",
    "release",
    "maintain",
    "secrets",
    "install",
    "users",
    "audit",
    "backup",
]

EVERY_RIGHT: frozenset[Right] = frozenset(get_args(Right))

RIGHT_TITLES: Mapping[Right, Text] = {
    "view": text(en="see flows, values and metrics", zh="查看流程、数值和指标"),
    "operate": text(
        en="give messages, handle dead letters, record and replay", zh="发送消息、处理待处理箱、录制和回放"
    ),
    "device-write": text(en="write to devices", zh="写入设备"),
    "edit": text(en="save drafts of flows, test and browse connections", zh="保存流程草稿，测试和浏览设备连接"),
    "deploy": text(en="change what runs, and see the configs of connections", zh="部署修改、查看设备连接的设置"),
    "confirm": text(en="sign as the second person", zh="作为第二人签字确认"),
    "bypass": text(en="bypass an interlock, signed", zh="签字旁路联锁"),
    "release": text(en="release what is held, signed", zh="签字放行被冻结的物料"),
    "maintain": text(
        en="run the gateway: levels of logs, limits, held flows, certificates",
        zh="维护网关：日志级别、限额、暂停启动的流程、证书",
    ),
    "secrets": text(en="set and rotate secrets", zh="设置凭据、轮换加密密钥"),
    "install": text(
        en="install plugins, and templates with code or device writes", zh="安装插件，以及含代码或写设备操作的模板"
    ),
    "users": text(en="manage people, roles, tokens and stations", zh="管理用户、角色、令牌和工位终端"),
    "audit": text(en="read the audit", zh="查看审计日志"),
    "backup": text(en="make backups", zh="执行备份"),
}
