"""Letting a flow run again that is held because of crashes."""

from __future__ import annotations

import msgspec
from aiohttp import web

from ..deploy.deployer import Stopping
from ..faults import errors, fault
from ..reasons import reason
from .flows import known_flow, why_not
from .problem import Problem
from .routes import BASE, Call, Route, flow_of_path


class Released(msgspec.Struct):
    """Whether the flow runs now and, when it does not, why."""

    running: bool
    reason: str | None


async def release(call: Call) -> web.Response:
    flow = known_flow(call)
    try:  # not beside a deploy, which may start the flow as well
        await call.served.deployer.between(lambda: call.served.on_hold.release(flow.id))
    except LookupError:
        raise Problem(409, fault("flow-not-held", flow=flow.id)) from None
    except Stopping:
        raise Problem(503, fault("stopping")) from None
    except OSError as error:
        raise Problem(503, fault("not-kept", said=reason(error))) from error
    await call.audit("flow.release", flow.id, before="held", after="released", flow=flow.id)
    running = call.served.engine.flows.get(flow.id)
    reasons = errors(why_not(call.served, flow.id, flow))
    said = reasons[0].message(call.lang) if reasons else None
    return call.answer(Released(running is not None and running.running, said))


ROUTES = [
    Route(
        method="POST",
        path=f"{BASE}/flows/{{id}}/release",
        handler=release,
        summary="Starts a flow that is held because of crashes; it is held no longer.",
        right="maintain",
        of=flow_of_path,
        answers={200: Released},
        refused=(409, 503),
    )
]
