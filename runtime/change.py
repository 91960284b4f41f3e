"""Making an engine run something else: what differs is stopped and started, everything else goes on."""

from __future__ import annotations

from .engine import Engine
from .supervisor import Link
from .target import Changed, Difference, Target


def difference(engine: Engine, target: Target) -> Difference:
    """What `change` would do, by node."""
    found = Difference()
    for id in {**engine.flows, **target.flows}:
        running, wanted = engine.flows.get(id), target.flows.get(id)
        old = set(running.nodes) if running is not None else set()
        new = set(wanted.nodes) if wanted is not None and not wanted.disabled else set()
        if running is None or wanted is not running.plan.flow:
            found.restart += sorted(f"{id}/{node}" for node in old & new)
            found.start += sorted(f"{id}/{node}" for node in new - old)
            found.stop += sorted(f"{id}/{node}" for node in old - new)
    return found


async def change(engine: Engine, target: Target) -> Changed:
    """Let the engine run `target`. Raises NotChanged when a node does not start; then it runs what it ran before."""
    made = Changed(difference=difference(engine, target))
    changed = [id for id, flow in engine.flows.items() if target.flows.get(id) is not flow.plan.flow]
    for id in changed:
        flow = engine.flows.pop(id)
        await flow.stop_sources()
        await flow.stop()
    for id, (kind, config) in target.connections.items():
        if id not in engine.shared.links:
            link = Link(id, engine.registry.connections[kind](config), engine.shared.clock, engine.shared.data)
            engine.shared.links[id] = link
            link.start()
    engine.failed = dict(target.failed)
    await engine.run(flow for id, flow in target.flows.items() if id not in engine.flows)
    return made
