import { Skeleton } from 'antd'
import { lazy, Suspense } from 'react'
import type { Scope } from './model/document'
import { useNarrow } from './state/useMedia'
import { useRoute } from './state/useRoute'

const editor = () => import('./shell/EditorPage')

const EditorPage = lazy(async () => ({ default: (await editor()).EditorPage }))
const FlowsPage = lazy(async () => ({ default: (await import('./pages/flows/FlowsPage')).FlowsPage }))
const FlowPaper = lazy(() => import('./search/FlowPaper'))
const ProjectPage = lazy(() => import('./pages/project/ProjectPage'))
const HistoryPage = lazy(() => import('./pages/history/HistoryPage'))

/** The page that the address names. What is not needed at first is loaded when it is asked for. */
export function Pages() {
  const route = useRoute()
  const narrow = useNarrow()
  switch (route.page) {
    case 'flows':
      return (
        <Suspense fallback={<Loading />}>
          <FlowsPage flow={null} />
        </Suspense>
      )
    case 'flow': {
      const view = route.view ?? (narrow ? 'live' : 'canvas')
      if (view === 'live') {
        return (
          <Suspense fallback={<Loading />}>
            <FlowsPage flow={route.flow} />
          </Suspense>
        )
      }
      const scope: Scope = { key: `flow:${route.flow}`, inside: route.inside }
      if (view === 'document') {
        return (
          <Suspense fallback={<Loading />}>
            <FlowPaper scope={scope} />
          </Suspense>
        )
      }
      return <EditorPage scope={scope} view={view} node={route.node} />
    }
    case 'subflow':
      return <EditorPage scope={{ key: `subflow:${route.id}`, inside: null }} view="canvas" node={route.node} />
    case 'project':
      return (
        <Suspense fallback={<Loading />}>
          <ProjectPage tab={route.tab} />
        </Suspense>
      )
    case 'station':
      return null // Root shows it, to whoever is there
    case 'history':
      return (
        <Suspense fallback={<Loading />}>
          <HistoryPage revision={route.revision} />
        </Suspense>
      )
  }
}

function Loading() {
  return (
    <main className="page-loading" id="content">
      <Skeleton active paragraph={{ rows: 8 }} />
    </main>
  )
}
