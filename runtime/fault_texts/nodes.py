"""What can be wrong with nodes and what people write in them: expressions, code, templates, values."""

from __future__ import annotations

from .kinds import FaultText, error

NODE_FAULTS: dict[str, FaultText] = {
    "expression-syntax": error(
        "this is not an expression: {said}",
        "表达式语法错误：{said}",
        "write one value such as msg.payload * 1.8 + 32",
        "请写成单个表达式，例如 msg.payload * 1.8 + 32",
    ),
    "expression-not-allowed": error(
        "{what} cannot be used in an expression",
        "表达式中不能使用 {what}",
        "use names, numbers, texts, operators and the functions of expressions; a function node can do the rest",
        "表达式只支持名称、数值、文本、运算符和内置函数；其余请用函数节点",
    ),
    "expression-unknown-function": error(
        "an expression has no function {name}",
        "表达式没有函数 {name}",
        "known: {known}",
        "可用：{known}",
    ),
    "expression-arguments": error(
        "{name} takes {takes} values, not {given}, and none by name",
        "{name} 需要 {takes} 个参数（不支持按名称传参），实际为 {given} 个",
    ),
    "expression-bare-context": error(
        "{name} alone is not a value",
        "{name} 本身不是一个值",
        "name what to read: {name}.limit",
        "请写明要读取的名称，例如 {name}.limit",
    ),
    "expression-too-long": error(
        "the expression is longer than {limit} characters",
        "表达式超过 {limit} 个字符",
        "do this in a function node",
        "请改用函数节点",
    ),
    "expression-too-deep": error(
        "the expression is nested deeper than {limit} levels",
        "表达式嵌套超过 {limit} 层",
        "do this in a function node",
        "请改用函数节点",
    ),
    "expression-number-too-long": error(
        "a number in the expression has more than {limit} digits", "表达式中的数值超过 {limit} 位"
    ),
    "expression-too-many-loops": error(
        "the expression has more than {limit} loops (for … in)",
        "表达式中的循环（for … in）超过 {limit} 个",
        "do this in a function node",
        "请改用函数节点",
    ),
    "value-path": error(
        "{given} is not a path: {said}",
        "{given} 不是有效路径：{said}",
        "write a path such as payload.zones[0].pv",
        "请写成 payload.zones[0].pv 这样的路径",
    ),
    "code-syntax": error(
        "the code does not compile: {said}",
        "代码无法编译：{said}",
        "correct this line of the code",
        "请修正代码的这一行",
    ),
    "code-not-here": error(
        "{what} cannot be used in a function node",
        "函数节点中不能使用 {what}",
        "a function is called for each message and must return; use a source or an asynchronous node",
        "函数对每条消息调用一次且必须返回；请使用数据源节点或异步节点",
    ),
    "unknown-tap": error(
        "{topic} names no point of a running flow",
        "{topic} 不是运行中流程的任何位置",
        "write tap:<flow>/<node>/in or tap:<flow>/<node>/out:<port>",
        "请写成 tap:<流程>/<节点>/in 或 tap:<流程>/<节点>/out:<端口>",
    ),
    "bad-cron": error(
        "{cron} is no cron expression: {said}",
        "{cron} 不是有效的 cron 表达式：{said}",
        "write minute, hour, day, month and weekday, such as 0 8 * * MON-FRI",
        "依次填写 分 时 日 月 周，例如 0 8 * * MON-FRI",
    ),
    "bad-pattern": error(
        "{pattern} is not a regular expression: {said}",
        "{pattern} 不是有效的正则表达式：{said}",
        "correct the pattern, or use contains for a plain text",
        "请修正正则表达式；普通文本可改用“包含”",
    ),
    "empty-range": error(
        "the range begins and ends at {value}",
        "量程的起点和终点都是 {value}",
        "give two different numbers",
        "请填写两个不同的数值",
    ),
    "only-one": error(
        "{one} and {other} cannot both be given",
        "{one} 与 {other} 不能同时填写",
        "leave one of them empty",
        "请只填写其中一项",
    ),
    "needed-with": error(
        "this is needed when {other} is {value}",
        "{other} 为 {value} 时必须填写此项",
    ),
    "not-positive": error(
        "{given} is not more than nothing",
        "{given} 必须大于零",
    ),
    "no-limit": error(
        "no limit is given: this node would never say anything",
        "未填写任何限值：此节点不会有任何动作",
        "give at least one of low, high, low_low and high_high",
        "请至少填写 low、high、low_low、high_high 之一",
    ),
    "limit-order": error(
        "{lower} ({lower_value}) is not below {upper} ({upper_value})",
        "{lower}（{lower_value}）应小于 {upper}（{upper_value}）",
        "limits rise from low_low over low and high to high_high",
        "限值应按 low_low、low、high、high_high 递增",
    ),
    "deadband-too-wide": error(
        "with a deadband of {deadband} no value between {lower} and {upper} is ever normal again",
        "死区 {deadband} 过宽：在 {lower} 与 {upper} 之间没有值能恢复正常",
        "make the deadband smaller",
        "请减小死区",
    ),
    "template-syntax": error(
        "the template cannot be read: {said}",
        "模板无法解析：{said}",
        "correct this line of the template",
        "请修正模板的这一行",
    ),
    "either-or": error(
        "either {one} or {other} is needed, and not both",
        "{one} 与 {other} 必须且只能填写一项",
    ),
    "bad-point": error("{said}", "点位填写有误：{said}"),
}
