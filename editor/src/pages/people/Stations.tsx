import { PlusOutlined } from '@ant-design/icons'
import { Button, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Station } from '../../model/people'
import { FormDialog } from '../../parts/FormDialog'
import { ListPage } from '../../parts/ListPage'
import { ListTable } from '../../parts/ListTable'
import { Moment } from '../../parts/Moment'
import { StatusTag } from '../../parts/StatusTag'
import { useList } from '../../state/useList'
import { useAreas } from '../../state/useRoles'
import { useText } from '../../state/useText'
import { useWorkspace } from '../../state/workspace'
import { PairingDialog } from './PairingDialog'
import { StationDialog } from './StationDialog'

type Asked = { act: 'edit' | 'pair' | 'unpair' | 'delete'; station: Station } | { act: 'add'; station: null }

/** A code is used at the device, which tells nobody here: the list looks again. */
const EVERY = 3000

/** The devices at the line, and what each of them is for. */
export default function Stations() {
  const { t } = useTranslation()
  const [asked, ask] = useState<Asked | null>(null)
  const stations = useList<Station>('stations', asked?.act === 'pair' ? EVERY : null)
  const columns = useColumns(ask)
  const close = () => {
    stations.retry()
    ask(null)
  }
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => ask({ act: 'add', station: null })}>
      {t('stations.add')}
    </Button>
  )
  return (
    <ListPage title={t('project.tabs.stations')} explain={t('stations.explain')} polled={stations} actions={add}>
      {(data) => (
        <>
          <ListTable label={t('project.tabs.stations')} rows={data} columns={columns} keyOf={({ id }) => id} empty={t('stations.none')} />
          {asked && <Dialog asked={asked} now={data.find(({ id }) => id === asked.station?.id) ?? null} close={close} />}
        </>
      )}
    </ListPage>
  )
}

function Dialog({ asked, now, close }: { asked: Asked; now: Station | null; close: () => void }) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const text = useText()
  if (asked.act === 'add' || asked.act === 'edit') return <StationDialog station={asked.station} close={close} />
  const { id, name, paired } = asked.station
  if (asked.act === 'pair') return <PairingDialog station={asked.station} paired={now !== null && now.paired !== paired} close={close} />
  const path = `stations/${encodeURIComponent(id)}`
  const unpair = asked.act === 'unpair'
  const title = t(unpair ? 'stations.unpairOf' : 'stations.deleteOf', { station: text(name, id) })
  return (
    <FormDialog title={title} ok={t(unpair ? 'stations.unpair' : 'dialog.delete')} danger submit={() => client.send('DELETE', unpair ? `${path}/device` : path)} close={close}>
      <p>{t(unpair ? 'stations.unpairLost' : 'stations.deleteLost')}</p>
    </FormDialog>
  )
}

function useColumns(ask: (asked: Asked) => void) {
  const { t } = useTranslation()
  const text = useText()
  const { titleOf } = useAreas()
  return [
    {
      id: 'station',
      title: t('stations.station'),
      cell: ({ id, name }: Station) => (
        <span className="two-lines">
          <span className="clip">{text(name, id)}</span>
          <span className="muted code small">{id}</span>
        </span>
      ),
    },
    { id: 'area', title: t('stations.area'), cell: ({ area }: Station) => (area ? titleOf(area) : t('stations.everywhere')) },
    {
      id: 'device',
      title: t('stations.device'),
      cell: ({ disabled, paired }: Station) =>
        disabled ? (
          <StatusTag tone="off">{t('stations.disabled')}</StatusTag>
        ) : paired ? (
          <span className="two-lines">
            <span>{t('stations.paired')}</span>
            <span className="muted small">
              <Moment time={paired} />
            </span>
          </span>
        ) : (
          <StatusTag tone="info">{t('stations.unpaired')}</StatusTag>
        ),
    },
    { id: 'idle', title: t('stations.idle'), width: '120px', number: true, cell: ({ idle }: Station) => t('stations.seconds', { count: idle }) },
    {
      id: 'acts',
      title: '',
      width: '300px',
      cell: (station: Station) => (
        <Space wrap size={4}>
          <Button size="small" onClick={() => ask({ act: 'pair', station })}>
            {t('stations.pair')}
          </Button>
          <Button size="small" onClick={() => ask({ act: 'edit', station })}>
            {t('dialog.edit')}
          </Button>
          {station.paired && (
            <Button size="small" type="text" danger onClick={() => ask({ act: 'unpair', station })}>
              {t('stations.unpair')}
            </Button>
          )}
          <Button size="small" type="text" danger onClick={() => ask({ act: 'delete', station })}>
            {t('dialog.delete')}
          </Button>
        </Space>
      ),
    },
  ]
}
