import { DeleteOutlined } from '@ant-design/icons'
import { App, AutoComplete, Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { cellOf, move, remove, setCell, within, type EquipmentColumn } from '../../../model/equipmentTree'
import { isId } from '../../../model/ids'
import type { EquipmentTable } from '../../../model/plant'
import { localized } from '../../../model/text'
import { useMay } from '../../../state/me'
import { useSettings } from '../../../state/settings'
import type { SharedPart } from '../../../state/useSharedPart'
import { EquipmentTags } from './EquipmentTags'

interface EquipmentFormProps {
  id: string
  table: EquipmentTable
  shared: SharedPart<EquipmentTable>
  choose: (id: string | null) => void
}

/** One piece of equipment: what it is, where it belongs, and its tags. */
export function EquipmentForm({ id, table, shared, choose }: EquipmentFormProps) {
  const { t } = useTranslation()
  const { modal } = App.useApp()
  const language = useSettings((settings) => settings.language)
  const mayEdit = useMay('edit')
  const [newId, setNewId] = useState(id)
  const taken = newId !== id && newId in table
  const parts = Object.values(table).filter(({ parent }) => parent === id).length
  const put = (column: EquipmentColumn, text: string) => shared.edit('project.equipment.edit.change', (draft) => setCell(draft, id, column, text), `${id} ${column}`)
  const rename = () => {
    if (newId === id || taken || !isId(newId)) return
    put('id', newId)
    choose(newId)
  }
  const ask = () =>
    void modal.confirm({
      title: t('project.equipment.deleteAsk', { name: localized(table[id]?.name, language, id) }),
      content: parts ? t('project.equipment.deleteParts', { count: parts }) : t('project.equipment.deleteHint'),
      okText: t('project.delete'),
      okButtonProps: { danger: true },
      onOk: () => {
        choose(null)
        shared.edit('project.equipment.edit.delete', (draft) => remove(draft, id))
      },
    })
  const parents = Object.keys(table).filter((other) => !within(table, other, id))
  const known = (column: 'area' | 'kind' | 'location') =>
    [...new Set(Object.values(table).flatMap((entry) => entry[column] ?? []))].map((value) => ({ value }))
  const wrong = taken ? t('project.idTaken') : isId(newId) ? undefined : t('project.idWrong')
  return (
    <Form layout="vertical" component="div" disabled={!mayEdit} className="project-form">
      <Form.Item label={t('project.id')} htmlFor="equipment-id" {...(wrong ? { validateStatus: 'error', help: wrong } : {})}>
        <Input id="equipment-id" className="code" value={newId} onChange={({ target }) => setNewId(target.value)} onBlur={rename} onPressEnter={rename} />
      </Form.Item>
      <div className="form-pair">
        {(['name_en', 'name_zh'] as const).map((column) => (
          <Form.Item key={column} label={t(`project.equipment.columns.${column}`)} htmlFor={`equipment-${column}`}>
            <Input id={`equipment-${column}`} value={cellOf(table, id, column)} onChange={({ target }) => put(column, target.value)} />
          </Form.Item>
        ))}
        {(['kind', 'area', 'location'] as const).map((column) => (
          <Form.Item key={column} label={t(`project.equipment.columns.${column}`)} htmlFor={`equipment-${column}`}>
            <AutoComplete id={`equipment-${column}`} value={table[id]?.[column] ?? ''} options={known(column)} onChange={(text: string) => put(column, text)} />
          </Form.Item>
        ))}
        <Form.Item label={t('project.equipment.columns.parent')} htmlFor="equipment-parent">
          <Select
            id="equipment-parent"
            showSearch
            allowClear
            placeholder={t('project.equipment.noParent')}
            value={table[id]?.parent ?? null}
            options={parents.map((value) => ({ value, label: localized(table[value]?.name, language, value) }))}
            onChange={(parent: string | null | undefined) =>
              shared.edit('project.equipment.edit.move', (draft) => move(draft, id, parent ? { parent } : { area: draft[id]?.area ?? '' }))
            }
          />
        </Form.Item>
      </div>
      <EquipmentTags id={id} />
      {mayEdit && (
        <Button danger icon={<DeleteOutlined />} onClick={ask}>
          {t('project.delete')}
        </Button>
      )}
    </Form>
  )
}
