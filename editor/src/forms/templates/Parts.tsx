import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Kind } from '../../model/fieldKind'
import { hintsOf } from '../../model/fieldSchema'
import { itemsOf } from '../../model/schema'
import { seed } from '../../model/fieldValue'
import { isRecord } from '../../model/reading'
import type { Schema } from '../../model/types'

interface PartsProps {
  kind: Kind
  schema: Schema
  title: string
  formData: unknown
  set: (value: unknown) => void
  readonly: boolean
  children: ReactNode
}

/** What is around the control: a table takes another row, an object that may be missing is there or not. */
export function Parts({ kind, schema, title, formData, set, readonly, children }: PartsProps) {
  const { t } = useTranslation()
  if (kind === 'table') {
    const rows = Array.isArray(formData) ? (formData as unknown[]) : []
    return (
      <>
        {rows.length > 0 && children}
        <Button size="small" type="dashed" block icon={<PlusOutlined />} disabled={readonly} aria-label={t('forms.addRowTo', { title })} onClick={() => set([...rows, seed(itemsOf(schema))])}>
          {t('forms.addRow')}
        </Button>
      </>
    )
  }
  if (kind !== 'object' || !hintsOf(schema).nullable) return children
  if (!isRecord(formData)) {
    return (
      <Button size="small" type="dashed" block icon={<PlusOutlined />} disabled={readonly} onClick={() => set({})}>
        {t('forms.add', { title })}
      </Button>
    )
  }
  return (
    <>
      {children}
      <Button size="small" type="text" disabled={readonly} onClick={() => set(undefined)}>
        {t('forms.remove', { title })}
      </Button>
    </>
  )
}
