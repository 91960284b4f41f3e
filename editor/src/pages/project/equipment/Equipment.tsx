import { DownloadOutlined, ImportOutlined, PlusOutlined } from '@ant-design/icons'
import { App, Button, Dropdown, Segmented, Space } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { EQUIPMENT } from '../../../api/parts'
import { decoded } from '../../../model/decoded'
import { readDelimited, writeDelimited } from '../../../model/delimited'
import { rowsOf, tableOf } from '../../../model/equipmentTree'
import { FreshIds } from '../../../model/ids'
import type { EquipmentTable } from '../../../model/plant'
import { saveFile } from '../../../parts/saveFile'
import { useMay } from '../../../state/me'
import { useSharedPart, type SharedPart } from '../../../state/useSharedPart'
import { PartFaults } from '../frame/PartFaults'
import { PartPage } from '../frame/PartPage'
import { EquipmentTableView } from './EquipmentTableView'
import { EquipmentTree } from './EquipmentTree'

/** What there is in the plant, and what belongs to what. */
export default function Equipment() {
  const { t } = useTranslation()
  const shared = useSharedPart(EQUIPMENT)
  const mayEdit = useMay('edit')
  const [view, setView] = useState<'tree' | 'table'>('tree')
  const [chosen, choose] = useState<string | null>(null)
  const add = () => {
    const id = new FreshIds(Object.keys(shared.document?.present ?? {})).take('equipment')
    shared.edit('project.equipment.edit.add', (draft) => {
      draft[id] = chosen && draft[chosen] ? { parent: chosen, ...(draft[chosen].area ? { area: draft[chosen].area } : {}) } : {}
    })
    setView('tree')
    choose(id)
  }
  const actions = (
    <Space wrap>
      <Segmented
        value={view}
        onChange={setView}
        options={(['tree', 'table'] as const).map((value) => ({ value, label: t(`project.equipment.${value}`) }))}
      />
      {mayEdit && (
        <Button icon={<PlusOutlined />} onClick={add}>
          {t('project.equipment.add')}
        </Button>
      )}
      <EquipmentFiles shared={shared} />
    </Space>
  )
  return (
    <PartPage title={t('project.tabs.equipment')} part={EQUIPMENT} shared={shared} actions={actions}>
      {(document) => (
        <>
          {view === 'tree' ? (
            <EquipmentTree table={document.present} shared={shared} chosen={chosen} choose={choose} />
          ) : (
            <EquipmentTableView table={document.present} shared={shared} document={document} />
          )}
          <PartFaults faults={document.faults} place={({ path, field }) => (path ?? field ?? '').replace(/^\//, '')} />
        </>
      )}
    </PartPage>
  )
}

/** The equipment as CSV or JSON files. From Excel it is pasted into the table. */
function EquipmentFiles({ shared }: { shared: SharedPart<EquipmentTable> }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const mayEdit = useMay('edit')
  const chooser = useRef<HTMLInputElement>(null)
  const table = shared.document?.present ?? {}
  const take = async (file: File) => {
    const text = decoded(await file.arrayBuffer())
    const made = file.name.endsWith('.json') ? jsonTable(text) : tableOf(readDelimited(text, text.slice(0, text.indexOf('\n')).includes('\t') ? '\t' : ','))
    if (!made) return void message.error(t('project.equipment.notRead', { name: file.name }))
    shared.edit('project.equipment.edit.import', (draft) => void Object.assign(draft, made))
    void message.success(t('project.equipment.imported', { count: Object.keys(made).length }))
  }
  const asCsv = () => saveFile('equipment.csv', new Blob(['\uFEFF', writeDelimited(rowsOf(table), ',')], { type: 'text/csv' }))
  const asJson = () => saveFile('equipment.json', new Blob([JSON.stringify(table, null, 2)], { type: 'application/json' }))
  return (
    <Space wrap>
      {mayEdit && (
        <Button icon={<ImportOutlined />} onClick={() => chooser.current?.click()}>
          {t('project.import')}
        </Button>
      )}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'csv', label: 'CSV', onClick: asCsv },
            { key: 'json', label: 'JSON', onClick: asJson },
          ],
        }}
      >
        <Button icon={<DownloadOutlined />}>{t('project.export')}</Button>
      </Dropdown>
      <input
        ref={chooser}
        type="file"
        hidden
        accept=".csv,.txt,.json"
        aria-label={t('project.equipment.file')}
        onChange={({ target }) => {
          const file = target.files?.[0]
          if (file) void take(file)
          target.value = ''
        }}
      />
    </Space>
  )
}

function jsonTable(text: string): EquipmentTable | null {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as EquipmentTable) : null
  } catch {
    return null
  }
}
