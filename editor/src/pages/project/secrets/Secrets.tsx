import { KeyOutlined, PlusOutlined, ReloadOutlined } from '@ant-design/icons'
import { App, Button, Empty, Skeleton, Space } from 'antd'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../../api/client'
import { SecretDialog } from '../../../forms/SecretDialog'
import { ProblemAlert } from '../../../parts/ProblemAlert'
import { useProblemTexts } from '../../../parts/useProblemTexts'
import { useMay } from '../../../state/me'
import { usePolled } from '../../../state/usePolled'
import { useWorkspace } from '../../../state/workspace'
import { SecretRow, type Secret } from './SecretRow'

/** The names of the secrets and who uses them. A value goes in and never comes out. */
export default function Secrets() {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const { modal, message } = App.useApp()
  const said = useProblemTexts()
  const may = useMay('secrets')
  const [setting, setSetting] = useState<string | null>(null)
  const read = useCallback((signal: AbortSignal) => client.get<{ items: Secret[] }>('secrets', signal), [client])
  const { data, problem, retry } = usePolled('secrets', read, 10_000)
  const act = async (work: () => Promise<unknown>, done: (answer: unknown) => string) => {
    try {
      void message.success(done(await work()))
      retry()
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const { title, lines } = said(error.problem)
      void message.error([title, ...lines].join(' – '))
    }
  }
  const remove = (name: string) =>
    void modal.confirm({
      title: t('project.secrets.deleteAsk', { name }),
      content: t('project.secrets.deleteHint'),
      okText: t('project.delete'),
      okButtonProps: { danger: true },
      onOk: () => act(() => client.send('DELETE', `secrets/${encodeURIComponent(name)}`), () => t('project.secrets.deleted', { name })),
    })
  const rotate = () =>
    void modal.confirm({
      title: t('project.secrets.rotateAsk'),
      content: t('project.secrets.rotateHint'),
      okText: t('project.secrets.rotate'),
      onOk: () => act(() => client.send<{ values: number }>('POST', 'secrets/rotate'), (answer) => t('project.secrets.rotated', { count: (answer as { values: number }).values })),
    })
  const items = data?.items
  return (
    <>
      <header className="project-head">
        <h1>{t('project.tabs.secrets')}</h1>
        <span className="grow" />
        {may && (
          <Space wrap>
            {items?.some(({ source }) => source === 'store') && (
              <Button icon={<ReloadOutlined />} onClick={rotate}>
                {t('project.secrets.rotate')}
              </Button>
            )}
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setSetting('')}>
              {t('project.secrets.add')}
            </Button>
          </Space>
        )}
      </header>
      <p className="muted">{t('project.secrets.explain')}</p>
      {problem && !data && <ProblemAlert problem={problem} retry={retry} />}
      {!data && !problem && <Skeleton active paragraph={{ rows: 5 }} />}
      {items?.length === 0 && <Empty image={<KeyOutlined className="empty-icon" />} description={t('project.secrets.none')} />}
      {items && items.length > 0 && (
        <table className="plain-table secrets">
          <thead>
            <tr>
              <th scope="col">{t('project.secrets.name')}</th>
              <th scope="col">{t('project.secrets.state')}</th>
              <th scope="col">{t('project.secrets.usedBy')}</th>
              <th scope="col">{t('project.secrets.changed')}</th>
              <th scope="col" aria-label={t('project.secrets.actions')} />
            </tr>
          </thead>
          <tbody>
            {items.map((secret) => (
              <SecretRow key={secret.name} secret={secret} set={may ? () => setSetting(secret.name) : null} remove={may ? () => remove(secret.name) : null} />
            ))}
          </tbody>
        </table>
      )}
      {setting !== null && (
        <SecretDialog
          name={setting}
          done={(saved) => {
            setSetting(null)
            if (saved !== null) retry()
          }}
        />
      )}
    </>
  )
}
