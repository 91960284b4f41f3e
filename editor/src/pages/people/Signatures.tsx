import { Button, Modal } from 'antd'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Method } from '../../model/people'
import { shortened } from '../../model/text'
import { ListPage } from '../../parts/ListPage'
import { ListTable, type Column } from '../../parts/ListTable'
import { Moment } from '../../parts/Moment'
import { useOne } from '../../state/useList'
import { usePolled } from '../../state/usePolled'
import { useWorkspace } from '../../state/workspace'

interface Signature {
  number: number
  time: string
  person: string
  station: string
  meaning: 'confirm' | 'bypass' | 'release'
  hash: string
  record: unknown
  method: Method
  reason: string
}

interface SignaturePage {
  items: Signature[]
}

/** What was signed last, by whom and with what meaning. */
export default function Signatures() {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const [limit, setLimit] = useState(50)
  const [hash, setHash] = useState<string | null>(null)
  const read = useCallback((signal: AbortSignal) => client.get<SignaturePage>(`signatures?limit=${limit}`, signal), [client, limit])
  const polled = usePolled('signatures', read, 30_000)
  const record: Column<Signature> = {
    id: 'record',
    title: t('signatures.record'),
    cell: (one) => (
      <Button type="link" className="flush" onClick={() => setHash(one.hash)}>
        <span className="code">{shortened(one.hash, 17)}</span>
      </Button>
    ),
  }
  const columns = useColumns()
  return (
    <ListPage title={t('project.tabs.signatures')} explain={t('signatures.explain')} polled={polled}>
      {({ items }) => (
        <>
          <ListTable label={t('project.tabs.signatures')} rows={items} columns={[...columns, record]} keyOf={({ number }) => String(number)} empty={t('signatures.none')} />
          {items.length === limit && limit < 1000 && (
            <div>
              <Button onClick={() => setLimit(1000)}>{t('audit.more')}</Button>
            </div>
          )}
          {hash && <RecordDialog hash={hash} close={() => setHash(null)} />}
        </>
      )}
    </ListPage>
  )
}

/** One record, and everybody who has signed it, in their order. */
function RecordDialog({ hash, close }: { hash: string; close: () => void }) {
  const { t } = useTranslation()
  const { data } = useOne<SignaturePage>(`signatures?hash=${hash}`)
  const columns = useColumns()
  return (
    <Modal open title={t('signatures.chain')} onCancel={close} footer={null} width={800}>
      <div className="stack">
        <p className="code wrap">{hash}</p>
        <ListTable label={t('signatures.chain')} rows={data?.items ?? []} columns={columns} keyOf={({ number }) => String(number)} empty="" />
        <h3>{t('signatures.signed')}</h3>
        <pre className="record" tabIndex={0}>{JSON.stringify(data?.items[0]?.record ?? null, null, 2)}</pre>
      </div>
    </Modal>
  )
}

function useColumns(): Column<Signature>[] {
  const { t } = useTranslation()
  return [
    { id: 'time', title: t('audit.column.time'), width: '168px', cell: ({ time }) => <Moment time={time} exact /> },
    {
      id: 'person',
      title: t('signatures.person'),
      cell: ({ person, station, method }) => (
        <span className="two-lines">
          <span className="clip">{person}</span>
          <span className="muted small">{[t(`policy.method.${method}`), station && t('sessions.station', { station })].filter(Boolean).join(' · ')}</span>
        </span>
      ),
    },
    { id: 'meaning', title: t('signatures.meaning'), cell: ({ meaning, reason }) => <span className="two-lines"><span>{t(`signatures.means.${meaning}`)}</span>{reason && <q className="small">{reason}</q>}</span> },
  ]
}
