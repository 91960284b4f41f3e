import { App } from 'antd'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { useConflicts } from '../state/conflicts'
import { useDocument } from '../state/documents'
import { useNotices } from '../state/notices'
import type { DocumentKey } from '../model/document'

const MergeDialog = lazy(() => import('./MergeDialog'))

/** What a page may have to say or to ask at any time: what happened by itself, and whose change counts. */
export function Asked() {
  const { message, notification } = App.useApp()
  const notices = useNotices(({ notices: all }) => all)
  const shown = useRef(0)
  useEffect(() => {
    for (const { number, tone, text, lines } of notices) {
      if (number > shown.current && lines.length === 0) void message[tone](text, tone === 'warning' ? 10 : 5)
      if (number > shown.current && lines.length) notification[tone]({ title: text, description: <Lines of={lines} />, duration: 0, placement: 'bottomRight' })
      shown.current = Math.max(shown.current, number)
    }
  }, [notices, message, notification])
  const asking = useConflicts((store) => store.asking)
  return asking && <Open document={asking} />
}

function Lines({ of }: { of: readonly string[] }) {
  return (
    <ul className="notice-lines">
      {of.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}

/** A dialog about a document that is still open. */
function Open({ document }: { document: DocumentKey }) {
  const open = useDocument(document)
  const conflict = useConflicts(({ conflicts }) => conflicts[document])
  if (!open || !conflict) return null
  return (
    <Suspense>
      <MergeDialog key={document} document={document} open={open} conflict={conflict} />
    </Suspense>
  )
}
