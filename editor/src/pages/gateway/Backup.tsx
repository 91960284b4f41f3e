import { CloudDownloadOutlined, SaveOutlined } from '@ant-design/icons'
import { Alert, Button, Progress } from 'antd'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bytes } from '../../model/bytes'
import { ListPage } from '../../parts/ListPage'
import { ListTable } from '../../parts/ListTable'
import { Moment } from '../../parts/Moment'
import { StatusTag } from '../../parts/StatusTag'
import { saveFile } from '../../parts/saveFile'
import { useSettings } from '../../state/settings'
import { useTried } from '../../state/useAct'
import { usePolled } from '../../state/usePolled'
import { useText } from '../../state/useText'
import { useWorkspace } from '../../state/workspace'
import { BackupSchedule } from './BackupSchedule'
import { Recovery } from './Recovery'
import type { BackupsShown } from './backups'

/** Milliseconds: while one is made its progress is followed. */
const EVERY = 10_000
const FOLLOWED = 1000
/** A backup is begun at once, and prepared before its first byte comes. */
const PATIENCE = 60_000

/** Whether there is a good backup, the next one, and the files themselves. */
export default function Backup() {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const tried = useTried()
  const [running, setRunning] = useState(false)
  const read = useCallback(
    async (signal: AbortSignal) => {
      const shown = await client.get<BackupsShown>('backup?limit=1000', signal)
      setRunning(shown.running !== null)
      return shown
    },
    [client],
  )
  const polled = usePolled('backup', read, running ? FOLLOWED : EVERY)
  const ready = polled.data?.recovery !== null && polled.data !== null
  const begin = () => void tried(() => client.send('POST', 'backup'), t('backup.begun')).then(polled.retry)
  const download = (path: string, init: RequestInit, name: string | null) =>
    void tried(async () => {
      const answer = await client.answered(path, { ...init, patience: PATIENCE })
      saveFile(name ?? answer.headers.get('Sinterflow-Backup-Name') ?? 'backup.sfbackup', await answer.blob())
    })
  const actions = (
    <>
      <Button icon={<CloudDownloadOutlined />} disabled={!ready || running} onClick={() => download('backup/download', { method: 'POST' }, null)}>
        {t('backup.download')}
      </Button>
      <Button type="primary" icon={<SaveOutlined />} disabled={!ready} loading={running} onClick={begin}>
        {t('backup.now')}
      </Button>
    </>
  )
  return (
    <ListPage title={t('project.tabs.backup')} explain={t('backup.explain')} polled={polled} actions={actions}>
      {(shown) => (
        <>
          <State shown={shown} />
          <Recovery recovery={shown.recovery} changed={polled.retry} />
          <BackupSchedule due={shown.due} />
          <Files shown={shown} download={(name) => download(`backup/files/${encodeURIComponent(name)}`, {}, name)} />
          <section className="panel">
            <h2>{t('backup.restore')}</h2>
            <p>{t('backup.restoreHow')}</p>
            <pre className="record" tabIndex={0}>{`sinterflow verify FILE.sfbackup\nsinterflow restore FILE.sfbackup --to FOLDER`}</pre>
          </section>
        </>
      )}
    </ListPage>
  )
}

function State({ shown: { running, last, failed, due } }: { shown: BackupsShown }) {
  const { t } = useTranslation()
  const text = useText()
  const language = useSettings((settings) => settings.language)
  return (
    <section className="panel" role="status">
      {running && <Progress aria-label={t('backup.running')} percent={running.of ? Math.min(99, Math.round((running.bytes / running.of) * 100)) : 0} />}
      {failed && <Alert type="error" showIcon title={t('backup.failed', { reason: text(failed.reason) })} />}
      <dl className="facts">
        <dt>{t('backup.last')}</dt>
        <dd>{last ? <><Moment time={last.time} /> <span className="muted">{bytes(last.bytes, language)}</span></> : <StatusTag tone="attention">{t('backup.never')}</StatusTag>}</dd>
        {last && last.damaged.length > 0 && <><dt>{t('backup.damaged')}</dt><dd><StatusTag tone="failed">{last.damaged.join(', ')}</StatusTag></dd></>}
        {last && last.left_out.length > 0 && <><dt>{t('backup.leftOut')}</dt><dd>{last.left_out.join(', ')}</dd></>}
        <dt>{t('backup.due')}</dt>
        <dd>{due ? <Moment time={due} /> : <StatusTag tone="off">{t('backup.noSchedule')}</StatusTag>}</dd>
      </dl>
    </section>
  )
}

function Files({ shown: { items, folder }, download }: { shown: BackupsShown; download: (name: string) => void }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  return (
    <section className="panel">
      <h2>{t('backup.files')}</h2>
      <p className="muted code wrap">{folder}</p>
      <ListTable
        label={t('backup.files')}
        rows={items}
        keyOf={({ name }) => name}
        empty={t('backup.noFiles')}
        columns={[
          { id: 'made', title: t('backup.made'), width: '160px', cell: ({ made }) => <Moment time={made} /> },
          { id: 'name', title: t('backup.file'), cell: ({ name }) => <span className="code wrap">{name}</span> },
          { id: 'bytes', title: t('backup.size'), width: '112px', number: true, cell: ({ bytes: size }) => bytes(size, language) },
          { id: 'acts', title: '', width: '120px', cell: ({ name }) => <Button size="small" aria-label={t('backup.get', { name })} onClick={() => download(name)}>{t('backup.download1')}</Button> },
        ]}
      />
    </section>
  )
}
