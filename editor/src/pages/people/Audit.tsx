import { DownloadOutlined, SafetyCertificateOutlined } from '@ant-design/icons'
import { Alert, Button, Skeleton } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { auditCsv } from '../../model/audit'
import { PageHead } from '../../parts/ListPage'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { Refusal } from '../../parts/Refusal'
import { saveFile } from '../../parts/saveFile'
import { useZone } from '../../state/project'
import { useAct } from '../../state/useAct'
import { useWorkspace } from '../../state/workspace'
import { AuditFilter, queryOf, type AuditSought } from './AuditFilter'
import { AuditList } from './AuditList'
import { useActionTitle } from './useActionTitle'
import { useAuditLines } from './useAuditLines'
import { useAuditPages } from './useAuditPages'

/** Who changed what, when and why; and whether the list is as it was written. */
export default function Audit() {
  const { t } = useTranslation()
  const [sought, seek] = useState<AuditSought>({ author: '', target: '', action: '', from: '', to: '' })
  const query = queryOf(sought, useZone())
  const { entries, more, problem, busy, next, again, all } = useAuditPages(query)
  const titleOf = useActionTitle()
  const linesOf = useAuditLines()
  const { busy: saving, problem: refused, run } = useAct()
  const save = () =>
    run(async () => {
      const head = ['number', 'time', 'author', 'station', 'action', 'target', 'area', 'change', 'reason', 'hash'] as const
      const csv = auditCsv(head.map((name) => t(`audit.column.${name}`)), await all(), ({ action }) => titleOf(action), linesOf)
      // A table calculation takes UTF-8 for what it is only with this mark.
      saveFile('audit.csv', new Blob(['\ufeff', csv], { type: 'text/csv;charset=utf-8' }))
    })
  return (
    <>
      <PageHead
        title={t('project.tabs.audit')}
        explain={t('audit.explain')}
        actions={
          <Button icon={<DownloadOutlined />} loading={saving} onClick={() => void save()}>
            {t('audit.export')}
          </Button>
        }
      />
      <Verify />
      <AuditFilter sought={sought} seek={seek} />
      {refused && <Refusal problem={refused} />}
      {problem && <ProblemAlert problem={problem} retry={again} />}
      {entries === null ? !problem && <Skeleton active paragraph={{ rows: 6 }} /> : <AuditList entries={entries} sought={Object.values(sought).some(Boolean)} />}
      {more && (
        <div>
          <Button loading={busy} onClick={next}>
            {t('audit.more')}
          </Button>
        </div>
      )}
    </>
  )
}

interface Verdict {
  whole: boolean
  entries: number
  broken: number | null
  missing: number | null
}

/** Asks whether anything was changed, taken out or cut off, and says it plainly. */
function Verify() {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const { busy, problem, run } = useAct()
  // A long chain takes its time to be followed.
  const verify = () => run(async () => setVerdict(await client.call<Verdict>('audit/verify', { patience: 60_000 })))
  const why = verdict?.broken ?? null
  return (
    <div className="row-acts">
      <Button icon={<SafetyCertificateOutlined />} loading={busy} onClick={() => void verify()}>
        {t('audit.verify')}
      </Button>
      {problem && <Refusal problem={problem} />}
      {verdict && (
        <Alert
          role="status"
          type={verdict.whole ? 'success' : 'error'}
          showIcon
          title={
            verdict.whole
              ? t('audit.whole', { count: verdict.entries })
              : why !== null
                ? t('audit.broken', { number: why })
                : t('audit.cut', { number: verdict.missing ?? 0 })
          }
        />
      )}
    </div>
  )
}
