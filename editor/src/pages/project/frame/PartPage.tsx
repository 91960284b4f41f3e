import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Part } from '../../../api/parts'
import { ProblemAlert } from '../../../parts/ProblemAlert'
import { useOffered } from '../../../state/commands'
import type { SharedDocument } from '../../../state/shared'
import type { SharedPart } from '../../../state/useSharedPart'
import { ConflictPanel } from './ConflictPanel'
import { DraftState } from './DraftState'

interface PartPageProps<T extends object> {
  title: string
  part: Part<T>
  shared: SharedPart<T>
  /** At the right of the title. */
  actions?: ReactNode
  children: (document: SharedDocument<T>) => ReactNode
}

/** A page on which a part of the project is edited: its name, how its draft stands, and what went wrong. */
export function PartPage<T extends object>({ title, part, shared, actions, children }: PartPageProps<T>) {
  const { t } = useTranslation()
  const { document, problem, retry, undo, redo, save } = shared
  useOffered([
    { id: 'undo', title: 'editor.undo', keys: ['Mod+Z'], run: undo, enabled: () => (document?.past.length ?? 0) > 0 },
    { id: 'redo', title: 'editor.redo', keys: ['Mod+Shift+Z', 'Mod+Y'], run: redo, enabled: () => (document?.future.length ?? 0) > 0 },
  ])
  return (
    <>
      <header className="project-head">
        <h1>{title}</h1>
        {document && <DraftState part={part} shared={shared} document={document} />}
        <span className="grow" />
        {document && actions}
      </header>
      {problem && !document && <ProblemAlert problem={problem} retry={retry} />}
      {document?.saving === 'failed' && document.problem && <ProblemAlert problem={document.problem} retry={() => void save()} />}
      {document?.theirs && <ConflictPanel conflicts={document.theirs.conflicts} settle={shared.settle} />}
      {!document && !problem && <Skeleton active aria-label={t('editor.loading')} paragraph={{ rows: 8 }} />}
      {document && children(document)}
    </>
  )
}
