import { useEffect } from 'react'
import { create } from 'zustand'
import { ApiError, type Client } from '../api/client'
import { differingNodes } from '../model/differing'
import { graphOf, partsOf, type AnyDocument, type DocumentKey, type Scope } from '../model/document'
import { useGraph } from './documents'
import { useIsDeployed } from './flows'
import { useLive } from './live'
import { useWorkspace } from './workspace'

/** What runs of the documents that were looked at; null: nothing is deployed under that name. */
export const useDeployed = create<{ documents: Readonly<Partial<Record<DocumentKey, AnyDocument | null>>> }>(() => ({ documents: {} }))

/** Milliseconds after an act until it is compared: that is not what a person waits for. */
const REST = 120

/** Says which nodes of a canvas a deploy would change; none while it is not known what runs. */
export function useDiffering(scope: Scope, say: (nodes: ReadonlySet<string>) => void): void {
  const graph = useGraph(scope)
  const deployed = useDeployed(({ documents }) => documents[scope.key])
  useEffect(() => {
    const compare = () => say(graph && deployed !== undefined ? differingNodes(graph, deployed && graphOf(deployed, scope.inside)) : new Set())
    const timer = setTimeout(compare, REST)
    return () => clearTimeout(timer)
  }, [graph, deployed, scope.inside, say])
}

/** Reads what runs of a document anew when it is opened and after each deploy. */
export function useDeployedKept(key: DocumentKey): void {
  const { client, link } = useWorkspace()
  const deploys = useLive((live) => live.deploys)
  const { kind, id } = partsOf(key)
  const flow = useIsDeployed(id)
  const there = kind === 'flow' ? flow : true
  useEffect(() => link.watch(['deploy']), [link])
  useEffect(() => {
    if (there === null) return undefined
    let gone = false
    const keep = (document: AnyDocument | null) => {
      if (!gone) useDeployed.setState(({ documents }) => ({ documents: { ...documents, [key]: document } }))
    }
    deployedDocument(client, key, there).then(
      keep,
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error
        if (error.problem.status === 404) keep(null)
      },
    )
    return () => {
      gone = true
    }
  }, [client, key, there, deploys])
}

/** Null: nothing is deployed under that name. What is only drafted is not asked for: a page without faults has none in its log. */
async function deployedDocument(client: Client, key: DocumentKey, there: boolean): Promise<AnyDocument | null> {
  const { kind, id } = partsOf(key)
  if (!there || (kind === 'subflow' && !(await isSubflowDeployed(client, id)))) return null
  return (await client.document(key, 'deployed')).document
}

async function isSubflowDeployed(client: Client, id: string): Promise<boolean> {
  const { items } = await client.subflows()
  return items.some(({ name, deployed }) => name === id && deployed)
}
