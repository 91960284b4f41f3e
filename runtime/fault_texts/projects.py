"""What can be wrong with a project: its folder, connections, settings, tags, equipment."""

from __future__ import annotations

from .kinds import FaultText, error

PROJECT_FAULTS: dict[str, FaultText] = {
    "no-project": error(
        "the folder has no project.json",
        "目录中没有 project.json",
        "sinterflow init makes a new project",
        "可用 sinterflow init 新建项目",
    ),
    "folder-not-empty": error(
        "the folder {given} is not empty",
        "目录 {given} 不是空的",
        "name a new folder, or empty this one",
        "请指定新目录，或先清空它",
    ),
    "unknown-connection-type": error(
        "no installed plugin has the connection type {type}",
        "已安装的插件中没有设备连接类型 {type}",
        "{way}",
        "{way}",
    ),
    "unknown-flow": error("there is no flow {given}", "没有流程 {given}", "{way}", "{way}"),
    "id-not-file-name": error(
        "the id {given} is not the file's name", "编号 {given} 与文件名不同", "write {wanted}", "请写成 {wanted}"
    ),
    "not-a-known-file": error(
        "this is neither a project, a flow nor a subflow",
        "不是项目、流程或子流程文件",
        "name a project folder, or a flow file",
        "请指定项目目录或流程文件",
    ),
    "backup-times": error(
        "the schedule of backups needs every or cron, and not both",
        "备份计划需要 every 或 cron，二者只能有一个",
        'write {{"every": "1d"}} or {{"cron": "0 2 * * *"}}',
        '请写成 {{"every": "1d"}} 或 {{"cron": "0 2 * * *"}}',
    ),
    "backup-too-often": error(
        "a backup every {given} is too often",
        "每 {given} 备份一次过于频繁",
        "write at least 1m; once a day is usual",
        "间隔至少 1m；通常每天一次",
    ),
    "unknown-timezone": error(
        "{given} is not a time zone",
        "{given} 不是有效的时区",
        "write one such as Asia/Shanghai",
        "请写成 Asia/Shanghai 这样的名称",
    ),
    "bad-time-of-day": error(
        "{given} is not a time of day", "{given} 不是有效的时刻", "write one such as 08:00", "请写成 08:00 这样的形式"
    ),
    "bad-calendar-kind": error(
        "{given} is neither holiday nor workday",
        "{given} 既不是 holiday 也不是 workday",
        "write holiday or workday",
        "请写成 holiday 或 workday",
    ),
    "bad-date": error(
        "{given} is not a date",
        "{given} 不是有效的日期",
        "write one such as 2026-10-01",
        "请写成 2026-10-01 这样的形式",
    ),
    "unknown-column": error("there is no column {given}", "没有名为 {given} 的列", "{way}", "{way}"),
    "missing-column": error(
        "the column {given} is missing", "缺少列 {given}", "add it to the header row", "请在表头中补上"
    ),
    "same-column-twice": error(
        "the column {given} stands in the header twice", "表头中列 {given} 重复", "remove one", "请删除其中一列"
    ),
    "wrong-cell-count": error(
        "the row has {given} cells where the header has {wanted}",
        "该行有 {given} 个单元格，而表头有 {wanted} 列",
        "add or remove commas, or put quotes around a text that holds one",
        "请增减逗号；含逗号的文本请加引号",
    ),
    "csv-syntax": error("the table cannot be read: {said}", "表格无法读取：{said}", "correct this row", "请修正该行"),
    "cell-missing": error("{given} is empty", "{given} 为空", "fill it in", "请填写"),
    "same-tag-twice": error(
        "the tag {given} stands in the tag lists twice, first at {first}",
        "点位 {given} 在点表中重复，首次出现在 {first}",
        "rename or remove one of them",
        "请重命名或删除其中一个",
    ),
    "wrong-tag-id": error(
        "{given} cannot be the id of a tag",
        "{given} 不能用作点位编号",
        "write up to 128 visible characters without spaces and quotes",
        "最多 128 个可见字符，不含空格和引号",
    ),
    "wrong-number": error(
        "{given} is not a number", "{given} 不是数值", "write a number such as 0.1", "请填写数值，例如 0.1"
    ),
    "zero-scale": error(
        "the scale is 0, so the value would never change", "系数为 0，数值将永远不变", "write another", "请更换"
    ),
    "limits-crossed": error(
        "the low limit {low} is above the high limit {high}",
        "下限 {low} 高于上限 {high}",
        "exchange the two",
        "请对调两者",
    ),
    "wrong-tag-type": error(
        "{given} is not a type of a tag", "{given} 不是点位的数据类型", "write one of {known}", "可用：{known}"
    ),
    "wrong-byte-order": error(
        "{given} is not a byte order", "{given} 不是字节序", "write one of {known}", "可用：{known}"
    ),
    "wrong-address": error(
        "{given} is not a Modbus address",
        "{given} 不是 Modbus 地址",
        "write 40001 or holding:0; the areas are coil, discrete, input and holding",
        "请写成 40001 或 holding:0；区域有 coil、discrete、input、holding",
    ),
    "unknown-equipment": error(
        "equipment.json has no equipment {given}", "equipment.json 中没有设备 {given}", "{way}", "{way}"
    ),
    "equipment-in-itself": error(
        "the equipment belongs to itself: {circle}",
        "设备的上级形成了循环：{circle}",
        "change one of the parents",
        "请修改其中一个设备的上级（parent）",
    ),
}
