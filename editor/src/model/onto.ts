import { become } from './become'
import type { AnyDocument } from './document'
import { begun, edited, settled, type History } from './history'
import { merge, type Conflict, type Side } from './merge'
import { same } from './same'

/** A document here: what was made of it, on top of what the runtime had under `etag`; null: it is new. */
export interface Known extends History<AnyDocument> {
  base: AnyDocument | null
  etag: string | null
}

/** What the runtime has by now. */
export interface There {
  document: AnyDocument
  etag: string
}

/** The name of the act by which the changes of others come into a history. */
export const OTHERS = 'deploy.step.others'

/** What was made here, put onto what the runtime has by now: one act, which can be undone. */
export function onto(known: Known, there: There, choices: Readonly<Partial<Record<string, Side>>> = {}): { known: Known; conflicts: readonly Conflict[] } {
  const { document, conflicts } = merge(known.base ?? blank(there.document), known.present, there.document, choices)
  const untouched = known.past.length + known.future.length === 0
  const history = untouched && same(document, there.document) ? begun(there.document) : edited(settled(known), OTHERS, (draft) => become(draft, document))
  return { known: based({ ...history, base: there.document, etag: there.etag }), conflicts }
}

/** The base is the same object as what is shown, where both say the same: then there is nothing to save. */
export function based(known: Known): Known {
  return known.base !== known.present && same(known.base, known.present) ? { ...known, base: known.present } : known
}

export function isUnsaved({ present, base }: Pick<Known, 'present' | 'base'>): boolean {
  return present !== base
}

/** Two people made a flow of the same name: neither began with anything. */
function blank({ format, id }: AnyDocument): AnyDocument {
  return { format, id, nodes: {} }
}
