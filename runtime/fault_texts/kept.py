"""What can be wrong with what is kept, dead letters, recordings and backups: texts of the catalogue of faults."""

from __future__ import annotations

from .kinds import FaultText, error

KEPT_FAULTS: dict[str, FaultText] = {
    "no-breakpoint": error(
        "wire {given} of flow {flow} has no breakpoint",
        "流程 {flow} 的连线 {given} 没有断点",
        "PUT /api/v1/flows/{flow}/breakpoints/<wire> sets one",
        "可用 PUT /api/v1/flows/{flow}/breakpoints/<连线> 设置断点",
    ),
    "letter-not-found": error(
        "there is no dead letter {letter}",
        "没有未处理消息 {letter}",
        "it was handled or deleted; GET /api/v1/dead-letters/handled says by whom",
        "它已被处理或删除；GET /api/v1/dead-letters/handled 给出了操作人",
    ),
    "letter-under-way": error(
        "dead letter {letter} is on its way once more",
        "未处理消息 {letter} 正在重新发送",
        "wait until it is handled, or look at what node {id} is doing",
        "请等待其处理完成，或查看节点 {id} 的状态",
    ),
    "letter-flow-gone": error(
        "dead letter {letter} is for flow {flow}, which does not run",
        "未处理消息 {letter} 属于流程 {flow}，而该流程未运行",
        "start the flow and retry, or delete the letter",
        "请启动该流程后重试，或删除该未处理消息",
    ),
    "letter-node-gone": error(
        "dead letter {letter} is for node {id}, which flow {flow} does not have any more",
        "未处理消息 {letter} 属于节点 {id}，而流程 {flow} 中已没有该节点",
        "give its message to another node (POST /api/v1/flows/{flow}/nodes/<node>/receive), then delete the letter",
        "请将其消息发送给其他节点（POST /api/v1/flows/{flow}/nodes/<节点>/receive），然后删除该未处理消息",
    ),
    "letter-port-gone": error(
        "dead letter {letter} is for input {port} of node {id}, which the node does not have any more",
        "未处理消息 {letter} 属于节点 {id} 的输入端口 {port}，而该节点已没有此端口",
        "its inputs: {known}; give the message to one of them by receive, then delete the letter",
        "它的输入端口：{known}；请将消息发送到其中之一，然后删除该未处理消息",
    ),
    "letter-of-source": error(
        "dead letter {letter} comes from node {id}, which begins messages and takes none",
        "未处理消息 {letter} 来自节点 {id}，该节点只产生消息，不接收消息",
        "give the message to a node behind it by receive, or delete the letter",
        "请将消息发送给其后的节点，或删除该未处理消息",
    ),
    "letter-not-whole": error(
        "dead letter {letter} holds only a part of its message",
        "未处理消息 {letter} 只保存了消息的一部分",
        "correct node {id}, let its source send the message again, and delete the letter",
        "请修正节点 {id}，让来源重新发送该消息，然后删除该未处理消息",
    ),
    "letters-parked": error(
        "messages that wait for room in the tray of dead letters: {count}; nothing moves on behind durable wires",
        "等待进入待处理箱的消息数：{count}；持久连线之后的处理已暂停",
        "retry or delete dead letters: GET /api/v1/dead-letters",
        "请重试或删除未处理消息：GET /api/v1/dead-letters",
    ),
    "backup-running": error(
        "a backup is being made already",
        "正在进行另一次备份",
        "wait until it is done: GET /api/v1/backup tells",
        "请等待其完成，可用 GET /api/v1/backup 查看",
    ),
    "backup-without-key": error(
        "no recovery passphrase was set up, so no backup can be made",
        "尚未设置恢复口令，无法备份",
        "set one up with sinterflow backup, or POST /api/v1/backup/recovery, and keep the sheet in a safe place",
        "请用 sinterflow backup 或 POST /api/v1/backup/recovery 设置，并妥善保管口令单",
    ),
    "recovery-exists": error(
        "a recovery passphrase was set up on {made}",
        "恢复口令已于 {made} 设置",
        "to have a new one for backups from now on, send replace: true; earlier backups keep theirs",
        "如需为以后的备份更换口令，请发送 replace: true；此前的备份仍使用原口令",
    ),
    "bad-passphrase": error("{said}", "{said}"),
    "backup-not-found": error(
        "there is no backup {name} in the folder of backups",
        "备份目录中没有 {name}",
        "GET /api/v1/backup lists those that are there",
        "GET /api/v1/backup 列出了现有备份",
    ),
    "no-data-folder": error(
        "this process keeps nothing: it was started without a data folder",
        "当前进程没有数据目录",
        "start it with sinterflow run, or with --data",
        "请使用 sinterflow run 启动，或指定 --data",
    ),
    "backup-failed": error(
        "the last backup was not made: {reason}",
        "最近一次备份失败：{reason}",
        "put that right; a scheduled backup is tried again every ten minutes",
        "请排除故障；计划备份每十分钟重试一次",
    ),
    "backup-overdue": error(
        "the last good backup is of {last}",
        "最近一次成功的备份：{last}",
        "see that the folder of backups is there and has room, or make one with sinterflow backup",
        "请检查备份目录是否存在且空间充足，或用 sinterflow backup 手动备份",
    ),
    "backup-damaged": error(
        "databases were found damaged when the last backup was made: {names}",
        "最近一次备份时发现数据库损坏：{names}",
        "look at the disk, and restore them from an earlier backup; earlier ones are kept until this is put right",
        "请检查磁盘，并从更早的备份恢复；问题解决前不会删除旧备份",
    ),
    "not-recording": error(
        "this process records nothing: it was started without a data folder",
        "当前进程无法录制：启动时没有数据目录",
        "start it with sinterflow run, or with --data",
        "请使用 sinterflow run 启动，或指定 --data",
    ),
    "recording-not-found": error(
        "there is no recording {recording}",
        "没有录制 {recording}",
        "GET /api/v1/recordings lists them",
        "GET /api/v1/recordings 列出了所有录制",
    ),
}
