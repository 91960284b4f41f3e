"""What can be wrong with drafts, deploys and revisions, and with the documents that are saved for them."""

from __future__ import annotations

from .kinds import FaultText, error, warning

DEPLOY_FAULTS: dict[str, FaultText] = {
    "precondition-missing": error(
        "the request does not say which state it changes",
        "请求未说明它修改的是哪个状态",
        "send If-Match with the ETag that GET gave, or If-None-Match: * for something new",
        "请发送 If-Match（GET 返回的 ETag）；新建时发送 If-None-Match: *",
    ),
    "changed-meanwhile": error(
        "{what} is no longer as it was when you read it",
        "{what} 在您读取之后已被修改",
        "read it again and make your change to that",
        "请重新读取后再修改",
    ),
    "not-a-flow": error(
        "the body is not a flow: {said}",
        "请求内容不是流程：{said}",
        "send an object with format, id, nodes and wires",
        "请发送含 format、id、nodes、wires 的对象",
    ),
    "not-a-project": error(
        "the body is not a project: {said}",
        "请求内容不是项目文件：{said}",
        "send an object with format, connections, parameters and settings",
        "请发送含 format、connections、parameters、settings 的对象",
    ),
    "not-a-document": error(
        "the body is not what belongs into {name}: {said}",
        "请求内容不能作为 {name} 的内容：{said}",
        "GET /api/v1/openapi.json describes what this call takes",
        "GET /api/v1/openapi.json 说明了该调用接受的内容",
    ),
    "file-not-found": error(
        "the project has no {name}",
        "项目中没有 {name}",
        "GET the list of which it is a part",
        "请查询其所在的列表",
    ),
    "wrong-file-name": error(
        "{given} cannot be the name of a file here",
        "{given} 不能用作此处的文件名",
        "write up to 64 letters, digits, spaces, _ . and -, beginning with a letter or digit; Windows keeps names such "
        "as con and nul for itself",
        "最多 64 个字符，只能含字母、数字、空格和 _ . -，以字母或数字开头；con、nul 等名称由 Windows 保留",
    ),
    "not-a-workbook": error(
        "the body is not an Excel workbook that can be read: {said}",
        "请求内容不是可读取的 Excel 工作簿：{said}",
        "save it as .xlsx without a password, or send CSV",
        "请另存为无密码的 .xlsx，或发送 CSV",
    ),
    "wrong-flow-id": error(
        "{given} cannot be the id of a flow",
        "{given} 不能用作流程编号",
        "write up to 64 letters, digits, _ . and -, beginning with a letter or digit",
        "最多 64 个字符，只能含字母、数字和 _ . -，以字母或数字开头",
    ),
    "single-flow": error(
        "a single flow runs here, so there is no place for {given}",
        "当前只运行单个流程，无法保存 {given}",
        "run a project folder: sinterflow init makes one",
        "请运行项目目录：可用 sinterflow init 新建",
    ),
    "draft-changed": error(
        "the draft of {flow} is not the one that was to be deployed",
        "{flow} 的草稿不是要部署的那一份",
        "somebody has saved or discarded it since: read it again",
        "此后有人保存或放弃了草稿，请重新读取",
    ),
    "no-draft": error("there is no draft of {what}", "{what} 没有草稿"),
    "draft-deletes": error(
        "the draft deletes flow {flow}",
        "草稿将删除流程 {flow}",
        "DELETE /api/v1/flows/<id>?draft=1 takes that back",
        "可用 DELETE /api/v1/flows/<id>?draft=1 撤销",
    ),
    "revision-old": error(
        "revision {given} is not the deployed one, which is {revision}",
        "版本 {given} 不是当前部署的版本（当前为 {revision}）",
        "look at what was deployed since and plan again",
        "请查看此后部署的内容，再重新生成部署计划",
    ),
    "deployed-meanwhile": error(
        "{author} deployed {what} in revision {revision}",
        "{author} 在版本 {revision} 中部署了 {what}",
        "look at that revision and plan again",
        "请查看该版本，再重新生成部署计划",
    ),
    "revision-not-found": error(
        "the history has no revision {revision}",
        "历史中没有版本 {revision}",
        "GET /api/v1/history lists those that are kept",
        "GET /api/v1/history 列出了保留的版本",
    ),
    "revision-damaged": error(
        "revision {revision} is damaged and cannot be read",
        "版本 {revision} 已损坏，无法读取",
        "choose another one",
        "请选择其他版本",
    ),
    "node-not-started": error(
        "the node did not start, so nothing was deployed: {reason}",
        "节点未能启动，本次部署已撤销：{reason}",
        "correct the node, then deploy again",
        "请修正该节点后重新部署",
    ),
    "not-kept": error(
        "it could not be kept: {said}",
        "无法保存：{said}",
        "free or repair the disk of the data folder, then try again",
        "请清理或修复数据目录所在的磁盘后重试",
    ),
    "not-mirrored": warning(
        "the file could not be written: {said}",
        "文件无法写入：{said}",
        "it is deployed all the same and written later; see that the folder can be written",
        "部署已生效，稍后会再次写入文件；请确认该目录可写",
    ),
    "wrong-rename": error(
        "{one} cannot become {other}",
        "{one} 不能改名为 {other}",
        "write both as flow/node, of the same flow and as deep within instances, or both as names of connections",
        "两者都写成 流程/节点（属于同一流程，且所在实例的层数相同），或都写成设备连接的名称",
    ),
    "test-not-renamed": warning(
        "this flow test could not be written with the new IDs of its nodes: {said}",
        "无法把节点的新编号写入该流程测试：{said}",
        "it is tried again with the next deploy; see that the folder tests can be written",
        "下次部署时会再试；请确认 tests 目录可写",
    ),
    "stopping": error("the process is stopping", "进程正在停止"),
}
