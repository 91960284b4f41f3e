import { useCallback, useEffect, useMemo } from 'react'
import { create } from 'zustand'
import { shallow } from 'zustand/shallow'
import { partsOf, type AnyDocument, type DocumentKey, type Graph, type NodeEntry, type Scope, type SubflowDocument, type SubflowEntry } from '../model/document'
import { portsKey, portsOf, type KnownTypes, type Ports } from '../model/ports'
import { useDocuments, useOwnSubflows } from './documents'
import { useUntilAnswered } from './useUntilAnswered'
import { useWorkspace } from './workspace'

/** The installed node types and the project-wide subflows; `types` is null until they are known. */
export const useNodeTypes = create<KnownTypes>(() => ({ types: null, byConfig: new Map(), subflows: {} }))

/** Reads the node types once, and the subflows for each who signs in. */
export function useNodeTypesKept(): void {
  const { client } = useWorkspace()
  const types = useCallback(async () => {
    if (useNodeTypes.getState().types) return
    const { items } = await client.nodeTypes()
    useNodeTypes.setState({ types: new Map(items.map((item) => [item.type, item])) })
  }, [client])
  const subflows = useCallback(async () => {
    const { items } = await client.subflows()
    const read = items.filter(({ draft }) => !draft?.deleted).map(async ({ name }) => [name, (await client.document(`subflow:${name}`)).document as SubflowDocument] as const)
    // One that is deleted meanwhile hides none of the others.
    const known = (await Promise.allSettled(read)).flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    useNodeTypes.setState({ subflows: Object.fromEntries(known) })
    takeDrawn()
  }, [client])
  // Until then the page shows plain boxes; the link's banner says that nobody answers.
  useUntilAnswered(types)
  useUntilAnswered(subflows)
  useEffect(() => useDocuments.subscribe(takeDrawn), [])
  // What somebody has drawn and not saved is not for the next person.
  useEffect(() => () => useNodeTypes.setState({ subflows: {} }), [client])
}

/** What is drawn of a subflow on this page counts in all flows at once. */
function takeDrawn(): void {
  const { subflows } = useNodeTypes.getState()
  const drawn = Object.entries(useDocuments.getState().open).flatMap(([key, document]) => {
    const { kind, id } = partsOf(key as DocumentKey)
    return kind === 'subflow' && document && !alike(subflows[id], document.present) ? [[id, document.present] as const] : []
  })
  if (drawn.length) useNodeTypes.setState({ subflows: { ...subflows, ...Object.fromEntries(drawn) } })
}

/** Whether the flows that use a subflow show it alike; where its nodes lie is not seen from there. */
function alike(one: SubflowEntry | undefined, other: AnyDocument): boolean {
  const { layout } = other
  return one === other || (one !== undefined && shallow<object>({ ...one, layout }, other))
}

/** The ports of the nodes of a document. */
export function usePortsOf({ key }: Scope): (node: NodeEntry) => Ports {
  const known = useNodeTypes()
  const inner = useOwnSubflows(key)
  return useMemo(() => (node) => portsOf(node, known, inner), [known, inner])
}

/** Milliseconds of typing into a form that make one question. */
const REST = 80

/** Asks the runtime for the ports of nodes whose config decides, until all of the graph are known. */
export function usePortsKept(graph: Graph | null): void {
  const { client } = useWorkspace()
  const { types, byConfig } = useNodeTypes()
  useEffect(() => {
    const asked = Object.entries(graph?.nodes ?? {}).filter(
      ([, node]) => types?.get(node.type)?.ports_by_config && !byConfig.has(portsKey(node)),
    )
    if (asked.length === 0) return
    const nodes = Object.fromEntries(asked.map(([id, { type, config = {} }]) => [id, { type, config }]))
    const timer = setTimeout(() => {
      client.ports(nodes).then(({ ports }) => {
        const answered = asked.flatMap(([id, node]) => (ports[id] ? [[portsKey(node), ports[id]] as const] : []))
        if (answered.length) useNodeTypes.setState(({ byConfig: others }) => ({ byConfig: new Map([...others, ...answered]) }))
      }, () => undefined)
    }, REST)
    return () => clearTimeout(timer)
  }, [client, types, byConfig, graph])
}
