import { Modal, Select, Skeleton } from 'antd'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TAGS } from '../api/parts'
import { withTag } from '../model/newTag'
import type { Schema } from '../model/types'
import { useSharedPart } from '../state/useSharedPart'
import { useConnections } from './useConnections'
import SchemaForm from './SchemaForm'

/** A new tag, appended to one of the tag lists; the page of the tags has all of its columns. */
export function TagDialog({ done }: { done: (id: string | null) => void }) {
  const { t } = useTranslation()
  const field = useId()
  const schema = useTagSchema()
  const { document, edit, save } = useSharedPart(TAGS)
  const lists = Object.keys(document?.present ?? {})
  const [chosen, setList] = useState<string | null>(null)
  const list = chosen ?? lists[0] ?? 'tags'
  const [row, setRow] = useState<Record<string, unknown>>({})
  const id = typeof row['id'] === 'string' ? row['id'].trim() : ''
  const keep = async () => {
    edit('forms.tag.created', (all) => void (all[list] = withTag(all[list], row)))
    await save()
    done(id)
  }
  return (
    <Modal
      open
      title={t('forms.tag.new')}
      okText={t('forms.tag.keep')}
      cancelText={t('forms.cancel')}
      okButtonProps={{ disabled: !document || !id || !row['connection'] || !row['address'] }}
      onOk={() => void keep()}
      onCancel={() => done(null)}
    >
      {document ? (
        <div className="form-fields">
          <SchemaForm schema={schema} value={row} onChange={setRow} />
          {lists.length > 1 && (
            <div className="field">
              <label htmlFor={field}>{t('forms.tag.list')}</label>
              <Select id={field} value={list} options={lists.map((name) => ({ value: name, label: name }))} onChange={setList} />
            </div>
          )}
        </div>
      ) : (
        <Skeleton active />
      )}
    </Modal>
  )
}

const TYPES = ['bool', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64', 'float32', 'float64']

/** The columns that a tag needs, as a form. */
function useTagSchema(): Schema {
  const { t } = useTranslation()
  const connections = Object.keys(useConnections())
  const text = (title: string, more: Schema = {}): Schema => ({ type: 'string', 'x-sinterflow': { title }, ...more })
  return {
    type: 'object',
    required: ['id', 'connection', 'address'],
    additionalProperties: false,
    properties: {
      id: text(t('forms.tag.id'), { minLength: 1, examples: ['F1.Z1.PV'] }),
      name_en: text(t('forms.tag.nameEn')),
      name_zh: text(t('forms.tag.nameZh')),
      connection: text(t('forms.tag.connection'), { enum: connections }),
      address: text(t('forms.tag.address'), { minLength: 1, examples: ['40001'] }),
      type: text(t('forms.tag.type'), { enum: TYPES, default: 'uint16' }),
      unit: text(t('forms.tag.unit')),
    },
  }
}
