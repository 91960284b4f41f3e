"""`sinterflow deploy --to`: brings a project folder onto another gateway as one revision."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ...text import text
from ..command import Refused, as_json, option
from ..command import command as make_command
from ..language import language, say
from ..remote.options import remote, remote_options

if TYPE_CHECKING:
    from ..remote.client import Failed, Remote
    from ..remote.files import Change, Deployed

MOST_SHOWN = 50


@make_command(
    "deploy",
    said=text(en="Bring a project folder onto another gateway.", zh="将项目目录部署到另一台网关。"),
    more=text(
        en="Compares the folder with what is deployed there, shows what that changes and restarts, and deploys all of "
        "it as one revision. A flow that is not in the folder is deleted there. When anything is refused, nothing is "
        "changed. Exit code 1 when it was refused.",
        zh="将目录与网关上已部署的内容比较，显示变更和将要重启的节点，并作为一个版本整体部署。目录中没有的流程会在网关上删除。"
        "任何一步被拒绝则不做任何更改，退出码为 1。",
    ),
)
@click.argument("project")
@remote_options
@option(
    "--reason", default="", metavar="TEXT", said=text(en="Why; kept with the revision.", zh="变更原因，随版本保存。")
)
@option(
    "--dry-run", is_flag=True, said=text(en="Show what it would do, and do nothing.", zh="只显示将要做什么，不执行。")
)
@option(
    "--replace",
    is_flag=True,
    said=text(en="Although a project of another name runs there.", zh="即使网关上运行的是另一个名称的项目。"),
)
@as_json
def command(
    project: str,
    url: str,
    token: str | None,
    ca: str | None,
    insecure: bool,
    reason: str,
    dry_run: bool,
    replace: bool,
    as_json: bool,
) -> int:
    from ..remote.files import changes, deployed, files_here

    folder = Path(project)
    if not folder.is_dir():
        raise Refused(
            en=f"{project} is not a folder; name a project folder",
            zh=f"{project} 不是目录；请指定项目目录",
        )
    gateway = remote(url, token, ca, insecure)
    try:
        here = files_here(folder)
        there = deployed(gateway)
        _check_name(here, there, url, replace)
        found = changes(gateway, here, there.names)
        _check_drafts(there, found, url)
        return _bring(gateway, there, found, reason, dry_run=dry_run, as_json=as_json)
    finally:
        gateway.close()


def _check_name(here: dict[str, bytes], there: Deployed, url: str, replace: bool) -> None:
    """The wrong folder would delete every flow of a plant."""
    name = json.loads(here["project.json"]).get("name", "")
    if replace or name == there.name or not any(one.startswith("flows/") for one in there.names):
        return
    raise Refused(
        en=f"{url} runs the project {_named(there.name)}, not {_named(name)}; is this the right folder? "
        "If so, give --replace",
        zh=f"{url} 运行的项目是 {_named(there.name)}，而不是 {_named(name)}；目录是否正确？确认无误请加 --replace",
        code=1,
    )


def _named(name: Any) -> str:
    return str(name.get(language()) or next(iter(name.values()), "")) if isinstance(name, dict) else str(name or "–")


def _check_drafts(there: Deployed, found: Sequence[Change], url: str) -> None:
    """What somebody works on there is not overwritten, and not deployed by the way."""
    touched = {one.name for one in found}
    shared = any(not name.startswith("flows/") for name in touched)
    in_the_way = [one for one in there.drafts if one.file in touched or (shared and not one.file.startswith("flows/"))]
    if in_the_way:
        listed = ", ".join(f"{one.file} ({one.author}, {one.time[:16]})" for one in in_the_way)
        raise Refused(
            en=f"{url} has changes that are not deployed: {listed}; let them be deployed or discarded there first",
            zh=f"{url} 上有尚未部署的修改：{listed}；请先在网关上部署或放弃",
            code=1,
        )


def _bring(
    gateway: Remote, there: Deployed, found: Sequence[Change], reason: str, *, dry_run: bool, as_json: bool
) -> int:
    from ..remote.client import Failed
    from ..remote.drafting import Drafting, in_order

    if not found:
        _say(as_json, {"revision": there.revision, "deployed": False, "changes": []}, [_same(gateway, there)])
        return 0
    drafting = Drafting(gateway, there.revision)
    try:
        with drafting:
            for change in in_order(found):
                drafting.save(change)
            plan = drafting.plan()
            if not as_json:
                click.echo("\n".join(_shown(plan, found)))
            if faults := [one for one in plan["faults"] if one["severity"] == "error"]:
                raise _faulty(gateway, faults)
            if dry_run:
                _say(as_json, {**plan, "deployed": False}, [say(en="nothing was done", zh="未执行任何操作")])
                return 0
            made = drafting.deploy(reason)
    except Failed as refused:
        raise _explained(gateway, there, refused, drafting.stray) from refused
    done = say(en=f"{gateway.url} runs revision {made['revision']}", zh=f"{gateway.url} 已运行版本 {made['revision']}")
    _say(as_json, {**made, "deployed": True}, [done])
    return 0


def _same(gateway: Remote, there: Deployed) -> str:
    return say(
        en=f"{gateway.url} runs this already, as revision {there.revision}",
        zh=f"{gateway.url} 已在运行相同内容，版本 {there.revision}",
    )


def _say(as_json: bool, result: dict[str, Any], lines: Iterable[str]) -> None:
    click.echo(json.dumps(result, ensure_ascii=False, indent=2) if as_json else "\n".join(lines))


def _shown(plan: dict[str, Any], found: Sequence[Change]) -> list[str]:
    """The plan: files, what changes in meaning, and what that does to nodes."""
    signs = [f"{'+' if one.new else '-' if one.data is None else '~'} {one.name}" for one in found]
    lines = signs[:MOST_SHOWN] + ([f"… {len(signs) - MOST_SHOWN}"] if len(signs) > MOST_SHOWN else [])
    for key, en, zh in (
        ("start", "starts", "启动"),
        ("restart", "restarts", "重启"),
        ("stop", "stops", "停止"),
    ):
        if plan[key]:
            nodes = ", ".join(plan[key][:MOST_SHOWN]) + (" …" if len(plan[key]) > MOST_SHOWN else "")
            lines.append(say(en=f"{en} {len(plan[key])}: {nodes}", zh=f"{zh} {len(plan[key])} 个：{nodes}"))
    lines.append(say(en=f"{len(plan['keep'])} nodes go on", zh=f"{len(plan['keep'])} 个节点不受影响"))
    lines += [_fault_line(one) for one in plan["faults"] if one["severity"] == "warning"]
    return lines


def _fault_line(one: dict[str, Any]) -> str:
    owner = one.get("wire") or one.get("node")
    said = one["message"] + (f"; {one['hint']}" if one.get("hint") else "")
    return ": ".join(part for part in (one.get("file"), owner, one.get("field"), said) if part)


def _faulty(gateway: Remote, faults: Sequence[dict[str, Any]]) -> Failed:
    from ..remote.client import Failed

    lines = "\n".join(_fault_line(one) for one in faults)
    return Failed(
        en=f"{gateway.url} refuses this project, nothing was deployed:\n{lines}",
        zh=f"{gateway.url} 拒绝该项目，未部署任何内容：\n{lines}",
        status=422,
    )


def _explained(gateway: Remote, there: Deployed, refused: Failed, stray: Sequence[str]) -> Failed:
    """What went wrong, with who came between, and what was left behind."""
    from ..remote.client import Failed

    en, zh = (refused.text[lang] if isinstance(refused.text, dict) else refused.text for lang in ("en", "zh"))
    conflicts = refused.problem.get("conflicts") or ()
    if conflicts:
        listed = ", ".join(f"{one['file']} ({one['author']}, {one['revision']})" for one in conflicts)
        en = f"somebody deployed on {gateway.url} meanwhile: {listed}; look at it and deploy again"
        zh = f"{gateway.url} 期间已有他人部署：{listed}；请查看后重新部署"
    elif refused.status == 412:
        en = f"somebody changed the same on {gateway.url} meanwhile, nothing was deployed; {en}"
        zh = f"{gateway.url} 上的相同内容期间已被修改，未部署任何内容；{zh}"
    elif refused.status == 422 and refused.problem.get("errors"):
        return _left(_faulty(gateway, refused.problem["errors"]), stray)
    elif refused.status == 0:
        en += f"; sinterflow status --to {gateway.url} says whether it was deployed: the revision was {there.revision}"
        zh += f"；之前的版本是 {there.revision}：用 sinterflow status --to {gateway.url} 查看是否已部署"
    return _left(Failed(en=en, zh=zh, status=refused.status, problem=refused.problem), stray)


def _left(refused: Failed, stray: Sequence[str]) -> Failed:
    from ..remote.client import Failed

    if not stray:
        return refused
    en, zh = (refused.text[lang] if isinstance(refused.text, dict) else refused.text for lang in ("en", "zh"))
    listed = ", ".join(stray)
    return Failed(
        en=f"{en}\ndrafts were left behind, discard them there: {listed}",
        zh=f"{zh}\n残留了草稿，请在网关上放弃：{listed}",
        status=refused.status,
    )
