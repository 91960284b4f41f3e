import { CheckOutlined, CloudSyncOutlined, EditOutlined, WarningOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { Scope } from '../model/document'
import { useDocument, type Saving } from '../state/documents'

const ICONS: Record<Saving, typeof CheckOutlined> = {
  saved: CheckOutlined,
  waiting: EditOutlined,
  saving: CloudSyncOutlined,
  failed: WarningOutlined,
  conflict: WarningOutlined,
}

/** Whether what is drawn here is kept as a draft by now. */
export function SavingMark({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const saving = useDocument(scope.key)?.saving
  if (saving === undefined) return null
  const Icon = ICONS[saving]
  const tone = saving === 'failed' || saving === 'conflict' ? 'tone-attention' : 'muted'
  return (
    <span className={`saving ${tone}`} role="status">
      <Icon /> <span className="wide-only">{t(`editor.unsaved.${saving}`)}</span>
    </span>
  )
}
