import { ownSubflows } from './bringing'
import { plainSubflow, subflowsUsed } from './copying'
import type { FlowDocument, SubflowDocument, SubflowEntry } from './document'
import { plain } from './plain'
import type { KnownTypes } from './ports'

/** Names that project-wide subflows have already, among those that would become project-wide; they are in the way. */
export function sharingBlocked(document: FlowDocument, id: string, known: KnownTypes): string[] {
  return Object.keys(shared(document, id, known)).filter((name) => known.subflows[name])
}

/** A subflow of a flow, and those of the flow that it uses, as files of the project. */
export function sharedDocuments(document: FlowDocument, id: string, known: KnownTypes): SubflowDocument[] {
  return Object.entries(shared(document, id, known)).map(([name, subflow]) => ({ format: 1, id: name, ...subflow }))
}

function shared(document: FlowDocument, id: string, known: KnownTypes): Record<string, SubflowEntry> {
  const own = ownSubflows(document)
  const used = subflowsUsed({ it: { type: `subflow:${id}` } }, own, known)
  return Object.fromEntries(Object.keys(used).flatMap((name) => (own[name] ? [[name, plainSubflow(plain(own[name]))]] : [])))
}

/** Takes what became project-wide out of the flow. */
export function withdraw(document: FlowDocument, names: readonly string[]): void {
  for (const name of names) if (document.subflows) Reflect.deleteProperty(document.subflows, name)
}
