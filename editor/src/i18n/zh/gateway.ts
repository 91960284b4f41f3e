/** 网关：运行状况、日志、插件、备份、待处理箱与流程测试。 */
export const gateway = {
  health: {
    attention: '需要处理', ok: '一切正常，无需处理', notRunning_other: '{{count}} 个流程未运行',
    flows: '运行中的流程', revision: '版本 {{revision}}', trayFull: '待处理箱已满', parked_other: '{{count, number}} 条消息等待空位',
    memory: '内存', of: '共 {{limit}}', disk: '磁盘剩余空间', diskUsed: '磁盘已用', fullIn: '照此趋势，{{time}}后写满',
    clock: '时钟偏差', unknown: '未知', unsynchronised: '未同步',
    journal: '持久日志', noJournal: '没有数据目录，不保存任何内容', lost_other: '丢失 {{count, number}} 条记录',
    damaged_other: '{{count}} 个损坏文件已隔离', commits: '启动以来提交 {{number}} 次',
    version: '程序版本', toLogs: '查看日志', messages: '最近 5 分钟的消息', received: '接收', sent: '发送', perSecond: '{{rate}} 条/秒', waiting: '连线上等待的消息',
  },
  logs: {
    none: '没有符合条件的日志。可放宽筛选条件，或调低记录级别。', from: '{{level}}及以上', leastLevel: '级别', flow: '流程', node: '节点', text: '日志中的文字', trace: '调用栈',
    level: { debug: '调试', info: '信息', warning: '警告', error: '错误', critical: '严重' },
    default: '记录{{level}}及以上', all: '全部日志', until: '至', back: '恢复默认', backOf: '恢复 {{target}} 的默认级别', set: '设置级别…',
    target: '对象', targetHelp: '流程、流程/节点、logger:名称，或 * 表示全部日志。', lasts: '持续时间', for: { '15m': '15 分钟', '1h': '1 小时', '8h': '8 小时' }, forEver: '直到恢复默认',
  },
  plugins: {
    explain: '用 pip 安装在本机上。新装的插件重启后生效。', none: '没有插件', name: '插件', version: '版本', licence: '许可证', noLicence: '未注明', types: '提供的类型', connection: '设备连接类型',
  },
  backup: {
    explain: '备份是一个文件，包含全部内容：项目、数据、用户和凭据，用恢复口令加密。',
    now: '立即备份', begun: '备份已开始', download: '备份并下载', download1: '下载', get: '下载 {{name}}', running: '正在备份', failed: '最近一次备份失败：{{reason}}',
    last: '最近一次成功备份', never: '还没有', damaged: '已损坏', leftOut: '未包含', due: '下次备份', noSchedule: '未设定计划',
    files: '备份目录中的文件', noFiles: '备份目录中还没有备份', made: '备份时间', file: '文件', size: '大小',
    recovery: '恢复口令', noRecovery: '尚未设置：没有恢复口令就不能备份', since: '设置于', setPassphrase: '设置', newPassphrase: '更换…', needsUsers: '由管理员设置。',
    passphraseExplain: '系统生成口令并只显示一次，不保存在本机。没有它，谁也不能恢复备份。', replaces: '新口令只用于今后的备份；以前的文件仍用当时的口令。',
    keepSheet: '请打印或抄写后放入保险柜，不要放在网关旁边。', print: '打印',
    schedule: '备份计划', kind: { off: '关闭', daily: '每天', every: '按间隔', cron: 'Cron 表达式' }, at: '时间', every: '间隔', cron: 'Cron 表达式', to: '备份到目录', keep: '保留最新份数',
    restore: '恢复', restoreHow: '恢复要在本机上、程序停止时进行，由持有文件和口令的人执行：',
  },
  letters: {
    tab: '未处理消息', explain: '没有节点能处理、也没有被捕获的消息。它们不会丢失：查明原因，解决后重新发送。',
    none: '没有未处理消息', noneHint: '流程不能处理的消息留在这里，等待有人处理。', subflow: '未处理消息归属于使用本子流程的流程。',
    older_other: '另有 {{count, number}} 条较晚的消息',
    side: '显示内容', sides: { waiting: '待处理', handled: '已处理' }, chosen_other: '已选 {{count}} 条', retry: '重新发送', mayNot: '处理需要操作权限。',
    choose: '选择 {{node}} 于 {{time}} 的消息', open: '{{node}} 的消息', retrying: '正在发送', owner: '负责人', kind: '错误', port: '输入端口', retried: '已重新发送次数', more: '省略的同类消息',
    notWhole: '消息的部分内容未能保存', retryOne: '重新发送此条', take: '由我负责', giveBack: '不再负责', deleteOne: '删除…', yours: '由您负责', given: '已无负责人',
    deleteTitle_other: '删除 {{count}} 条未处理消息？', deleteLost: '消息将永久丢失。何人因何删除会记入审计日志。',
    noneHandled: '还没有处理记录', did: { retry: '重新发送', delete: '删除', owner: '负责人：{{owner}}' }, what: '消息',
    came: { admitted_other: '{{count}} 条正在发送。', done_other: '{{count}} 条已处理。', failed_other: '{{count}} 条再次失败。', refused_other: '{{count}} 条被拒绝：', left_other: '队列已满，{{count}} 条等待。' },
  },
  flowTests: {
    tab: '测试', none: '本流程没有测试', noneHint: '请把测试文件放入项目的 tests 目录；测试在虚拟时钟上运行，不接触设备。', all: '全部运行', one: '运行 {{file}}', mayNot: '运行需要编辑权限。',
    passed_other: '全部 {{count}} 项通过', failed: '{{count}} 项中有 {{failed}} 项未通过', pass: '通过', fail: '未通过', notRun: '未运行',
  },
}
