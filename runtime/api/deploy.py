"""Plan, deploy and roll back."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from datetime import timedelta
from typing import Any, NoReturn

import msgspec
from aiohttp import web

from ..deploy.candidate import Candidate, DraftChanged, Old, Order
from ..deploy.deployer import NoRevision, NotKept, Outcome, Permit, Stopping
from ..deploy.desk import Desk
from ..deploy.documents import flow_file
from ..deploy.history import Damaged
from ..deploy.protected import SecondPersonNeeded, protected_in, record_of
from ..faults import fault
from ..security.rights import Right
from ..security.signatures import record_hash, signed
from ..target import NotChanged
from .changes import ChangeShown, changes_shown
from .problem import Problem
from .routes import BASE, Call, Route, need_all
from .shown import FaultShown, Number, faults_shown

SIGNED_FOR = timedelta(days=1)
"""How long before a deploy it may have been signed."""


class DeployOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`revision`: the deployed one. `flows`: the ETag of each draft to deploy by flow; null: all drafts of the caller,
    and files that were changed on disk. `project`: the ETag of the project's draft, to deploy what flows share too."""

    revision: Number
    flows: dict[str, str] | None = None
    project: str | None = None
    reason: str = ""


class RollbackQuestion(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`revision`: the deployed one as the caller knows it, if it is to be checked."""

    revision: Number | None = None


class RollbackOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`revision`: the deployed one as the caller knows it, if it is to be checked."""

    reason: str = ""
    revision: Number | None = None


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
    protected: list[str]
    record: dict[str, Any] | None
    gaps: dict[str, float]


async def plan_deploy(call: Call) -> web.Response:
    return _answer(call, await _made(call, call.served.deployer.plan(_order(call.body), call.caller.author)))


def flows_of_order(call: Call) -> Iterable[str]:
    """`Route.of` of a deploy: the flows that it names. One that takes whatever is drafted, or what flows share, is
    about everything."""
    return call.body.flows if call.body.flows is not None and call.body.project is None else ()


async def deploy(call: Call) -> web.Response:
    when = call.served.engine.shared.clock.now()
    order = _order(call.body)
    permits = in_rights(call), await in_twos(call)
    work = call.served.deployer.deploy(order, call.caller.author, call.body.reason, when, permits)
    made = await _made(call, work)
    flows = list(call.body.flows or ())
    await _audit(call, "project.deploy", made, flow=flows[0] if len(flows) == 1 and order.project is None else "")
    return _answer(call, made)


async def plan_roll_back(call: Call) -> web.Response:
    work = call.served.deployer.plan_roll_back(revision_number(call), call.body.revision)
    return _answer(call, await _made(call, work))


async def roll_back(call: Call) -> web.Response:
    number = revision_number(call)
    when, body = call.served.engine.shared.clock.now(), call.body
    work = call.served.deployer.roll_back(
        number, call.caller.author, body.reason, when, body.revision, [await in_twos(call)]
    )
    made = await _made(call, work)
    await _audit(call, "project.rollback", made, to=number)
    return _answer(call, made)


async def _audit(call: Call, action: str, made: Outcome, *, flow: str = "", **more: Any) -> None:
    """What was there and what is there, by the digests that the history keeps of each file."""

    def read(desk: Desk) -> tuple[dict[str, Any], dict[str, Any]]:
        new = desk.history.get(made.revision)
        old = desk.history.before(made.revision)
        past, present = (dict(one.files) if one is not None else {} for one in (old, new))
        names = sorted(name for name in past.keys() | present.keys() if past.get(name) != present.get(name))
        before = {
            "revision": old.number if old is not None else None,
            "files": {name: past.get(name) for name in names},
        }
        return before, {"revision": made.revision, "files": {name: present.get(name) for name in names}, **more}

    before, after = await call.served.deployer.ask(read)
    target = f"revision {made.revision}"
    await call.audit(action, target, before=before, after=after, reason=call.body.reason, flow=flow)


def in_rights(call: Call) -> Permit:
    """Refuses what needs a right that the caller has not; called in a thread."""
    flows = tuple(flows_of_order(call))
    return lambda made: need_all(call, made.rights, *flows)


async def in_twos(call: Call) -> Permit:
    """Refuses a change of protected flows that nobody else has signed of late who may do so there; called in a thread.

    A program acts for the person whose token it shows: they are no second person.
    """
    security, first = call.served.security, call.caller.person or call.caller.owner
    since = security.now() - SIGNED_FOR
    known = await security.store.reading(lambda db: signed(db, "confirm", since, but={first}))
    people = security.directory.known

    def counts(person: str, flows: list[str]) -> bool:
        return all(people.granted(person).has("confirm", call.served.area_of(flow)) for flow in flows)

    def permit(made: Candidate) -> None:
        record = record_of(made)
        flows = protected_in(call.served.deployer.opened, made)
        if flows and not any(counts(person, flows) for person in known.get(record_hash(record), ())):
            raise SecondPersonNeeded(flows, record)

    return permit


def _order(body: DeployOrder) -> Order:
    return Order(revision=body.revision, flows=body.flows, project=body.project)


def revision_number(call: Call) -> int:
    """The revision that the path names."""
    given = call.path("revision")
    if not (given.isascii() and given.isdigit() and len(given) < 19):
        raise Problem(404, fault("revision-not-found", revision=given))
    return int(given)


async def _made(call: Call, work: Awaitable[Outcome]) -> Outcome:
    try:
        return await work
    except Old as refused:
        _refuse_old(refused)
    except SecondPersonNeeded as refused:
        said = fault("second-person-needed", flows=", ".join(refused.flows))
        raise Problem(403, said, more={"record": refused.record}) from None
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


def _answer(call: Call, made: Outcome) -> web.Response:
    return call.answer(
        {
            "revision": made.revision,
            **{name: _seen(call, nodes) for name, nodes in msgspec.structs.asdict(made.difference).items()},
            "faults": faults_shown(made.faults, call.lang),
            "changes": changes_shown(call, made.changes),
            "rights": made.rights,
            "protected": made.protected,
            "record": made.record if made.protected else None,
            "gaps": made.gaps,
        }
    )


def _seen(call: Call, nodes: Iterable[str]) -> list[str]:
    """Of these `flow/node` those that the caller may see."""
    return [node for node in nodes if call.may("view", node.partition("/")[0])]


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
        private=True,
        summary="What a deploy would restart and change, and what is wrong with it; nothing is done.",
        right="deploy",
        of=flows_of_order,
        body=DeployOrder,
        answers={200: Deployed},
        refused=(409, 412, 422, 503),
    ),
    Route(
        method="POST",
        path=f"{BASE}/deploy",
        handler=deploy,
        private=True,
        summary="Checks the drafts, lets them run and keeps that as a new revision.",
        right="deploy",
        of=flows_of_order,
        body=DeployOrder,
        answers={200: Deployed},
        refused=(409, 412, 503),
    ),
    Route(
        method="POST",
        path=f"{BASE}/rollback/{{revision}}/plan",
        handler=plan_roll_back,
        private=True,
        summary="What a rollback would restart and change, and what is wrong with it; nothing is done.",
        right="deploy",
        body=RollbackQuestion,
        answers={200: Deployed},
        refused=(409, 422, 503),
    ),
    Route(
        method="POST",
        path=f"{BASE}/rollback/{{revision}}",
        handler=roll_back,
        private=True,
        summary="Deploys the files of an earlier revision as a new one.",
        right="deploy",
        body=RollbackOrder,
        answers={200: Deployed},
        refused=(409, 503),
    ),
]
