import { ExpandOutlined } from '@ant-design/icons'
import { Button, Modal, Skeleton } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fault } from '../../model/types'
import { labelOf } from '../control'

const CodeEditor = lazy(() => import('./CodeEditor'))

export interface CodeFieldProps {
  id: string
  language: string
  value: string
  onChange: (value: string) => void
  disabled: boolean
  invalid: boolean
  /** Those with a row are shown at their line. */
  faults: readonly Fault[]
}

/** Code in a field, or in a large dialog. */
export function CodeField(props: CodeFieldProps) {
  const { t } = useTranslation()
  const [large, setLarge] = useState(false)
  const editor = (
    <Suspense fallback={<Skeleton active title={false} paragraph={{ rows: 3 }} />}>
      <CodeEditor {...props} labelledBy={labelOf(props.id)} />
    </Suspense>
  )
  return (
    <div className={props.invalid ? 'code-field wrong' : 'code-field'}>
      {!large && editor}
      <div className="code-tools">
        <span className="muted small">{t('forms.code.leave')}</span>
        <span className="grow" />
        <Button size="small" type="text" icon={<ExpandOutlined />} aria-label={t('forms.code.enlarge')} title={t('forms.code.enlarge')} onClick={() => setLarge(true)} />
      </div>
      <Modal open={large} width="min(1100px, 94vw)" title={t('forms.code.title')} footer={null} destroyOnHidden keyboard={false} className="code-dialog" onCancel={() => setLarge(false)}>
        {large && editor}
      </Modal>
    </div>
  )
}
