"""What can be wrong with a file before its content means anything: reading, encoding, JSON, tables."""

from __future__ import annotations

from .kinds import FaultText, error, warning

FILE_FAULTS: dict[str, FaultText] = {
    "link-outside": error(
        "this is a link to a file outside the project",
        "这是指向项目之外文件的链接",
        "put the file itself there",
        "请放入文件本身",
    ),
    "missing-path": error(
        "{given} does not exist", "路径 {given} 不存在", "check the spelling of the path", "请检查路径是否写对"
    ),
    "unreadable": error(
        "the file cannot be read: {said}",
        "文件无法读取：{said}",
        "check that it is a file and that this user may read it",
        "请确认它是普通文件且当前用户有读取权限",
    ),
    "file-too-large": error(
        "the file is larger than {limit} MiB",
        "文件大于 {limit} MiB",
        "split it, or remove what does not belong into it",
        "请拆分文件或删除不需要的内容",
    ),
    "file-empty": error(
        "the file is empty",
        "文件为空",
        "restore it from {backup} or from version control",
        "请从 {backup} 或版本库恢复",
    ),
    "wrong-encoding": error(
        "the file is not UTF-8: byte {byte} is not text in it{guess}",
        "文件不是 UTF-8 编码：字节 {byte} 无法解码{guess}",
        "save it as UTF-8",
        "请另存为 UTF-8 编码",
    ),
    "nul-byte": error(
        "the file holds a NUL character: it is damaged or not a text file",
        "文件含有 NUL 字符：文件已损坏或不是文本文件",
        "restore it from {backup} or from version control",
        "请从 {backup} 或版本库恢复",
    ),
    "json-syntax": error("this is not JSON: {said}", "JSON 语法错误：{said}", "correct this place", "请修正此处"),
    "json-truncated": error(
        "the JSON ends in the middle: {said}",
        "JSON 不完整：{said}",
        "complete it, or restore the file from {backup} or from version control",
        "请补全内容，或从 {backup} 或版本库恢复文件",
    ),
    "trailing-garbage": error(
        "something follows the end of the document",
        "文档结束后还有多余内容",
        "remove what follows",
        "请删除多余内容",
    ),
    "duplicate-key": error(
        "the key {key} stands here twice",
        "键 {key} 重复出现",
        "keep one of them",
        "请只保留一个",
    ),
    "json-constant": error(
        "{given} is not a JSON value",
        "{given} 不是有效的 JSON 值",
        "write a number or null",
        "请写成数值或 null",
    ),
    "number-out-of-range": error(
        "the number {given} is too large",
        "数值 {given} 过大",
        "numbers reach to about 1.8e308",
        "数值上限约为 1.8e308",
    ),
    "number-too-long": error(
        "a number has more than {limit} digits", "数值超过 {limit} 位", "write it as text", "请写成文本"
    ),
    "lone-surrogate": error(
        "the text holds half a character (\\ud800 … \\udfff alone)",
        "文本中有不完整的字符（单独的 \\ud800 … \\udfff）",
        "write the character itself",
        "请直接写出该字符",
    ),
    "too-deep": error(
        "values are nested deeper than {limit} levels",
        "嵌套超过 {limit} 层",
        "make it flatter",
        "请减少嵌套层数",
    ),
    "more-faults": error(
        "there are more than {limit} faults in this file; the rest is not listed",
        "该文件的问题超过 {limit} 个，其余未列出",
        "correct these first",
        "请先修正已列出的问题",
    ),
    "later-format": error(
        "the file has format {format}, which is later than {known}, the latest this version knows",
        "文件格式为 {format}，高于本版本支持的最高格式 {known}",
        "upgrade Sinterflow",
        "请升级溯流",
    ),
    "unknown-format": error(
        "format {format} was never in use",
        "格式 {format} 从未使用过",
        'write "format": {known}',
        '请写成 "format": {known}',
    ),
    "reserved-name": warning(
        "Windows has no file of the name {given}",
        "Windows 不允许文件名 {given}",
        "choose another id if the project may ever run there",
        "如果项目将来可能在 Windows 上运行，请换一个编号",
    ),
    "last-good-copy": warning(
        "the file is damaged; its last good copy is {backup}",
        "文件已损坏；上一个完好副本是 {backup}",
        "compare the two, then put the copy in its place",
        "请比较两者，然后用副本替换",
    ),
}
