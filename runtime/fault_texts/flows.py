"""What can be wrong with a flow as a graph: nodes, wires, parameters, subflows."""

from __future__ import annotations

from .kinds import FaultText, error, warning

FLOW_FAULTS: dict[str, FaultText] = {
    "unknown-node-type": error(
        "no installed plugin has the node type {type}", "已安装的插件中没有节点类型 {type}", "{way}", "{way}"
    ),
    "same-id": error(
        "the ids {one} and {other} differ only in case",
        "编号 {one} 与 {other} 仅大小写不同",
        "rename one of them",
        "请重命名其中一个",
    ),
    "unknown-node": error("there is no node {given}", "没有节点 {given}", "{way}", "{way}"),
    "unknown-port": error("{node_id} has no port {port}", "{node_id} 没有端口 {port}", "{way}", "{way}"),
    "no-inputs": error(
        "{node_id} has no input",
        "{node_id} 没有输入端口",
        "end the wire at another node",
        "请将连线接到其他节点",
    ),
    "no-outputs": error(
        "{node_id} has no output but error",
        "{node_id} 除 error 外没有输出端口",
        "begin the wire at another node, or at {node_id}:error",
        "请从其他节点或 {node_id}:error 引出连线",
    ),
    "same-wire-twice": error(
        "this wire stands here twice",
        "该连线重复",
        "remove one of the two",
        "请删除其中一条",
    ),
    "wire-type": error(
        "{source} gives {given}, but {target} takes {wanted}",
        "{source} 输出{given}，而 {target} 接收{wanted}",
        "put a node between that converts it",
        "请在中间加一个转换节点",
    ),
    "not-deterministic": warning(
        "{node_id} may give other results when a message comes again from the durable wire {durable} after a crash, "
        "so {sink}, which acts exactly once, may leave out one or do another besides",
        "崩溃后持久连线 {durable} 上的消息会重新送达，{node_id} 此时可能给出不同结果，"
        "因此保证“恰好一次”的 {sink} 可能漏做或多做",
        'give {sink} a business key, or make the wire behind {node_id} durable: {{"policy": "durable"}}',
        '请为 {sink} 设置业务键，或将 {node_id} 之后的连线设为持久：{{"policy": "durable"}}',
    ),
    "kept-before-acknowledged": warning(
        "{node_id} holds messages back whose source {source} waits for them to be handled",
        "{node_id} 会暂存消息，而来源 {source} 要等处理完才确认",
        'give a wire between the two {{"policy": "durable"}}',
        '请在两者之间的某条连线上设置 {{"policy": "durable"}}',
    ),
    "unknown-parameter": error("there is no parameter {name}", "没有参数 {name}", "{way}", "{way}"),
    "parameter-missing": error(
        "the parameter {name} has no value and no default",
        "参数 {name} 没有值，也没有默认值",
        "give it a value or a default",
        "请给出值或默认值",
    ),
    "choices-missing": error(
        "the parameter {name} is a choice without choices",
        "参数 {name} 的类型是 choice，但没有可选项",
        "list its choices",
        "请填写 choices",
    ),
    "unset-variable": error(
        "the environment variable {name} is not set",
        "未设置环境变量 {name}",
        "set it, or write a default: ${{env:{name}|default}}",
        "请设置该变量，或写默认值：${{env:{name}|默认值}}",
    ),
    "variable-not-allowed": error(
        "the environment variable {name} cannot be read by flows, for it looks like a secret",
        "流程不能读取环境变量 {name}，其中像是凭据",
        "use a secret: ${{secret:NAME}}; or list the variables that may be read in {setting} on the machine",
        "请使用凭据：${{secret:名称}}；或在机器上用 {setting} 列出允许读取的变量",
    ),
    "unknown-secret": error(
        "there is no secret {name}",
        "没有名为 {name} 的凭据",
        "set it with sinterflow secret set {name}, or set the environment variable {variable}",
        "请用 sinterflow secret set {name} 设置，或设置环境变量 {variable}",
    ),
    "secret-not-here": error(
        "the secret {name} cannot be used in this field",
        "该字段不能使用凭据 {name}",
        "secrets belong into fields that hide what they hold, such as a password",
        "凭据只能用于密码等会隐藏内容的字段",
    ),
    "secret-in-file": warning(
        "the secret parameter {name} has its value in a file that anybody can read",
        "凭据参数 {name} 的值明文写在文件中",
        "write ${{secret:NAME}} and set the secret on the machine",
        "请写成 ${{secret:名称}}，并在机器上设置凭据",
    ),
    "not-convertible": error(
        "{name} is {given}, not {wanted}",
        "{name} 的值 {given} 不是{wanted}",
        "set it to {wanted}",
        "请设置为{wanted}",
    ),
    "unknown-subflow": error("there is no subflow {given}", "没有子流程 {given}", "{way}", "{way}"),
    "subflow-in-itself": error(
        "a subflow contains itself: {circle}",
        "子流程包含了自身：{circle}",
        "take one of these nodes out of its subflow",
        "请从其中一个子流程中移除该节点",
    ),
    "subflows-too-deep": error(
        "subflows are nested deeper than {limit} levels",
        "子流程嵌套超过 {limit} 层",
        "use fewer levels",
        "请减少层数",
    ),
    "flow-too-large": error(
        "the flow has {count} nodes with those of its subflows, more than {limit}",
        "流程连同子流程共有 {count} 个节点，超过 {limit} 个",
        "split it into several flows",
        "请拆分为多个流程",
    ),
    "unknown-group": error("there is no group {given}", "没有分组 {given}", "{way}", "{way}"),
    "group-in-itself": error(
        "the group {given} is inside itself", "分组 {given} 包含了自身", "choose another parent", "请更换其上级"
    ),
    "two-groups": error(
        "the node is in the groups {one} and {other}",
        "节点同时属于分组 {one} 和 {other}",
        "leave it in one of them",
        "请只保留在一个分组中",
    ),
    "unknown-link": error("{given} is not a link-in node", "{given} 不是 link-in 节点", "{way}", "{way}"),
    "alone": warning(
        "the flow is checked without its project, so connections and tags are not",
        "流程未随项目一起检查，设备连接和点位未核对",
        "put it into the folder flows of a project",
        "请放入项目的 flows 目录",
    ),
    "missing-plugin": error(
        "the flow requires the plugin {name}, which is not installed",
        "流程需要插件 {name}，但未安装",
        "install it",
        "请安装该插件",
    ),
    "wrong-plugin": error(
        "the flow requires {name} {wanted}, but {installed} is installed",
        "流程需要 {name} {wanted}，已安装的是 {installed}",
        "install a fitting version",
        "请安装符合要求的版本",
    ),
    "wrong-specifier": error(
        "{given} is not a version specifier",
        "{given} 不是有效的版本要求",
        "write one such as >=1.2,<2",
        "请写成 >=1.2,<2 这样的形式",
    ),
}
