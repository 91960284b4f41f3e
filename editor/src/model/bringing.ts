import type { Clip } from './clip'
import { plainSubflow } from './copying'
import { partsOf, type AnyDocument, type NodeEntry, type Scope, type SubflowEntry } from './document'
import { FreshIds } from './ids'
import { uses } from './nesting'
import { subflowOf, type KnownTypes } from './ports'

/** `in-itself`: a subflow would hold itself; `needs-subflow`: a project-wide subflow cannot have subflows of its own. */
export type Refused = 'in-itself' | 'needs-subflow'

/** What becomes of the clip's subflows: as they are called here, and those of them that have to be brought. */
export interface Plan {
  names: ReadonlyMap<string, string>
  brought: readonly string[]
}

export function ownSubflows(document: AnyDocument | null): Record<string, SubflowEntry> {
  return (document && 'subflows' in document ? document.subflows : undefined) ?? NONE
}

/** The same one each time, so that nothing is made anew for it. */
const NONE: Record<string, SubflowEntry> = {}

/** The name of the subflow that a canvas shows the inside of; null for a flow. */
export function subflowShown({ key, inside }: Scope): string | null {
  const { kind, id } = partsOf(key)
  return inside ?? (kind === 'subflow' ? id : null)
}

/** A subflow that is here already, with all that it uses, is used; any other comes along, under a name of its own. */
export function plannedSubflows(document: AnyDocument, clip: Clip, known: KnownTypes): Plan {
  const own = ownSubflows(document)
  const fresh = new FreshIds([...Object.keys(own), ...Object.keys(known.subflows)])
  const here = (id: string, above: readonly string[] = []): boolean => {
    const [mine, theirs] = [own[id] ?? known.subflows[id], clip.subflows[id]]
    if (!theirs || above.includes(id)) return true
    return mine !== undefined && alike(mine, theirs) && used(theirs.nodes).every((name) => here(name, [...above, id]))
  }
  const ids = Object.keys(clip.subflows)
  const brought = ids.filter((id) => !here(id))
  return { names: new Map(ids.map((id) => [id, brought.includes(id) ? fresh.take(id) : id])), brought }
}

export function bringSubflows(document: AnyDocument, clip: Clip, { names, brought }: Plan): ReadonlyMap<string, string> {
  const target = document as { subflows?: Record<string, SubflowEntry> }
  for (const id of brought) {
    const subflow = clip.subflows[id]
    if (!subflow) continue
    const nodes = Object.entries(subflow.nodes).map(([node, entry]) => [node, retyped(entry, names)] as const)
    ;(target.subflows ??= {})[names.get(id) ?? id] = { ...structuredClone(subflow), nodes: Object.fromEntries(nodes) }
  }
  return names
}

export function wouldHoldItself(document: AnyDocument, scope: Scope, clip: Clip, { brought }: Plan, known: KnownTypes): boolean {
  const here = subflowShown(scope)
  if (here === null) return false
  const own = ownSubflows(document)
  const holds = (name: string, depth = 0): boolean => {
    const coming = brought.includes(name) && depth < brought.length + 1 ? clip.subflows[name] : undefined
    return coming ? used(coming.nodes).some((inner) => holds(inner, depth + 1)) : !brought.includes(name) && uses(name, here, own, known)
  }
  return used(clip.nodes).some((name) => holds(name))
}

/** A copy of a node; an instance stands for the subflow as it is called here. */
export function retyped(node: NodeEntry, names: ReadonlyMap<string, string>): NodeEntry {
  const name = subflowOf(node.type)
  return { ...structuredClone(node), ...(name === null ? {} : { type: `subflow:${names.get(name) ?? name}` }) }
}

function used(nodes: Readonly<Record<string, NodeEntry>>): string[] {
  return Object.values(nodes).flatMap(({ type }) => subflowOf(type) ?? [])
}

function alike(one: SubflowEntry, other: SubflowEntry): boolean {
  return sorted(plainSubflow(one)) === sorted(plainSubflow(other))
}

/** Its JSON, whatever the order of its keys; what is empty counts as missing, as in files. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join()}]`
  if (typeof value === 'bigint') return String(value)
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const kept = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const).filter(([, text]) => text !== '{}' && text !== '[]')
  return `{${kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, text]) => `${JSON.stringify(key)}:${text}`).join()}}`
}
