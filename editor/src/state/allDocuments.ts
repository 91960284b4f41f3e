import { useEffect, useMemo, useState } from 'react'
import type { Client } from '../api/client'
import type { AnyDocument, DocumentKey, SubflowEntry } from '../model/document'
import { useDocuments } from './documents'
import { useNodeTypes } from './nodeTypes'
import { useWorkspace } from './workspace'

type All = ReadonlyMap<DocumentKey, AnyDocument>

/** Every flow and project-wide subflow, with its draft; what is open here as it is on the screen. Null until all are read, and where they are not wanted. */
export function useAllDocuments(wanted = true): All | null {
  const { client } = useWorkspace()
  const [read, setRead] = useState<All | null>(null)
  const subflows = useNodeTypes((known) => known.subflows)
  const open = useDocuments((documents) => documents.open)
  useEffect(() => {
    if (!wanted) return
    const late = new AbortController()
    // A page that cannot read them says so by its link's banner; it is tried again when the window opens again.
    flowsOf(client, late.signal).then(setRead, () => undefined)
    return () => late.abort()
  }, [client, wanted])
  return useMemo(() => read && merged(read, subflows, open), [read, subflows, open])
}

/** The same, read now. Raises ApiError. */
export async function allDocuments(client: Client): Promise<All> {
  const flows = await flowsOf(client)
  return merged(flows, useNodeTypes.getState().subflows, useDocuments.getState().open)
}

async function flowsOf(client: Client, signal?: AbortSignal): Promise<All> {
  const { items } = await client.flows(signal)
  const documents = items.filter(({ draft }) => !draft?.deleted).map(async ({ id }) => {
    const key: DocumentKey = `flow:${id}`
    return [key, (await client.document(key)).document] as const
  })
  return new Map(await Promise.all(documents))
}

function merged(flows: All, subflows: Readonly<Record<string, SubflowEntry>>, open: ReturnType<typeof useDocuments.getState>['open']): All {
  const all = new Map(flows)
  for (const [id, document] of Object.entries(subflows)) all.set(`subflow:${id}`, document as AnyDocument)
  for (const [key, document] of Object.entries(open)) if (document) all.set(key as DocumentKey, document.present)
  return all
}
