"""`sinterflow status --to`: how another gateway is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from ...text import text
from ..command import as_json
from ..command import command as make_command
from ..language import say
from ..remote.options import remote, remote_options

if TYPE_CHECKING:
    from ..remote.client import Remote

SOON = 30
"""Days before its end from which a certificate is worth a word."""


@make_command(
    "status",
    said=text(en="Show how another gateway is.", zh="查看另一台网关的状态。"),
    more=text(
        en="Its version and revision, flows, faults, wires that back up, dead letters, disk, clock, certificate and "
        "last backup. Exit code 1 when something needs attention, or it cannot be reached.",
        zh="显示版本、修订、流程、故障、积压的连线、未处理消息、磁盘、时钟、证书和最近备份。"
        "有需要处理的问题或无法连接时退出码为 1。",
    ),
)
@remote_options
@as_json
def command(url: str, token: str | None, ca: str | None, insecure: bool, as_json: bool) -> int:
    gateway = remote(url, token, ca, insecure)
    try:
        found = look(gateway)
    finally:
        gateway.close()
    click.echo(json.dumps(found, ensure_ascii=False, indent=2) if as_json else "\n".join(lines(found)))
    return 0 if found["status"] == "ok" else 1


def look(gateway: Remote) -> dict[str, Any]:
    """What is asked of the gateway, put together."""
    health = gateway.get("/health").json
    ends = gateway.certificate_ends
    flows = [
        {key: one[key] for key in ("id", "running", "disabled", "errors", "dead_letters", "reason")}
        for one in gateway.items("/flows")
    ]
    days = None if ends is None else (ends - datetime.now(UTC)).days
    attention = health["status"] != "ok" or (days is not None and days < SOON)
    return {
        "url": gateway.url,
        **health,
        "status": "attention" if attention else "ok",
        "flows": flows,
        "certificate": None if ends is None else {"ends": ends.isoformat(), "days": days},
        **_last_backup(gateway),
    }


def _last_backup(gateway: Remote) -> dict[str, Any]:
    """`last_backup`, null when there was none; nothing when the gateway does not tell this token."""
    from ..remote.client import Failed

    try:
        return {"last_backup": gateway.get("/backup").json.get("last")}
    except Failed as refused:
        if refused.status not in (403, 404, 409):
            raise
        return {}


def lines(found: dict[str, Any]) -> Iterator[str]:
    up = sum(1 for one in found["flows"] if one["running"])
    wanted = sum(1 for one in found["flows"] if not one["disabled"])
    version, revision = found["version"], found["revision"]
    yield say(
        en=f"{found['url']}: Sinterflow {version}, revision {revision}, {up} of {wanted} flows run",
        zh=f"{found['url']}：Sinterflow {version}，版本 {revision}，{wanted} 个流程中 {up} 个正在运行",
    )
    for one in found["flows"]:
        if not one["running"] and not one["disabled"]:
            yield say(
                en=f"flow {one['id']} does not run: {one['reason'] or '–'}",
                zh=f"流程 {one['id']} 未运行：{one['reason'] or '–'}",
            )
    for one in found["faults"]:
        where = f"{one['wire']}: " if one.get("wire") else ""
        yield f"{one['severity']}: {where}{one['message']}" + (f"; {one['hint']}" if one["hint"] else "")
    letters = found["dead_letters"]["letters"]
    yield say(en=f"dead letters: {letters}", zh=f"未处理消息：{letters} 条")
    yield from _machine(found["machine"])
    if found["certificate"] is not None:
        ends, days = found["certificate"]["ends"][:10], found["certificate"]["days"]
        yield say(en=f"certificate: until {ends} ({days} days)", zh=f"证书：有效至 {ends}（{days} 天）")
    if "last_backup" in found:
        last = found["last_backup"]
        made = say(en="none", zh="无") if last is None else str(last.get("time", ""))[:16].replace("T", " ")
        yield say(en=f"last backup in its folder: {made}", zh=f"备份目录中最近的备份：{made}")


def _machine(machine: dict[str, Any] | None) -> Iterator[str]:
    if machine is None:
        return
    from ...gateway.readings import mib

    used, limit = mib(machine["memory"]), mib(machine["memory_limit"])
    yield say(en=f"memory: {used} of {limit}", zh=f"内存：{used} / {limit}")
    if machine["disk_free"] is not None:
        free, total = mib(machine["disk_free"]), mib(machine["disk_total"])
        yield say(en=f"disk: {free} of {total} free", zh=f"磁盘：剩余 {free} / {total}")
    clock = machine["clock"]
    if clock["offset"] is None:
        yield say(en="clock: nobody knows whether it is right", zh="时钟：无法确认是否准确")
    else:
        by = clock["server"] if clock["source"] == "server" else say(en="the system", zh="系统")
        offset, error = clock["offset"], clock["error"]
        yield say(
            en=f"clock: {offset:+.3f} s off (± {error:.3f}), by {by}",
            zh=f"时钟：偏差 {offset:+.3f} 秒（± {error:.3f}），依据 {by}",
        )
