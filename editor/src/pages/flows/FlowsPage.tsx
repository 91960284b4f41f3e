import { useCallback, useEffect } from 'react'
import { FirstPage } from '../../first/FirstPage'
import { hashOfFlow } from '../../model/route'
import { useNarrow } from '../../state/useMedia'
import { usePolled } from '../../state/usePolled'
import { useWorkspace } from '../../state/workspace'
import { FlowList } from './FlowList'
import { FlowView } from './FlowView'

/** The flows on the left, the chosen one beside them; on a phone one after the other. */
export function FlowsPage({ flow: chosen }: { flow: string | null }) {
  const { client } = useWorkspace()
  const narrow = useNarrow()
  const read = useCallback((signal: AbortSignal) => client.flows(signal), [client])
  const { data, problem, retry } = usePolled('flows', read, 2000)
  const first = data?.items[0]?.id
  useEffect(() => {
    if (chosen === null && first !== undefined && !narrow) window.location.replace(hashOfFlow(first))
  }, [chosen, first, narrow])
  const item = data?.items.find((flow) => flow.id === chosen)
  return (
    <div className="page">
      {(!narrow || chosen === null) && data?.items.length !== 0 && <FlowList items={data?.items ?? null} chosen={chosen} problem={problem} retry={retry} />}
      {chosen !== null && <FlowView key={chosen} id={chosen} item={item ?? null} />}
      {chosen === null && data?.items.length === 0 && (
        <main className="first-page" id="content">
          <FirstPage />
        </main>
      )}
    </div>
  )
}
