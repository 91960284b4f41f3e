import { KeyOutlined, PrinterOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormDialog } from '../../parts/FormDialog'
import { Moment } from '../../parts/Moment'
import { OnceShown } from '../../parts/OnceShown'
import { StatusTag } from '../../parts/StatusTag'
import { useMay } from '../../state/me'
import { useProject } from '../../state/project'
import { useText } from '../../state/useText'
import { useWorkspace } from '../../state/workspace'
import type { RecoveryShown } from './backups'

interface Made extends RecoveryShown {
  passphrase: string | null
}

/** The passphrase that opens backups: whether there is one, and making one, which is shown once and printed. */
export function Recovery({ recovery, changed }: { recovery: RecoveryShown | null; changed: () => void }) {
  const { t } = useTranslation()
  const text = useText()
  const { client } = useWorkspace()
  const project = useProject(({ project: known }) => known?.name)
  const may = useMay('users')
  const [asked, setAsked] = useState(false)
  const [made, setMade] = useState<Made | null>(null)
  const submit = async () => setMade(await client.call<Made>('backup/recovery', { method: 'POST', body: JSON.stringify({ replace: recovery !== null }), patience: 30_000 }))
  const close = () => {
    setMade(null)
    setAsked(false)
    changed()
  }
  return (
    <section className="panel">
      <h2>{t('backup.recovery')}</h2>
      {recovery ? (
        <p>
          <KeyOutlined /> <span className="code">{recovery.fingerprint}</span> <span className="muted">{t('backup.since')}</span> <Moment time={recovery.made} />
        </p>
      ) : (
        <p>
          <StatusTag tone="attention">{t('backup.noRecovery')}</StatusTag>
        </p>
      )}
      <div className="row-acts">
        <Button type={recovery ? 'default' : 'primary'} disabled={!may} onClick={() => setAsked(true)}>
          {t(recovery ? 'backup.newPassphrase' : 'backup.setPassphrase')}
        </Button>
        {!may && <span className="muted">{t('backup.needsUsers')}</span>}
      </div>
      {asked && !made && (
        <FormDialog title={t('backup.recovery')} ok={t(recovery ? 'backup.newPassphrase' : 'backup.setPassphrase')} danger={recovery !== null} submit={submit} close={() => undefined} cancel={close}>
          <p>{t('backup.passphraseExplain')}</p>
          {recovery && <p>{t('backup.replaces')}</p>}
        </FormDialog>
      )}
      {made?.passphrase && (
        <OnceShown
          title={t('backup.recovery')}
          value={made.passphrase}
          close={close}
          explain={
            <span className="print-sheet">
              <strong>{text(project)}</strong> <span className="code">{made.fingerprint}</span>
              <br />
              {t('backup.keepSheet')}
            </span>
          }
          actions={
            <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
              {t('backup.print')}
            </Button>
          }
        />
      )}
    </section>
  )
}
