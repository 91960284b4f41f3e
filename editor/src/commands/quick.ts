import type { Command } from '../state/commands'
import { openSurface } from '../state/surface'
import { endsOf } from '../model/wiring'
import { ERROR_PORT, portsOf } from '../model/ports'
import { fitting, type Offer, type Where } from '../model/offers'
import { add } from './adding'
import type { Here } from './here'
import { offering, onCanvas, type Find } from './offering'

/** Adding by keyboard: after what is chosen, or anywhere; wiring to what is there. */
export function quickCommands(find: Find): Command[] {
  const { when, doing } = offering(find)
  const quick = (where: Where, wiring = false) => openSurface({ kind: 'quick', where, at: null, wiring })
  const chosen = when((here) => after(here) !== null)
  return [
    { id: 'add.after', title: 'acts.addAfter', keys: ['/', 'Insert'], enabled: () => onCanvas() && chosen(), run: doing((here) => quick(after(here) ?? { kind: 'anywhere' })) },
    { id: 'add.anywhere', title: 'acts.addNode', keys: ['/', 'Insert'], enabled: () => onCanvas() && when((here) => after(here) === null)(), run: doing(() => quick({ kind: 'anywhere' })) },
    {
      id: 'wire.to', title: 'acts.wireTo', keys: ['Alt+W'], enabled: when((here) => here.choice.nodes.length === 1 && after(here)?.kind === 'port'),
      run: doing((here) => quick(after(here) ?? { kind: 'anywhere' }, true)),
    },
    {
      id: 'junction', title: 'acts.addJunction', keys: ['Alt+J'], enabled: when((here) => junctionType(here) !== null),
      run: doing((here) => {
        const type = junctionType(here)
        if (type !== null) add(here, { type }, after(here)?.kind === 'wire' ? (after(here) ?? { kind: 'anywhere' }) : { kind: 'anywhere' }, null)
      }),
    },
  ]
}

/** Behind the one chosen node, at its first output that is free, or into the one chosen wire. */
export function after({ graph, choice, around }: Here): Where | null {
  const [node, wire] = [choice.nodes[0], choice.wires[0]]
  if (choice.nodes.length === 0 && choice.wires.length === 1 && wire !== undefined) return { kind: 'wire', index: wire }
  const entry = node === undefined ? undefined : graph.nodes[node]
  if (choice.nodes.length !== 1 || node === undefined || !entry) return null
  const ports = portsOf(entry, around.known, around.inner)
  const outputs = ports.outputs.map(({ name }) => name).filter((name) => name !== ERROR_PORT)
  const wired = new Set((graph.wires ?? []).map((each) => endsOf(graph, each, around).from).flatMap((from) => (from.node === node ? [from.port] : [])))
  const port = outputs.find((name) => !wired.has(name)) ?? outputs[0]
  if (port !== undefined) return { kind: 'port', end: { node, port }, side: 'out' }
  const input = ports.inputs[0]?.name
  return input === undefined ? null : { kind: 'port', end: { node, port: input }, side: 'in' }
}

/** Behind what is chosen, where this fits there; else anywhere. */
export function whereFor(here: Here, offer: Offer): Where {
  const where = after(here)
  const behind = where?.kind === 'wire' || (where?.kind === 'port' && where.side === 'out')
  return behind && fitting([offer], here.graph, where, here.around).length > 0 ? where : { kind: 'anywhere' }
}

/** The type that only hands on, with the icon that says so. */
function junctionType({ around }: Here): string | null {
  return [...(around.known.types?.values() ?? [])].find(({ icon }) => icon === 'junction')?.type ?? null
}
