import { useEffect } from 'react'
import { FirstPage } from '../../first/FirstPage'
import { hashOfFlow, routeOf } from '../../model/route'
import { lookAgain } from '../../state/deploy'
import { useFlows, useFlowsFaster, useFlowsProblem } from '../../state/flows'
import { useNarrow } from '../../state/useMedia'
import { FlowList } from './FlowList'
import { FlowView } from './FlowView'

/** The flows on the left, the chosen one beside them; on a phone one after the other. */
export function FlowsPage({ flow: chosen }: { flow: string | null }) {
  const narrow = useNarrow()
  useFlowsFaster(2000)
  const items = useFlows((flows) => flows.items)
  const problem = useFlowsProblem((flows) => flows.problem)
  const first = items?.[0]?.id
  useEffect(() => {
    // The address may lead elsewhere already, before this page is gone.
    const here = routeOf(window.location.hash).page === 'flows'
    if (here && chosen === null && first !== undefined && !narrow) window.location.replace(hashOfFlow(first))
  }, [chosen, first, narrow])
  const item = items?.find((flow) => flow.id === chosen)
  return (
    <div className="page">
      {(!narrow || chosen === null) && items?.length !== 0 && <FlowList items={items} chosen={chosen} problem={problem} retry={lookAgain} />}
      {chosen !== null && <FlowView key={chosen} id={chosen} item={item ?? null} />}
      {chosen === null && items?.length === 0 && (
        <main className="first-page" id="content">
          <FirstPage />
        </main>
      )}
    </div>
  )
}
