"""Plan, deploy and roll back."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import NoReturn

import msgspec
from aiohttp import web

from ..deploy.candidate import DraftChanged, Old, Order
from ..deploy.deployer import NoRevision, NotKept, Outcome, Permit, Stopping
from ..deploy.documents import flow_file
from ..deploy.history import Damaged
from ..faults import fault
from ..security.rights import Right
from ..target import NotChanged
from .changes import ChangeShown, changes_shown
from .guard import need_all
from .problem import Problem
from .routes import BASE, Call, Route
from .shown import FaultShown, faults_shown


class DeployOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`revision`: the deployed one. `flows`: the ETag of each draft to deploy by flow; null: all drafts of the caller,
    and files that were changed on disk. `project`: the ETag of the project's draft, to deploy what flows share too."""

    revision: int
    flows: dict[str, str] | None = None
    project: str | None = None
    reason: str = ""


class RollbackOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`revision`: the deployed one as the caller knows it, if it is to be checked."""

    reason: str = ""
    revision: int | None = None


class Deployed(msgspec.Struct, kw_only=True):
    """Nodes are `flow/node`. `rights`: what it needs besides `deploy`: `install` for new code, `device-write` for new
    nodes that write to devices. `revision`: of a plan the one it is made on, of a deploy the one it made. `gaps`:
    seconds for which a node that may run only once was not there."""

    revision: int
    restart: list[str]
    keep: list[str]
    start: list[str]
    stop: list[str]
    faults: list[FaultShown]
    changes: list[ChangeShown]
    rights: list[Right]
    gaps: dict[str, float]


async def plan_deploy(call: Call) -> web.Response:
    return await _answer(call, call.served.deployer.plan(_order(call.body), call.caller.author))


async def deploy(call: Call) -> web.Response:
    when = call.served.engine.shared.clock.now()
    order = _order(call.body)
    return await _answer(
        call, call.served.deployer.deploy(order, call.caller.author, call.body.reason, when, permit(call))
    )


async def roll_back(call: Call) -> web.Response:
    number = revision_number(call)
    when, body = call.served.engine.shared.clock.now(), call.body
    work = call.served.deployer.roll_back(number, call.caller.author, body.reason, when, body.revision)
    return await _answer(call, work)


def permit(call: Call) -> Permit:
    """Refuses what needs a right that the caller has not; called in a thread."""
    caller = call.caller
    return lambda made: need_all(caller, made.rights)


def _order(body: DeployOrder) -> Order:
    return Order(revision=body.revision, flows=body.flows, project=body.project)


def revision_number(call: Call) -> int:
    """The revision that the path names."""
    given = call.path("revision")
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise Problem(404, fault("revision-not-found", revision=given))
    return int(given)


async def _answer(call: Call, work: Awaitable[Outcome]) -> web.Response:
    try:
        made = await work
    except Old as refused:
        _refuse_old(refused)
    except DraftChanged as refused:
        raise Problem(412, *refused.faults) from None
    except NotChanged as refused:
        flow, _, node = refused.node.partition("/")
        said = fault("node-not-started", file=flow_file(flow), node=node or None, reason=refused.reason)
        raise Problem(422, said, more={"gaps": refused.gaps}) from None
    except NotKept as refused:
        raise Problem(503, fault("not-kept", said=refused.text)) from None
    except NoRevision as refused:
        raise Problem(404, fault("revision-not-found", revision=str(refused))) from None
    except Damaged:
        raise Problem(409, fault("revision-damaged", revision=call.request.match_info.get("revision", "?"))) from None
    except Stopping:
        raise Problem(503, fault("stopping")) from None
    return call.answer(
        {
            "revision": made.revision,
            **msgspec.structs.asdict(made.difference),
            "faults": faults_shown(made.faults, call.lang),
            "changes": changes_shown(call, made.changes),
            "rights": made.rights,
            "gaps": made.gaps,
        }
    )


def _refuse_old(refused: Old) -> NoReturn:
    faults = [fault("revision-old", given=refused.given, revision=refused.revision)]
    for one in refused.conflicts:
        said = {"author": one.author, "what": one.flow or one.file, "revision": one.revision}
        faults.append(fault("deployed-meanwhile", file=one.file, **said))
    conflicts = [one._asdict() for one in refused.conflicts]
    raise Problem(409, *faults, more={"conflicts": conflicts, "revision": refused.revision}) from None


ROUTES = [
    Route(
        method="POST",
        path=f"{BASE}/deploy/plan",
        handler=plan_deploy,
        summary="What a deploy would restart and change, and what is wrong with it; nothing is done.",
        right="deploy",
        body=DeployOrder,
        answers={200: Deployed},
        refused=(409, 412),
    ),
    Route(
        method="POST",
        path=f"{BASE}/deploy",
        handler=deploy,
        summary="Checks the drafts, lets them run and keeps that as a new revision.",
        right="deploy",
        body=DeployOrder,
        answers={200: Deployed},
        refused=(409, 412, 503),
    ),
    Route(
        method="POST",
        path=f"{BASE}/rollback/{{revision}}",
        handler=roll_back,
        summary="Deploys the files of an earlier revision as a new one.",
        right="deploy",
        body=RollbackOrder,
        answers={200: Deployed},
        refused=(404, 409, 503),
    ),
]
