import { Button, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { browserOf, type SessionItem } from '../../model/people'
import { ListTable } from '../../parts/ListTable'
import { Moment } from '../../parts/Moment'
import { StatusTag } from '../../parts/StatusTag'
import { useTried } from '../../state/useAct'
import { useList } from '../../state/useList'
import { useWorkspace } from '../../state/workspace'

interface SessionListProps {
  /** Of the list; a session is ended below it. */
  path: string
  /** What ends them all at once; null: one after the other but the present one. */
  all: string | null
}

/** Where somebody is logged in, and ending it. */
export function SessionList({ path, all }: SessionListProps) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const tried = useTried()
  const { data, retry } = useList<SessionItem>(path)
  const others = (data ?? []).filter(({ current }) => !current)
  const end = (act: () => Promise<unknown>) => void tried(act, t('sessions.ended')).then(retry)
  const endOthers = () =>
    end(async () => {
      if (all) await client.send('DELETE', all)
      else for (const { id } of others) await client.send('DELETE', `${path}/${encodeURIComponent(id)}`)
    })
  return (
    <>
      <ListTable
        label={t('sessions.title')}
        rows={data ?? []}
        keyOf={({ id }) => id}
        empty={t('sessions.none')}
        columns={[
          {
            id: 'where',
            title: t('sessions.where'),
            cell: ({ station, agent, address, current }) => (
              <span className="two-lines">
                <span className="clip" title={agent}>{station ? t('sessions.station', { station }) : browserOf(agent)}</span>
                <span className="muted small">{address}</span>
                {current && <StatusTag tone="info">{t('sessions.current')}</StatusTag>}
              </span>
            ),
          },
          { id: 'used', title: t('sessions.used'), width: '136px', cell: ({ used }) => <Moment time={used} /> },
          {
            id: 'acts',
            title: '',
            width: '96px',
            cell: ({ id, current }) =>
              !current && (
                <Button size="small" onClick={() => end(() => client.send('DELETE', `${path}/${encodeURIComponent(id)}`))}>
                  {t('sessions.end')}
                </Button>
              ),
          },
        ]}
      />
      {others.length > 0 && (
        <div>
          <Button danger onClick={endOthers}>
            {t(all ? 'sessions.endAll' : 'sessions.endOthers')}
          </Button>
        </div>
      )}
    </>
  )
}

export function SessionsDialog({ title, close, ...list }: SessionListProps & { title: string; close: () => void }) {
  return (
    <Modal open title={title} onCancel={close} footer={null} width={640}>
      <div className="stack">
        <SessionList {...list} />
      </div>
    </Modal>
  )
}
