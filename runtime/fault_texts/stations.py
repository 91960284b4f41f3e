"""What can be wrong at stations, with badges, PINs and signatures: texts of the catalogue of faults."""

from __future__ import annotations

from .kinds import FaultText, error

STATION_FAULTS: dict[str, FaultText] = {
    "sign-on-too-weak": error(
        "{author} has the right {right}, but not by this sign-on",
        "{author} 拥有权限 {right}，但当前的登录方式不足以使用",
        "sign on with: {method}",
        "请使用以下方式登录：{method}",
    ),
    "sign-on-needed": error(
        "nobody is signed on at station {station}",
        "工位终端 {station} 当前无人登录",
        "scan a badge, or sign on with user name and PIN or password",
        "请刷工牌，或用用户名加 PIN 码或密码登录",
    ),
    "station-unpaired": error(
        "this device is no station any more",
        "该设备已不再是工位终端",
        "ask an administrator for a pairing code and pair it again",
        "请向管理员索取配对码，重新配对",
    ),
    "not-a-station": error(
        "this device is no station",
        "该设备不是工位终端",
        "pair it first: POST /api/v1/station/pair with the code that an administrator gives",
        "请先配对：使用管理员提供的配对码调用 POST /api/v1/station/pair",
    ),
    "wrong-pairing-code": error(
        "the pairing code is wrong, used up or too old",
        "配对码错误、已使用或已过期",
        "ask an administrator for a new one; it is valid for ten minutes",
        "请向管理员索取新的配对码，有效期十分钟",
    ),
    "station-not-found": error(
        "there is no station {station}",
        "没有工位终端 {station}",
        "GET /api/v1/stations lists them",
        "GET /api/v1/stations 列出了所有工位终端",
    ),
    "wrong-station-id": error(
        "{given} cannot be the id of a station",
        "{given} 不能用作工位终端的编号",
        "use letters, digits, _ . and -, at most 64, a letter or digit first",
        "最多 64 个字符，只能含字母、数字和 _ . -，以字母或数字开头",
    ),
    "evidence-incomplete": error(
        "what was given can tell nobody",
        "提供的信息不足以识别身份",
        "give a badge, or a user name with a PIN or a password",
        "请刷工牌，或提供用户名加 PIN 码或密码",
    ),
    "wrong-sign-on": error(
        "the badge, PIN or password was not accepted",
        "工牌、PIN 码或密码无效",
        "try again, or ask your shift leader",
        "请重试，或联系班组长",
    ),
    "badges-damaged": error(
        "no badge can be recognised: the key that they are known by is damaged",
        "无法识别任何工牌：用于识别工牌的加密密钥已损坏",
        "sign on with user name and PIN or password; restore a backup, or remove all badges and add them again",
        "可先用用户名加 PIN 码或密码登录；请恢复备份，或收回所有工牌后重新发放",
    ),
    "badge-taken": error(
        "the badge belongs to {user} already",
        "该工牌已属于 {user}",
        "remove it there first",
        "请先从该用户处收回",
    ),
    "badge-not-found": error(
        "{user} has no badge {badge}",
        "{user} 没有工牌 {badge}",
        "GET /api/v1/users/<user>/badges lists them",
        "GET /api/v1/users/<用户>/badges 列出了其工牌",
    ),
    "wrong-badge": error(
        "this is no number of a badge",
        "工牌号无效",
        "scan the badge again: 4 to 128 characters are needed",
        "请重新刷卡：需要 4 到 128 个字符",
    ),
    "weak-pin": error(
        "this PIN is guessed first",
        "该 PIN 码过于简单",
        "take other digits than one digit repeated or digits in a row",
        "请勿使用全部相同或连续的数字",
    ),
    "policy-locks-out": error(
        "with this policy you could not manage people any more: you have not signed on like that",
        "按此策略您将无法再管理用户：您当前的登录方式不满足要求",
        "sign on that way first, then set it",
        "请先以该方式登录，再设置策略",
    ),
    "second-person-needed": error(
        "a second person has to sign this change of protected flows: {flows}",
        "修改受保护的流程需要第二人签字：{flows}",
        "let somebody with the right confirm sign the record of this answer: POST /api/v1/signatures with the meaning "
        "confirm; then do it again within a day",
        "请由拥有 confirm 权限的另一人对本应答中的 record 签字（POST /api/v1/signatures，meaning 为 confirm），"
        "并在一天内重新执行",
    ),
    "signature-not-found": error(
        "there is no signature {number}",
        "没有签字记录 {number}",
        "GET /api/v1/signatures lists them",
        "GET /api/v1/signatures 列出了所有签字记录",
    ),
}
