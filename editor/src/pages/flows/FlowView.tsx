import { Alert, Segmented, Skeleton } from 'antd'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { nodesInOrder } from '../../model/order'
import type { FlowItem } from '../../model/types'
import { tapsByNode } from '../../model/wires'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { useFlows } from '../../state/flows'
import { useLive } from '../../state/live'
import { useNarrow } from '../../state/useMedia'
import { usePolled } from '../../state/usePolled'
import { useWorkspace } from '../../state/workspace'
import { DebugPanel } from './DebugPanel'
import { DebugDrawer } from './DebugDrawer'
import { FlowHeader } from './FlowHeader'
import { NodeTable } from './NodeTable'
import { WireTable } from './WireTable'

type Pane = 'nodes' | 'wires' | 'debug'

/** One flow: its nodes or wires, and what its debug nodes say. */
export function FlowView({ id, item }: { id: string; item: FlowItem | null }) {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const [wanted, setPane] = useState<Pane>('nodes')
  const { document, state, problem, retry, drafted } = useFlow(id)
  const pane = wanted === 'debug' && !narrow ? 'nodes' : wanted
  const panes: Pane[] = narrow ? ['nodes', 'wires', 'debug'] : ['nodes', 'wires']
  const rows = useMemo(() => (document ? nodesInOrder(document) : []), [document])
  const wireKey = Object.keys(state?.wires ?? {}).join('\n')
  const taps = useMemo(() => tapsByNode(id, wireKey ? wireKey.split('\n') : []), [id, wireKey])
  if (drafted) return <OnlyDrafted id={id} item={item} />
  if (problem && !document) return <FlowProblem id={id} item={item} problem={problem} retry={retry} />
  return (
    <main className="flow" id="content">
      <FlowHeader id={id} item={item} document={document} state={state} />
      <Segmented<Pane>
        value={pane}
        onChange={setPane}
        options={panes.map((value) => ({ value, label: t(`${value}.tab`) }))}
        aria-label={t(`${pane}.tab`)}
      />
      <div className="flow-pane">
        {!document && <Skeleton active paragraph={{ rows: 8 }} />}
        {document && pane === 'nodes' && <NodeTable document={document} rows={rows} state={state} taps={taps} />}
        {document && pane === 'wires' && <WireTable document={document} state={state} />}
        {pane === 'debug' && <DebugPanel flow={id} rows={rows} />}
      </div>
      {!narrow && <DebugDrawer flow={id} rows={rows} />}
    </main>
  )
}

type FlowProblemProps = Parameters<typeof ProblemAlert>[0] & { id: string; item: FlowItem | null }

/** A flow without a document: its faults say why, else the call's problem does. */
function FlowProblem({ id, item, problem, retry }: FlowProblemProps) {
  const { t } = useTranslation()
  const missing = { ...problem, title: t('flows.missing', { id }), detail: t('flows.missingHint'), hint: '' }
  return (
    <main className="flow" id="content">
      <FlowHeader id={id} item={item} document={null} state={null} />
      {!item?.faults?.length && <ProblemAlert problem={problem.status === 404 ? missing : problem} retry={retry} />}
    </main>
  )
}

/** There is nothing live to see of a flow that was never deployed. */
function OnlyDrafted({ id, item }: { id: string; item: FlowItem | null }) {
  const { t } = useTranslation()
  return (
    <main className="flow" id="content">
      <FlowHeader id={id} item={item} document={null} state={null} />
      <Alert type="info" showIcon title={t('flows.drafted', { id })} description={t('flows.draftedHint')} />
    </main>
  )
}

/** The document every ten seconds (somebody may deploy), the state every second; samples of another flow are forgotten. */
function useFlow(id: string) {
  const { client } = useWorkspace()
  // Null: not known yet. What is only drafted is not asked for.
  const drafted = useFlows(({ items }) => items && items.some((each) => each.id === id && each.deployed === false))
  const asked = drafted === false
  const readDocument = useCallback((signal: AbortSignal) => (asked ? client.flow(id, signal) : Promise.resolve(null)), [client, id, asked])
  const readState = useCallback((signal: AbortSignal) => (asked ? client.flowState(id, signal) : Promise.resolve(null)), [client, id, asked])
  const document = usePolled(`flow ${id} ${asked}`, readDocument, 10_000)
  const state = usePolled(`state ${id} ${asked}`, readState, 1000)
  const forget = useLive((live) => live.forgetSamples)
  useEffect(() => forget, [forget, id])
  const stable = useStable(document.data)
  return { document: stable, state: state.data, problem: document.problem, retry: document.retry, drafted }
}

/** The same object while its JSON is the same, so that an unchanged document repaints nothing. */
function useStable<T>(value: T): T {
  const text = JSON.stringify(value)
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the text stands for the value
  return useMemo(() => value, [text])
}
