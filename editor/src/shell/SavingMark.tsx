import { CheckOutlined, CloudSyncOutlined, EditOutlined, SaveOutlined, WarningOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Scope } from '../model/document'
import { ask } from '../state/conflicts'
import { usePartOfDocument, type Saving } from '../state/documents'
import { useKeeping } from '../state/kept'

const ICONS: Record<Saving, typeof CheckOutlined> = {
  saved: CheckOutlined,
  waiting: EditOutlined,
  saving: CloudSyncOutlined,
  failed: SaveOutlined,
  conflict: WarningOutlined,
}

/** Whether what is drawn here is kept as a draft by now; if not, whether this browser has it, and what is to be done. */
export function SavingMark({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const saving = usePartOfDocument(scope.key, (document) => document?.saving)
  const problem = usePartOfDocument(scope.key, (document) => document?.problem)
  const keeping = useKeeping((kept) => kept.keeping)
  if (!saving) return null
  const lost = saving === 'failed' && !keeping
  const Icon = lost ? WarningOutlined : ICONS[saving]
  const tone = lost || saving === 'conflict' || (saving === 'failed' && problem?.kind === 'answered') ? 'tone-attention' : 'muted'
  const failed = () => {
    if (lost) return t('deploy.kept.nowhere')
    return problem?.kind === 'answered' ? t('deploy.kept.refused', { reason: problem.detail || problem.title }) : t('deploy.kept.here')
  }
  const said = saving === 'failed' ? failed() : t(`editor.unsaved.${saving}`)
  return (
    <span className={`saving ${tone}`} role="status" title={said}>
      <Icon /> <span className="wide-only clip">{said}</span>
      {saving === 'conflict' && (
        <Button size="small" onClick={() => ask(scope.key)}>
          {t('deploy.merge.decide')}
        </Button>
      )}
    </span>
  )
}
