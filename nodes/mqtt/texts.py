"""What is said about a broker that does not do what is asked of it."""

from __future__ import annotations

from sinterflow.runtime import NodeError, Text, pick, reason, text

OTHER_VERSION = (1, 132)
"""Codes with which a broker refuses the version of the protocol."""


def refused_topic(topic: str, code: int, *, subscribing: bool) -> NodeError:
    """The broker's access rules are against it."""
    english, chinese = (
        (f"the subscription to {topic}", f"订阅 {topic}")
        if subscribing
        else (f"the message for {topic}", f"接收主题 {topic} 的消息")
    )
    return NodeError(
        text(
            en=f"the broker refuses {english} (reason 0x{code:02x}); check its access rules",
            zh=f"MQTT 服务器拒绝{chinese}（原因码 0x{code:02x}）。请检查服务器的访问权限。",
        )
    )


def no_answer(where: str, seconds: float) -> Text:
    return text(
        en=f"the MQTT broker {where} does not answer within {seconds:g} s; it is tried again",
        zh=f"MQTT 服务器 {where} 在 {seconds:g} 秒内没有应答，系统会自动重连。",
    )


def unreachable(where: str, error: OSError) -> Text:
    said = reason(error)
    return text(
        en=f"cannot reach the MQTT broker {where}: {pick(said)}; check the address, the network and whether it runs",
        zh=f"无法连接 MQTT 服务器 {where}：{pick(said, 'zh')}。请检查地址、网络以及服务器是否运行，系统会自动重连。",
    )


def refused(where: str, code: int, said: str) -> Text:
    if code in OTHER_VERSION:
        return text(
            en=f"the MQTT broker {where} does not speak this version of MQTT: {said}; choose the other one",
            zh=f"MQTT 服务器 {where} 不支持该 MQTT 版本：{said}。请改用另一版本。",
        )
    return text(
        en=f"the MQTT broker {where} refuses the connection: {said}; check user, password, client id",
        zh=f"MQTT 服务器 {where} 拒绝连接：{said}。请检查用户名、密码和客户端 ID。",
    )


def lost(said: Text) -> Text:
    return text(
        en=f"the connection to the MQTT broker is lost: {pick(said)}",
        zh=f"与 MQTT 服务器的连接已断开：{pick(said, 'zh')}。系统会自动重连。",
    )


def outage(said: Text) -> Text:
    """What a node shows while the broker is away."""
    return text(en=f"no connection to the broker: {pick(said)}", zh=f"与 MQTT 服务器断开：{pick(said, 'zh')}")
