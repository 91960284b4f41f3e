import { IdcardOutlined } from '@ant-design/icons'
import { Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Badge, User } from '../../model/people'
import { FormDialog } from '../../parts/FormDialog'
import { ListTable } from '../../parts/ListTable'
import { Moment } from '../../parts/Moment'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { useTried } from '../../state/useAct'
import { useOne } from '../../state/useList'
import { useScan } from '../../state/useScan'
import { useWorkspace } from '../../state/workspace'

/** The badges of a person; the runtime keeps what their numbers hash to, and nothing shows the numbers again. */
export function BadgesDialog({ user, close }: { user: User; close: () => void }) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const tried = useTried()
  const path = `users/${encodeURIComponent(user.user)}/badges`
  const { data, problem, retry } = useOne<{ items: Badge[] }>(path)
  const [adding, setAdding] = useState(false)
  const remove = (id: string) => void tried(() => client.send('DELETE', `${path}/${id}`), t('badges.gone')).then(retry)
  if (adding) {
    const done = () => {
      setAdding(false)
      retry()
    }
    return <NewBadge path={path} user={user.user} close={done} />
  }
  return (
    <Modal open title={t('badges.of', { user: user.user })} onCancel={close} footer={<Button type="primary" icon={<IdcardOutlined />} onClick={() => setAdding(true)}>{t('badges.add')}</Button>}>
      {problem && <ProblemAlert problem={problem} retry={retry} />}
      <ListTable
        label={t('badges.title')}
        rows={data?.items ?? []}
        keyOf={({ id }) => id}
        empty={t('badges.none')}
        columns={[
          { id: 'label', title: t('badges.label'), cell: ({ label, id }) => <span className="clip">{label || id}</span> },
          { id: 'added', title: t('badges.added'), width: '136px', cell: ({ added }) => <Moment time={added} /> },
          { id: 'acts', title: '', width: '112px', cell: ({ id }) => <Button size="small" danger onClick={() => remove(id)}>{t('badges.remove')}</Button> },
        ]}
      />
    </Modal>
  )
}

/** Waits for the badge to be read; its number is in the memory of this page until it is sent, and nowhere shown. */
function NewBadge({ path, user, close }: { path: string; user: string; close: () => void }) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const [number, setNumber] = useState('')
  const [byHand, setByHand] = useState(false)
  useScan(setNumber)
  return (
    <FormDialog title={t('badges.addOf', { user })} ok={t('badges.add')} disabled={!number} submit={({ label = '' }: { label?: string }) => client.send('POST', path, { number, label })} close={close}>
      <div className={number ? 'scan-box read' : 'scan-box'} role="status">
        <IdcardOutlined />
        <span>{number ? t('badges.read', { count: number.length }) : t('badges.hold')}</span>
      </div>
      {byHand ? (
        <Form.Item label={t('badges.number')}>
          <Input.Password autoFocus autoComplete="off" maxLength={256} value={number} onChange={({ target }) => setNumber(target.value)} />
        </Form.Item>
      ) : (
        <Button type="link" className="flush" onClick={() => setByHand(true)}>
          {t('badges.byHand')}
        </Button>
      )}
      <Form.Item name="label" label={t('badges.label')} extra={t('badges.labelHelp')}>
        <Input maxLength={100} />
      </Form.Item>
    </FormDialog>
  )
}
