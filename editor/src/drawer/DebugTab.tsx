import { useMemo } from 'react'
import { partsOf, type FlowDocument, type Scope } from '../model/document'
import { nodesInOrder } from '../model/order'
import { DebugPanel } from '../pages/flows/DebugPanel'
import { useDocument } from '../state/documents'

/** What the debug nodes of the flow say. */
export default function DebugTab({ scope }: { scope: Scope }) {
  const { kind, id } = partsOf(scope.key)
  const document = useDocument(scope.key)?.present
  const rows = useMemo(() => (document && kind === 'flow' ? nodesInOrder(document as FlowDocument) : []), [document, kind])
  return <DebugPanel flow={id} rows={rows} />
}
