"""What can be wrong when people log in and are managed: texts of the catalogue of faults."""

from __future__ import annotations

from .kinds import FaultText, error

PEOPLE_FAULTS: dict[str, FaultText] = {
    "start-token-over": error(
        "the start token counts no longer: there are people here",
        "启动令牌已失效：系统中已有用户",
        "log in with your name and password, or use an API token; sinterflow user password gives a lost password anew",
        "请用用户名和密码登录，或使用 API 令牌；忘记密码时可用 sinterflow user password 重设",
    ),
    "session-over": error(
        "the session is over",
        "会话已结束",
        "log in again",
        "请重新登录",
    ),
    "wrong-csrf": error(
        "the header X-CSRF-Token is missing or is not that of the session",
        "缺少请求头 X-CSRF-Token，或与会话不符",
        "send what POST /api/v1/login answered; GET /api/v1/me gives it again",
        "请发送 POST /api/v1/login 返回的值；GET /api/v1/me 可再次取得",
    ),
    "password-to-change": error(
        "the password must be changed first",
        "请先修改密码",
        "PUT /api/v1/me/password, or the page after the log-in",
        "请调用 PUT /api/v1/me/password，或在登录后的页面中修改",
    ),
    "flow-in-two-areas": error(
        "flow {flow} is in area {one} and in area {other}",
        "流程 {flow} 同时属于区域 {one} 和 {other}",
        "leave it in one: rights are asked for where a flow belongs",
        "请只保留一处：权限按流程所属的区域判断",
    ),
    "wrong-login": error(
        "the user name or the password is wrong",
        "用户名或密码错误",
        "check both, and that Caps Lock is off",
        "请检查用户名和密码，并确认大写锁定已关闭",
    ),
    "code-needed": error(
        "a one-time password is needed, too",
        "还需要一次性验证码",
        "type the six digits that the app on your phone shows",
        "请输入手机验证器显示的六位数字",
    ),
    "wrong-code": error(
        "the one-time password does not count",
        "一次性验证码无效",
        "each counts once and for half a minute: take the next; check that the clocks of phone and gateway are right",
        "每个验证码仅在半分钟内有效且只能用一次：请使用下一个，并检查手机和网关的时钟是否准确",
    ),
    "too-many-attempts": error(
        "too many attempts failed; the next can be made in {seconds} s",
        "失败次数过多，请在 {seconds} 秒后重试",
        "wait so long; an administrator can give you another password",
        "请稍候；管理员可为您重设密码",
    ),
    "not-a-person": error(
        "{author} is not a person with a password and sessions",
        "{author} 不是拥有密码和会话的用户",
        "log in with a user name",
        "请用用户名登录",
    ),
    "no-password": error(
        "{user} has no password",
        "{user} 没有设置密码",
        "log in as you do elsewhere, or ask an administrator for a password",
        "请用原有方式登录，或请管理员设置密码",
    ),
    "password-length": error(
        "the password is not 8 to 256 characters long",
        "密码长度须为 8 到 256 个字符",
        "several words make a long password that is easy to keep in mind",
        "几个词组成的长密码既安全又好记",
    ),
    "password-known": error(
        "the password is one of the first that anybody would try",
        "密码过于简单，极易被猜到",
        "take another one; several words make one that is easy to keep in mind",
        "请换一个；几个词组成的长密码既安全又好记",
    ),
    "password-same": error(
        "the new password is the old one",
        "新密码与旧密码相同",
        "take another one",
        "请换一个密码",
    ),
    "wrong-setup": error(
        "the one-time passwords were not set up for you",
        "该验证码设置不属于您",
        "begin again: POST /api/v1/me/totp",
        "请重新开始：POST /api/v1/me/totp",
    ),
    "session-not-found": error(
        "there is no session {session}",
        "没有会话 {session}",
        "it is over already",
        "该会话已经结束",
    ),
    "wrong-user-name": error(
        "{given} cannot be a user name",
        "{given} 不能用作用户名",
        "write up to 64 letters, digits, _ . @ and -, beginning with a letter or digit; local is the machine itself",
        "请使用不超过 64 个文字、数字、下划线、点、@ 或连字符，并以文字或数字开头；local 指本机，不可使用",
    ),
    "user-exists": error(
        "there is a user {user} already",
        "用户 {user} 已存在",
        "take another name, or change that user",
        "请换一个用户名，或修改该用户",
    ),
    "user-not-found": error(
        "there is no user {user}",
        "没有用户 {user}",
        "GET /api/v1/users and sinterflow user list show them",
        "GET /api/v1/users 和 sinterflow user list 列出了所有用户",
    ),
    "last-admin": error(
        "then nobody could manage people any more: {user} is the last who can",
        "此操作会导致无人能管理用户：{user} 是最后一位管理员",
        "make somebody else an administrator first",
        "请先指定另一位管理员",
    ),
    "beyond-own-rights": error(
        "{what} has rights, or would have them, that you do not have",
        "{what} 拥有或将拥有您没有的权限",
        "ask somebody who has them",
        "请由拥有这些权限的人操作",
    ),
    "unknown-role": error(
        "there is no role {role}",
        "没有角色 {role}",
        "known: {known}",
        "可用：{known}",
    ),
    "unknown-area": error(
        "the project has no area {area}",
        "项目中没有区域 {area}",
        "known: {known}; areas are made in settings.areas of project.json and deployed",
        "可用：{known}；区域在 project.json 的 settings.areas 中定义并部署",
    ),
    "wrong-role-name": error(
        "{given} cannot be the name of a role of your own",
        "{given} 不能用作自定义角色的名称",
        "the built-in ones stay as they are; write up to 64 letters, digits, _ . @ and -",
        "内置角色不可修改；请使用不超过 64 个文字、数字、下划线、点、@ 或连字符",
    ),
    "role-not-found": error(
        "there is no role {role} of your own",
        "没有自定义角色 {role}",
        "GET /api/v1/roles lists them",
        "GET /api/v1/roles 列出了所有角色",
    ),
    "role-in-use": error(
        "role {role} is given to {users}",
        "角色 {role} 已授予 {users}",
        "take it from them first",
        "请先收回该角色",
    ),
    "subject-taken": error(
        "{user} is that person of the OpenID provider already",
        "该 OpenID 身份已属于用户 {user}",
        "each can be one user here",
        "每个身份只能对应一个用户",
    ),
    "token-not-found": error(
        "there is no API token {token}",
        "没有 API 令牌 {token}",
        "GET /api/v1/tokens and sinterflow token list show them",
        "GET /api/v1/tokens 和 sinterflow token list 列出了所有令牌",
    ),
    "expires-in-past": error(
        "{given} is over already",
        "{given} 已经过去",
        "write a time to come, such as 2030-01-01T00:00:00Z",
        "请填写将来的时间，例如 2030-01-01T00:00:00Z",
    ),
    "not-audited": error(
        "{what} was done, but could not be written into the audit: {said}",
        "{what} 已执行，但无法写入审计记录：{said}",
        "free or repair the disk of the data folder",
        "请清理或修复数据目录所在的磁盘",
    ),
    "unseen-topic": error(
        "{author} may not see {topic}",
        "{author} 无权查看 {topic}",
        "it belongs to an area, or to the whole plant, for which you do not have the right view",
        "它属于您没有查看权限的区域或整个工厂",
    ),
}
