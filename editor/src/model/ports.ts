import { isDraft } from 'immer'
import type { NodeEntry, SubflowEntry, WireEntry } from './document'
import type { NodeType, Port } from './types'
import { end } from './wires'

export interface Ports {
  inputs: readonly Port[]
  outputs: readonly Port[]
}

/** Every node has it; it is never the first one and is shown only where it is wired or asked for. */
export const ERROR_PORT = 'error'

const NO_PORTS: Ports = { inputs: [], outputs: [] }

/** What is known of types: those that are installed, and the ports that configs give, by `portsKey`. */
export interface KnownTypes {
  types: ReadonlyMap<string, NodeType> | null
  byConfig: ReadonlyMap<string, Ports>
  subflows: Readonly<Record<string, SubflowEntry>>
}

const keys = new WeakMap<NodeEntry, string>()

/** The name under which the ports of a node are kept. A node is not looked through twice: only a draft of it may still change. */
export function portsKey(node: NodeEntry): string {
  const known = keys.get(node)
  if (known !== undefined) return known
  const key = `${node.type} ${JSON.stringify(node.config ?? {}, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}`
  if (!isDraft(node)) keys.set(node, key)
  return key
}

export function subflowOf(type: string): string | null {
  return type.startsWith('subflow:') ? type.slice('subflow:'.length) : null
}

/** The ports of a node; `inner` are the subflows that its document brings. Of an unknown type nothing is known. */
export function portsOf(node: NodeEntry, known: KnownTypes, inner: Readonly<Record<string, SubflowEntry>> = {}): Ports {
  const subflow = subflowOf(node.type)
  if (subflow !== null) return portsOfSubflow(inner[subflow] ?? known.subflows[subflow])
  const type = known.types?.get(node.type)
  if (!type) return NO_PORTS
  return (type.ports_by_config ? known.byConfig.get(portsKey(node)) : undefined) ?? type
}

/** The ports that wires name of a node which nobody here knows: what it is wired to is to be seen all the same. */
export function portsInUse(id: string, wires: readonly WireEntry[] = []): Ports {
  const [inputs, outputs] = [new Set<string>(), new Set<string>()]
  for (const [from, to] of wires) {
    const [source, target] = [end(from, 'out'), end(to, 'in')]
    if (source.node === id && source.port !== ERROR_PORT) outputs.add(source.port)
    if (target.node === id) inputs.add(target.port)
  }
  // An end without a port means the first one.
  const ports = (names: Set<string>, first: string) => [...names].sort((one, other) => Number(other === first) - Number(one === first)).map((name) => ({ name, title: name }))
  return { inputs: ports(inputs, 'in'), outputs: ports(outputs, 'out') }
}

/** Whether the type of a node is missing, as far as the types are known. */
export function isMissing({ type }: NodeEntry, known: KnownTypes, inner: Readonly<Record<string, SubflowEntry>> = {}): boolean {
  const subflow = subflowOf(type)
  return known.types !== null && !(subflow === null ? known.types.has(type) : (inner[subflow] ?? known.subflows[subflow]))
}

function portsOfSubflow(subflow: SubflowEntry | undefined): Ports {
  const named = (ports: Record<string, string[]> = {}) => Object.keys(ports).map((name) => ({ name, title: name }))
  return subflow ? { inputs: named(subflow.inputs), outputs: named(subflow.outputs) } : NO_PORTS
}

/** The port that an end without one means: the first of its side. */
export function firstPort(ports: readonly Pick<Port, 'name'>[], otherwise: string): string {
  return ports[0]?.name ?? otherwise
}
