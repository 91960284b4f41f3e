"""What can be wrong with a gateway at work, and with what is asked of it: logs, limits, clocks."""

from __future__ import annotations

from .kinds import FaultText, error, warning

OPERATION_FAULTS: dict[str, FaultText] = {
    "not-a-log-target": error(
        "{target} names no log lines",
        "{target} 不是有效的日志目标",
        "write a flow, flow/node, logger: with the name of a logger, or * for all lines",
        "请写流程、流程/节点、logger: 加日志记录器名称，或用 * 表示全部",
    ),
    "no-log-level": error(
        "no level is set for {target}",
        "没有为 {target} 设置日志级别",
        "GET /api/v1/logs/levels lists those that are",
        "GET /api/v1/logs/levels 列出了已设置的级别",
    ),
    "too-many-log-levels": error(
        "there are {count} levels of logs already",
        "已设置 {count} 条日志级别，达到上限",
        "take back some that are not needed any more",
        "请先取消不再需要的级别",
    ),
    "limit-memory": warning(
        "the process uses {used} of {limit} of memory",
        "进程已使用内存 {used}，上限 {limit}",
        "see which wires hold most (GET /flows/{{id}}/state), or give the machine or container more memory; at the "
        "limit previews and recordings pause first",
        "请查看积压最多的连线（GET /flows/{{id}}/state），或为主机/容器增加内存；到达上限时先暂停预览和录制",
    ),
    "limit-disk": warning(
        "only {free} of the data folder's disk are free; the journal holds {journal}",
        "数据目录所在磁盘仅剩 {free}；持久日志占用 {journal}",
        "make room: nothing more is taken onto durable wires when the disk is full",
        "请清理空间：磁盘写满后持久连线将停止接收",
    ),
    "limit-disk-trend": warning(
        "the data folder's disk will be full in {hours} h if it goes on like this; {free} are free",
        "按当前速度，数据目录所在磁盘将在 {hours} 小时后写满；剩余 {free}",
        "see what grows: recordings, a database, log files, or a wire that nobody empties (the journal: {journal})",
        "请查看增长来源：录制、数据库、日志文件或无人消费的连线（持久日志占用 {journal}）",
    ),
    "limit-files": warning(
        "{used} of {limit} files and sockets are open",
        "已打开 {used} 个文件和连接，上限 {limit}",
        "raise the limit (LimitNOFILE in the service), or see who keeps so many connections",
        "请提高上限（服务中的 LimitNOFILE），或检查是谁占用了大量连接",
    ),
    "limit-loop": warning(
        "the event loop was held up for {ms} ms",
        "事件循环被阻塞 {ms} 毫秒",
        "the log names the node whose code took so long; sinterflow_node_processing_seconds shows slow ones",
        "日志会指出耗时的节点；sinterflow_node_processing_seconds 可查看较慢的节点",
    ),
    "limit-tray": warning(
        "the tray of dead letters is filling up: {count}",
        "待处理箱即将写满：{count} 条",
        "see to the letters: send them once more or delete them; when the tray is full, durable wires stand still",
        "请处理未处理消息：重发或删除；写满后持久连线将停止",
    ),
    "limit-wire": warning(
        "{percent} % of the wire's room are used, {count} messages wait",
        "连线已使用 {percent}%，{count} 条消息等待",
        "the node behind it is too slow or has no connection; when the wire is full its senders wait",
        "其后的节点过慢或连接中断；写满后发送方将等待",
    ),
    "limit-clock": warning(
        "the clock of this machine is {offset} s off",
        "本机时钟偏差 {offset} 秒",
        "set it right, and keep it so with the plant's time server (chrony, timesyncd): records carry its time",
        "请校准并使用厂内时间服务器（chrony、timesyncd）保持同步：记录使用该时间",
    ),
    "limit-time-server": warning(
        "the time server {server} gives no time: {said}",
        "时间服务器 {server} 未给出时间：{said}",
        "check settings.time_server in project.json, the server, and whether UDP port 123 is open on the way",
        "请检查 project.json 中的 settings.time_server、服务器，以及途中是否放行 UDP 123 端口",
    ),
    "limit-device-clock": warning(
        "the clock of the device behind connection {connection} is {offset} s off",
        "设备连接 {connection} 的设备时钟偏差 {offset} 秒",
        "set the device's clock: the times of its values are wrong by as much",
        "请校准设备时钟：其数据的时间也有同样偏差",
    ),
}
