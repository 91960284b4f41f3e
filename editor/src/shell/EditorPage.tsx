import { Skeleton } from 'antd'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import { ApiError } from '../api/client'
import { Canvas } from '../canvas/Canvas'
import { DrawerPanel } from '../drawer/DrawerPanel'
import { SameNode } from '../deploy/OthersHere'
import { Inspector } from '../inspector/Inspector'
import { partsOf, type Scope } from '../model/document'
import type { Problem } from '../model/problem'
import { TourPart } from '../first/TourPart'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useDocuments, useGraph, usePartOfGraph } from '../state/documents'
import { usePortsKept } from '../state/nodeTypes'
import { nothing, select } from '../state/selection'
import { useNarrow } from '../state/useMedia'
import { useWorkspace } from '../state/workspace'
import { EditorBar } from './EditorBar'

const Editing = lazy(() => import('../commands/Editing'))
const Palette = lazy(() => import('../palette/Palette'))
const Sheets = lazy(() => import('./Sheets'))
const TableView = lazy(() => import('../search/TableView'))

interface EditorProps {
  scope: Scope
  view: 'canvas' | 'table'
  /** The node to show and choose at first. */
  node: string | null
}

/** One graph with everything that belongs to editing it. */
export function EditorPage({ scope, view, node }: EditorProps) {
  const { t } = useTranslation()
  const { problem, retry } = useOpened(scope)
  const missing = problem?.status === 404 && { ...problem, title: t('flows.missing', { id: partsOf(scope.key).id }), detail: t('flows.missingHint'), hint: '' }
  const loaded = useDocuments(({ open }) => open[scope.key] !== undefined)
  const graph = usePartOfGraph(scope, (there) => there !== null)
  const narrow = useNarrow()
  useEffect(() => {
    select(node === null ? nothing : { nodes: [node] })
  }, [scope.key, scope.inside, node])
  return (
    <main className="editor" id="content">
      <PortsKept scope={scope} />
      <EditorBar scope={scope} view={view} />
      {problem && !loaded && <ProblemAlert problem={missing || problem} retry={retry} />}
      {!problem && !loaded && <Skeleton active paragraph={{ rows: 8 }} />}
      {loaded && !graph && <p className="editor-gone muted">{t('editor.gone')}</p>}
      {graph && view === 'table' && (
        <Suspense fallback={<Skeleton active paragraph={{ rows: 8 }} />}>
          <TableView scope={scope} />
        </Suspense>
      )}
      {graph && view === 'canvas' && (narrow ? <Narrow scope={scope} node={node} /> : <Panes scope={scope} node={node} />)}
      {graph && (
        <Suspense>
          <Editing scope={scope} onCanvas={view === 'canvas'} />
        </Suspense>
      )}
      {graph && view === 'canvas' && !narrow && <TourPart />}
    </main>
  )
}

/** Draws nothing: it alone follows every act, and not the whole page with it. */
function PortsKept({ scope }: { scope: Scope }) {
  usePortsKept(useGraph(scope))
  return null
}

/** A phone has room for the canvas alone; the inspector and the drawer come over it. */
function Narrow({ scope, node }: { scope: Scope; node: string | null }) {
  return (
    <>
      <Canvas scope={scope} reveal={node} />
      <Suspense>
        <Sheets scope={scope} />
      </Suspense>
    </>
  )
}

/** Palette, canvas with the drawer below it, inspector. Their sizes are remembered. */
function Panes({ scope, node }: { scope: Scope; node: string | null }) {
  const { t } = useTranslation()
  const across = useDefaultLayout({ id: 'editor-across' })
  const down = useDefaultLayout({ id: 'editor-down' })
  return (
    <Group className="editor-panes" orientation="horizontal" {...across}>
      <Panel id="palette" className="editor-pane" defaultSize="220px" minSize="160px" maxSize="360px" collapsible groupResizeBehavior="preserve-pixel-size">
        <aside className="pane" aria-label={t('editor.palette')}>
          <Suspense>
            <Palette scope={scope} />
          </Suspense>
        </aside>
      </Panel>
      <Separator className="pane-edge" />
      <Panel id="middle">
        <Group orientation="vertical" {...down}>
          <Panel id="canvas" minSize="120px">
            <Canvas scope={scope} reveal={node} />
          </Panel>
          <Separator className="pane-edge" />
          <DrawerPanel scope={scope} />
        </Group>
      </Panel>
      <Separator className="pane-edge" />
      <Panel id="inspector" className="editor-pane" defaultSize="320px" minSize="240px" maxSize="640px" collapsible groupResizeBehavior="preserve-pixel-size">
        <aside className="pane" aria-label={t('editor.inspector')}>
          <SameNode scope={scope} />
          <Inspector scope={scope} />
        </aside>
      </Panel>
    </Group>
  )
}

/** Opens the document once; the problem when that did not work. */
function useOpened({ key }: Scope): { problem: Problem | null; retry: () => void } {
  const { saver } = useWorkspace()
  const [state, setState] = useState<{ key: string; problem: Problem | null }>({ key, problem: null })
  const [round, setRound] = useState(0)
  useEffect(() => {
    saver.open(key).then(
      () => setState({ key, problem: null }),
      (error: unknown) => {
        if (!(error instanceof ApiError)) throw error
        setState({ key, problem: error.problem })
      },
    )
  }, [saver, key, round])
  return { problem: state.key === key ? state.problem : null, retry: () => setRound((last) => last + 1) }
}
