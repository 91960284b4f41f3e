"""Faults of secrets, certificates and what a person may not do without a right of its own."""

from __future__ import annotations

from collections.abc import Mapping

from .kinds import FaultText, error, warning

SECRET_FAULTS: Mapping[str, FaultText] = {
    "secret-name": error(
        "{given} is no name of a secret",
        "{given} 不是有效的机密名称",
        "letters, digits, dots, dashes and underscores, at most 64, beginning with a letter or digit",
        "请用字母、数字、点、连字符和下划线，最多 64 个字符，以字母或数字开头",
    ),
    "secret-value": error(
        "a secret has 1 to {limit} bytes",
        "机密的值应为 1 至 {limit} 字节",
        "give it a value of this size; to take it away, delete it",
        "请给出符合大小的值；如要移除请删除该机密",
    ),
    "secret-not-found": error(
        "there is no secret {name} in the store", "机密库中没有名为 {name} 的机密", "{way}", "{way}"
    ),
    "secret-in-use": error(
        "the secret {name} is used by {users}",
        "机密 {name} 正被以下对象使用：{users}",
        "take it out of them and deploy, then delete it; a secret that has become known is set to another value",
        "请先从这些对象中移除并部署，再删除；已泄露的机密请改设新值",
    ),
    "secrets-unreadable": error(
        "secrets cannot be read: {reason}",
        "无法读取机密：{reason}",
        "what uses them does not run until they can be",
        "在可读取之前，使用它们的对象不会运行",
    ),
    "secret-changed": warning(
        "the secret {name} was changed, and what uses it still has the value from before: {users}",
        "机密 {name} 已更改，但以下对象仍在使用旧值：{users}",
        "deploy, with or without drafts: the plan shows what restarts",
        "请执行部署（有无草稿均可）；部署计划会列出将重启的对象",
    ),
}
