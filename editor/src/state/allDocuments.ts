import { useEffect, useMemo, useState } from 'react'
import type { AnyDocument, DocumentKey } from '../model/document'
import { useDocuments } from './documents'
import { useNodeTypes } from './nodeTypes'
import { useWorkspace } from './workspace'

/** Every flow and project-wide subflow, with its draft; what is open here as it is on the screen. Null until all are read. */
export function useAllDocuments(): ReadonlyMap<DocumentKey, AnyDocument> | null {
  const { client } = useWorkspace()
  const [read, setRead] = useState<ReadonlyMap<DocumentKey, AnyDocument> | null>(null)
  const subflows = useNodeTypes((known) => known.subflows)
  const open = useDocuments((documents) => documents.open)
  useEffect(() => {
    const late = new AbortController()
    const all = async () => {
      const { items } = await client.flows(late.signal)
      const documents = items.map(async ({ id }) => {
        const key: DocumentKey = `flow:${id}`
        return [key, (await client.document(key)).document] as const
      })
      setRead(new Map(await Promise.all(documents)))
    }
    // A page that cannot read them says so by its link's banner; it is tried again when the window opens again.
    all().catch(() => undefined)
    return () => late.abort()
  }, [client])
  return useMemo(() => {
    if (!read) return null
    const merged = new Map<DocumentKey, AnyDocument>(read)
    for (const [id, document] of Object.entries(subflows)) merged.set(`subflow:${id}`, document as AnyDocument)
    for (const [key, document] of Object.entries(open)) if (document) merged.set(key as DocumentKey, document.present)
    return merged
  }, [read, subflows, open])
}
