import { Button, Modal } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { partsOf, type DocumentKey } from '../model/document'
import type { Side } from '../model/merge'
import { onto } from '../model/onto'
import { hashOfFlow } from '../model/route'
import { localized } from '../model/text'
import { ask, setConflict, type OpenConflict } from '../state/conflicts'
import { close, type OpenDocument } from '../state/documents'
import { useSettings } from '../state/settings'
import { bringBack, decide } from '../state/theirs'
import { goTo } from '../state/useRoute'
import { ConflictList } from './ConflictList'

interface MergeProps {
  document: DocumentKey
  open: OpenDocument
  conflict: OpenConflict
}

/** Asks whose change counts, where two people changed the same. */
export default function MergeDialog(props: MergeProps) {
  return props.conflict.kind === 'gone' ? <Gone {...props} /> : <Changed {...props} conflict={props.conflict} />
}

function Changed({ document, open, conflict }: MergeProps & { conflict: OpenConflict & { kind: 'changed' } }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const [choices, setChoices] = useState<Readonly<Partial<Record<string, Side>>>>({})
  const { conflicts } = useMemo(() => onto(open, conflict), [open, conflict])
  const author = conflict.author ?? t('deploy.merge.somebody')
  const all = (side: Side) => setChoices(Object.fromEntries(conflicts.map(({ id }) => [id, side])))
  const left = conflicts.filter(({ id }) => choices[id] === undefined).length
  return (
    <Modal
      open
      width={880}
      className="merge"
      title={t('deploy.merge.title', { name: localized(open.present.name, language, open.present.id) })}
      onCancel={() => ask(null)}
      footer={
        <div className="merge-foot">
          {left > 0 && <span className="muted">{t('deploy.merge.left', { count: left })}</span>}
          <Button onClick={() => ask(null)}>{t('deploy.merge.later')}</Button>
          <Button type="primary" disabled={left > 0} onClick={() => decide(document, choices)}>
            {t('deploy.merge.apply')}
          </Button>
        </div>
      }
    >
      <p className="merge-explain">{t('deploy.merge.explain', { author })}</p>
      <div className="merge-all">
        <span className="muted">{t('deploy.merge.all')}</span>
        <Button size="small" onClick={() => all('theirs')}>
          {t('deploy.merge.theirs', { author })}
        </Button>
        <Button size="small" onClick={() => all('mine')}>
          {t('deploy.merge.mine')}
        </Button>
      </div>
      <ConflictList conflicts={conflicts} documents={[open.present, conflict.document, ...(open.base ? [open.base] : [])]} author={author} choices={choices} choose={(id, side) => setChoices((last) => ({ ...last, [id]: side }))} />
    </Modal>
  )
}

function Gone({ document, open, conflict }: MergeProps) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const { kind, id } = partsOf(document)
  const letGo = () => {
    setConflict(document, null)
    close(document)
    if (kind === 'flow' && window.location.hash.startsWith(hashOfFlow(id))) goTo({ page: 'flows' })
  }
  return (
    <Modal
      open
      title={t('deploy.merge.goneTitle', { name: localized(open.present.name, language, id) })}
      onCancel={() => ask(null)}
      footer={[
        <Button key="go" danger onClick={letGo}>
          {t('deploy.merge.letGo')}
        </Button>,
        <Button key="back" type="primary" onClick={() => bringBack(document)}>
          {t('deploy.merge.bringBack')}
        </Button>,
      ]}
    >
      <p>{t('deploy.merge.gone', { author: conflict.author ?? t('deploy.merge.somebody') })}</p>
    </Modal>
  )
}
