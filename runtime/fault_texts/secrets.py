"""Faults of secrets, certificates and what a person may not do without a right of its own."""

from __future__ import annotations

from collections.abc import Mapping

from .kinds import FaultText, error, warning

SECRET_FAULTS: Mapping[str, FaultText] = {
    "secret-name": error(
        "{given} is no name of a secret",
        "{given} 不是有效的凭据名称",
        "letters, digits, dots, dashes and underscores, at most 64, beginning with a letter or digit",
        "请用字母、数字、点、连字符和下划线，最多 64 个字符，以字母或数字开头",
    ),
    "secret-value": error(
        "a secret has 1 to {limit} bytes",
        "凭据的值应为 1 至 {limit} 字节",
        "give it a value of this size; to take it away, delete it",
        "请给出符合大小的值；如要移除请删除该凭据",
    ),
    "secret-not-found": error(
        "there is no secret {name} in the store", "凭据库中没有名为 {name} 的凭据", "{way}", "{way}"
    ),
    "secret-in-use": error(
        "the secret {name} is used by {users}",
        "凭据 {name} 正被以下对象使用：{users}",
        "take it out of them and deploy, then delete it; a secret that has become known is set to another value",
        "请先从这些对象中移除并部署，再删除；已泄露的凭据请改设新值",
    ),
    "secrets-unreadable": error(
        "secrets cannot be read: {reason}",
        "无法读取凭据：{reason}",
        "what uses them does not run until they can be",
        "在可读取之前，使用它们的对象不会运行",
    ),
    "secret-changed": warning(
        "the secret {name} was changed, and what uses it still has the value from before: {users}",
        "凭据 {name} 已更改，但以下对象仍在使用旧值：{users}",
        "deploy, with or without drafts: the plan shows what restarts",
        "请执行部署（有无草稿均可）；部署计划会列出将重启的对象",
    ),
    "no-authority": error(
        "this gateway has no authority of its own",
        "本网关没有自己的 CA",
        "sinterflow tls init makes one; with certificates from elsewhere none is needed",
        "可用 sinterflow tls init 创建；使用外部证书时不需要",
    ),
    "certificate-expires": warning(
        "the certificate for HTTPS expires on {date}",
        "HTTPS 证书将于 {date} 过期",
        "put a new one in its place: it is taken within a minute",
        "请替换为新证书，一分钟内自动生效",
    ),
    "certificate-expired": error(
        "the certificate for HTTPS has expired on {date}",
        "HTTPS 证书已于 {date} 过期",
        "put a new one in its place, and check the clock of the machine",
        "请替换为新证书，并检查机器的时钟",
    ),
    "certificate-refused": error(
        "the new certificate for HTTPS is not taken: {reason}",
        "新的 HTTPS 证书未被采用：{reason}",
        "the one before is served on; correct the files",
        "仍在使用之前的证书；请修正文件",
    ),
}
