import { Form, Input, InputNumber, Select, Switch } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Station } from '../../model/people'
import { FormDialog } from '../../parts/FormDialog'
import { useAreas } from '../../state/useRoles'
import { useWorkspace } from '../../state/workspace'

interface Values {
  id: string
  en: string
  zh: string
  area: string
  pages: string[]
  idle: number
  enabled: boolean
}

/** Where a device stands, what it is for, and how long nobody need touch it. */
export function StationDialog({ station, close }: { station: Station | null; close: () => void }) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const { areas, titleOf } = useAreas()
  const named = typeof station?.name === 'string' ? { en: station.name, zh: station.name } : (station?.name ?? {})
  const initial: Values = {
    id: station?.id ?? '', en: named.en ?? '', zh: named.zh ?? '', area: station?.area ?? '', pages: station?.pages ?? [], idle: station?.idle ?? 300, enabled: !station?.disabled,
  }
  const submit = ({ id, en, zh, area, pages, idle, enabled }: Values) => {
    const name = en || zh ? { en: en || zh, zh: zh || en } : ''
    return client.send('PUT', `stations/${encodeURIComponent(station?.id ?? id)}`, { name, area, pages, idle, disabled: !enabled })
  }
  return (
    <FormDialog<Values> title={station ? t('stations.edit') : t('stations.add')} ok={t(station ? 'dialog.save' : 'stations.add')} initial={initial} submit={submit} close={close}>
      {!station && (
        <Form.Item name="id" label={t('stations.id')} extra={t('stations.idHelp')} rules={[{ required: true, message: t('dialog.needed') }]}>
          <Input autoFocus autoCapitalize="none" spellCheck={false} maxLength={64} />
        </Form.Item>
      )}
      <Form.Item name="en" label={t('roles.en')}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="zh" label={t('roles.zh')}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="area" label={t('stations.area')} extra={t('stations.areaHelp')}>
        <Select options={[{ value: '', label: t('stations.everywhere') }, ...areas.map((area) => ({ value: area, label: titleOf(area) }))]} />
      </Form.Item>
      <Form.Item name="pages" label={t('stations.pages')} extra={t('stations.pagesHelp')}>
        <Select mode="tags" open={false} suffix={null} tokenSeparators={[',', ' ']} />
      </Form.Item>
      <Form.Item name="idle" label={t('stations.idle')} extra={t('stations.idleHelp')}>
        <InputNumber min={10} max={86_400} suffix="s" />
      </Form.Item>
      <Form.Item name="enabled" label={t('stations.enabled')} valuePropName="checked">
        <Switch />
      </Form.Item>
    </FormDialog>
  )
}
