import type { Scope } from './document'
import type { Fault } from './types'

/** Which node of a document a fault is about; `inside` is the subflow that is written in it, null: the document's own graph. */
export interface FaultPlace {
  inside: string | null
  node: string
}

export function faultPlace({ path, node }: Fault): FaultPlace | null {
  const [, subflow, id] = /^(?:\/subflows\/([^/]+))?\/nodes\/([^/]+)/.exec(path ?? '') ?? []
  if (id !== undefined) return { inside: subflow === undefined ? null : plain(subflow), node: plain(id) }
  return node && !node.includes('/') ? { inside: null, node } : null
}

/** The faults of one node of a canvas. */
export function faultsOfNode(faults: readonly Fault[], { inside }: Scope, node: string): Fault[] {
  return faults.filter((fault) => {
    const place = faultPlace(fault)
    return place?.node === node && place.inside === inside
  })
}

function plain(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~')
}
