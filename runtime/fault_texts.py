"""The catalogue of faults: code, severity, message and way out in both languages (docs/faults.md lists them)."""

from __future__ import annotations

from typing import Literal, NamedTuple

from .text import Text, text


class FaultText(NamedTuple):
    """The texts of one code; `{name}` places are filled from the fault's arguments."""

    severity: Literal["error", "warning"]
    message: Text
    hint: Text


def error(en: str, zh: str, hint_en: str = "", hint_zh: str = "") -> FaultText:
    return FaultText("error", text(en=en, zh=zh), text(en=hint_en, zh=hint_zh))


def warning(en: str, zh: str, hint_en: str = "", hint_zh: str = "") -> FaultText:
    return FaultText("warning", text(en=en, zh=zh), text(en=hint_en, zh=hint_zh))


CATALOGUE: dict[str, FaultText] = {
    "missing-path": error(
        "{path} does not exist", "路径 {path} 不存在", "check the spelling of the path", "请检查路径是否写对"
    ),
    "unknown-node-type": error(
        "no installed plugin has the node type {type}",
        "已安装的插件中没有节点类型 {type}",
        "{nearest}",
        "{nearest}",
    ),
}
