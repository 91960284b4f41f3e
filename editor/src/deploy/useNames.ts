import { useMemo } from 'react'
import type { Names } from '../model/changes'
import { pathTitle } from '../model/titles'
import type { AnyDocument, FlowDocument } from '../model/document'
import { localized } from '../model/text'
import { useConnectionTypes } from '../state/connectionTypes'
import { useFlows } from '../state/flows'
import { useNodeTypes } from '../state/nodeTypes'
import { useProject } from '../state/project'
import { useSettings } from '../state/settings'

export interface AllNames extends Names {
  flow: (id: string) => string
  /** Of `flow/node`: the node alone. */
  node: (path: string) => string
}

/** What people call flows and nodes; `documents` are those of the flows in question, the newer first. */
export function useNames(documents: ReadonlyMap<string, AnyDocument[]>): AllNames {
  const { types, subflows } = useNodeTypes()
  const flows = useFlows(({ items }) => items)
  const language = useSettings((settings) => settings.language)
  const connections = useProject(({ project }) => project?.connections)
  const connectionTypes = useConnectionTypes()
  return useMemo(() => {
    const of = (flow: string) => documents.get(flow) ?? []
    const flow = (id: string) => localized(flows?.find((each) => each.id === id)?.name ?? of(id)[0]?.name, language, id)
    const node = (path: string) => {
      const at = path.indexOf('/')
      const [id, inner] = [path.slice(0, at), path.slice(at + 1)]
      const known = of(id).find((each) => (inner.split('/')[0] ?? '') in each.nodes) as FlowDocument | undefined
      return known ? pathTitle(known, subflows, inner, { types, language }) : inner
    }
    const connection = (id: string, type = connections?.[id]?.type ?? '') => connectionTypes?.get(type)?.config
    const titles = Object.fromEntries((flows ?? []).map(({ id, name }) => [id, name ?? id]))
    return { documents: of, types, connection, titles, language, flow, node }
  }, [documents, types, subflows, flows, language, connections, connectionTypes])
}
