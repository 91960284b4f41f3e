import type { Graph, WireEntry } from './document'
import { asked, decided, type Merging, type Place } from './mergeItems'
import { same } from './same'
import { end } from './wires'

/** A wire's two ends in one spelling: `a` and `a:out` are the same. */
export function wireKey([from, to]: WireEntry): string {
  const [source, target] = [end(from, 'out'), end(to, 'in')]
  return `${source.node}:${source.port}>${target.node}:${target.port}`
}

/** The wires of a merged graph; `nodes` are those that are in it. */
export function mergedWires(merging: Merging, inside: string | null, nodes: object, [base, mine, theirs]: readonly [Graph, Graph, Graph]): WireEntry[] {
  const [b, m, t] = [base, mine, theirs].map(byKey) as [Wires, Wires, Wires]
  const order = merging3(merging, { kind: 'order', inside, item: '', path: [] }, [...b.keys()], [...m.keys()], [...t.keys()])
  return order.flatMap((key) => {
    const any = t.get(key) ?? m.get(key)
    if (!any || !ends(any).every((node) => node in nodes)) return []
    const place: Place = { kind: 'wire', inside, item: key, path: [] }
    const was = state(b.get(key))
    // Whoever removed a node removed its wires with it; when the node stays, they do.
    const seen = (wire: WireEntry | undefined, graph: Graph) =>
      wire === undefined && ends(any).some((node) => !(node in graph.nodes)) ? was : state(wire)
    const kept = decided(merging, place, [was, seen(m.get(key), mine), seen(t.get(key), theirs)])
    return kept === undefined ? [] : [kept === null ? [any[0], any[1]] : [any[0], any[1], kept as NonNullable<WireEntry[2]>]]
  })
}

type Wires = Map<string, WireEntry>

function byKey({ wires = [] }: Graph): Wires {
  return new Map(wires.map((wire) => [wireKey(wire), wire]))
}

function ends([from, to]: WireEntry): [string, string] {
  return [end(from, '').node, end(to, '').node]
}

/** A wire's policy; null: the usual one, undefined: there is no wire. */
function state(wire: WireEntry | undefined): unknown {
  if (!wire) return undefined
  return wire[2] === undefined || wire[2].policy === 'direct' ? null : wire[2]
}

/** The wires of both in one order: that of whoever changed it, the other's additions after what they stood behind. */
function merging3(merging: Merging, place: Place, base: string[], mine: string[], theirs: string[]): string[] {
  const common = new Set(base.filter((key) => mine.includes(key) && theirs.includes(key)))
  const [b, m, t] = [base, mine, theirs].map((keys) => keys.filter((key) => common.has(key))) as [string[], string[], string[]]
  const chosen = same(b, m) || same(m, t) ? t : same(b, t) ? m : (asked(merging, place, [b, m, t]) as string[])
  const [first, second] = chosen === m ? [mine, theirs] : [theirs, mine]
  const made = [...first]
  second.forEach((key, index) => {
    if (made.includes(key)) return
    const before = second.slice(0, index).findLast((each) => made.includes(each))
    made.splice(before === undefined ? 0 : made.indexOf(before) + 1, 0, key)
  })
  return made
}
