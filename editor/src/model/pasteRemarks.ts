import type { Clip } from './clip'
import type { NodeEntry } from './document'
import { subflowOf } from './ports'
import { isRecord } from './reading'
import { referencesOf } from './references'
import type { Around } from './wiring'

/** What could not be taken over from a text: nodes and other things by their names, wires by their number. */
export interface LeftOut {
  things: readonly string[]
  wires: number
}

/** What somebody should know of a piece that was put in: it is not, or does not, as it was where it comes from. */
export interface Remark {
  about: 'things' | 'wires' | 'ids' | 'types' | 'connections'
  names: readonly string[]
  count: number
}

/** What of a text did not come into the clip that was made of it. */
export function leftOut(text: Record<string, unknown>, clip: Clip): LeftOut {
  const lost = (key: 'nodes' | 'groups' | 'notes' | 'subflows') => {
    const given = text[key]
    return isRecord(given) ? Object.keys(given).filter((id) => !Object.hasOwn(clip[key], id)) : []
  }
  const wires = Array.isArray(text['wires']) ? text['wires'].length - clip.wires.length : 0
  return { things: [...lost('nodes'), ...lost('groups'), ...lost('notes'), ...lost('subflows')], wires }
}

/** `ids`: of the clip's nodes as they were put in, in its order. `connections`: those of the project; null: they are not known. */
export function remarksOn(clip: Clip, left: LeftOut, ids: readonly string[], around: Around, connections: ReadonlySet<string> | null): Remark[] {
  const all = [clip.nodes, ...Object.values(clip.subflows).map(({ nodes }) => nodes)].flatMap((nodes) => Object.values(nodes))
  const types = around.known.types
  const renamed = Object.keys(clip.nodes).flatMap((id, index) => (ids[index] === undefined || ids[index] === id ? [] : [`${id} → ${ids[index]}`]))
  const unknown = types === null ? [] : all.map(({ type }) => type).filter((type) => !isKnown(type, clip, around))
  const missing = connections === null || types === null ? [] : used(clip, all, types).filter((name) => !connections.has(name))
  const remarks: Remark[] = [
    remark('things', left.things),
    { about: 'wires', names: [], count: left.wires },
    remark('ids', renamed),
    remark('types', unknown),
    remark('connections', missing),
  ]
  return remarks.filter(({ count }) => count > 0)
}

function remark(about: Remark['about'], names: readonly string[]): Remark {
  const each = [...new Set(names)]
  return { about, names: each, count: each.length }
}

function isKnown(type: string, clip: Clip, { known, inner }: Around): boolean {
  const subflow = subflowOf(type)
  if (subflow === null) return known.types?.has(type) === true
  return [clip.subflows, inner, known.subflows].some((subflows) => Object.hasOwn(subflows, subflow))
}

/** The connections that nodes name. */
function used({ flow }: Clip, nodes: readonly NodeEntry[], types: NonNullable<Around['known']['types']>): string[] {
  const document = { format: 1, id: flow, nodes: Object.fromEntries(nodes.map((node, index) => [`n${index}`, node])) }
  return referencesOf('flow:', document, types).flatMap(({ kind, name }) => (kind === 'connection' ? [name] : []))
}
