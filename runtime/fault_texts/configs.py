"""What can be wrong with a value where a schema says what it must be: configs and documents."""

from __future__ import annotations

from .kinds import FaultText, error

CONFIG_FAULTS: dict[str, FaultText] = {
    "unknown-key": error("there is no key {key}", "没有名为 {key} 的键", "{way}", "{way}"),
    "missing-key": error(
        "the key {key} is missing",
        "缺少键 {key}",
        "add it",
        "请补上",
    ),
    "wrong-type": error(
        "{given} is not {wanted}",
        "{given} 不是{wanted}",
        "write {wanted}",
        "请填写{wanted}",
    ),
    "not-a-choice": error(
        "{given} is not one of the choices",
        "{given} 不在可选范围内",
        "write one of {known}",
        "可选：{known}",
    ),
    "too-small": error("{given} is too small", "{given} 过小", "the least is {limit}", "最小为 {limit}"),
    "too-large": error("{given} is too large", "{given} 过大", "the most is {limit}", "最大为 {limit}"),
    "not-above": error("{given} is too small", "{given} 过小", "it must be more than {limit}", "必须大于 {limit}"),
    "not-below": error("{given} is too large", "{given} 过大", "it must be less than {limit}", "必须小于 {limit}"),
    "not-a-multiple": error(
        "{given} is not a multiple of {limit}",
        "{given} 不是 {limit} 的倍数",
        "write a multiple",
        "请填写其倍数",
    ),
    "text-empty": error("the text is empty", "文本为空", "write something", "请填写内容"),
    "text-too-short": error(
        "{given} is too short", "{given} 太短", "write at least {limit} characters", "至少 {limit} 个字符"
    ),
    "text-too-long": error(
        "{given} is too long", "{given} 太长", "write at most {limit} characters", "最多 {limit} 个字符"
    ),
    "wrong-pattern": error(
        "{given} does not have the form that is wanted here",
        "{given} 的格式不符合要求",
        "it must match {limit}",
        "必须匹配 {limit}",
    ),
    "too-few-items": error(
        "{given} entries are too few", "只有 {given} 项，太少", "give at least {limit}", "至少 {limit} 项"
    ),
    "too-many-items": error(
        "{given} entries are too many", "共 {given} 项，太多", "give at most {limit}", "最多 {limit} 项"
    ),
    "repeated-item": error("an entry stands here twice", "有重复的项", "keep one of them", "请只保留一个"),
    "too-few-keys": error(
        "{given} keys are too few", "只有 {given} 个键，太少", "give at least {limit}", "至少 {limit} 个"
    ),
    "too-many-keys": error(
        "{given} keys are too many", "共 {given} 个键，太多", "give at most {limit}", "最多 {limit} 个"
    ),
    "wrong-key": error("{key} cannot be a key here", "{key} 不能用作此处的键", "{way}", "{way}"),
    "wrong-id": error(
        "{given} cannot be an id",
        "{given} 不能用作编号",
        "an id begins with a letter or digit and has at most 64 letters, digits, _ . -",
        "编号以字母或数字开头，最多 64 个字符，只能含字母、数字和 _ . -",
    ),
    "not-a-duration": error(
        "{given} is not a duration",
        "{given} 不是有效的时长",
        "write a number and ms, s, m, h or d, such as 250ms",
        "请写成数字加 ms、s、m、h 或 d，例如 250ms",
    ),
    "duration-too-long": error(
        "{given} is longer than {limit} days", "{given} 超过 {limit} 天", "write a shorter time", "请缩短时长"
    ),
    "config-refused": error("the config is refused: {said}", "配置无效：{said}", "correct this value", "请修正该值"),
    "check-failed": error(
        "the node type could not check this config: {said}",
        "节点类型无法检查该配置：{said}",
        "report it to the plugin's author",
        "请向插件作者反馈",
    ),
    "later-config": error(
        "the config has version {version}, which is later than {known}, the version of {type} that is installed",
        "配置的版本为 {version}，高于已安装的 {type} 支持的版本 {known}",
        "upgrade the plugin",
        "请升级插件",
    ),
    "config-upgrade": error(
        "the config of version {version} could not be upgraded: {said}",
        "版本 {version} 的配置无法升级：{said}",
        "set the node up again",
        "请重新配置该节点",
    ),
    "unknown-connection": error(
        "the project has no connection {given}", "项目中没有设备连接 {given}", "{way}", "{way}"
    ),
    "wrong-connection": error(
        "the connection {given} is of type {type}, not {wanted}",
        "设备连接 {given} 的类型是 {type}，不是 {wanted}",
        "name a connection of type {wanted}",
        "请选择类型为 {wanted} 的设备连接",
    ),
    "unknown-tag": error("the project has no tag {given}", "项目的点表中没有点位 {given}", "{way}", "{way}"),
}
