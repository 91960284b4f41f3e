import { Button, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { METHODS, type Method } from '../../model/people'
import { ListPage } from '../../parts/ListPage'
import { ListTable } from '../../parts/ListTable'
import { Refusal } from '../../parts/Refusal'
import { useMe } from '../../state/me'
import { useAct } from '../../state/useAct'
import { useOne } from '../../state/useList'
import { useRights } from '../../state/useRoles'
import { useWorkspace } from '../../state/workspace'

type Least = Record<string, Method>

/** For each right the weakest way of signing on that opens it. */
export default function Policy() {
  const { t } = useTranslation()
  const policy = useOne<{ least: Least }>('policy')
  return (
    <ListPage title={t('project.tabs.policy')} explain={t('policy.explain')} polled={policy}>
      {({ least }) => <PolicyTable key={JSON.stringify(least)} least={least} changed={policy.retry} />}
    </ListPage>
  )
}

function PolicyTable({ least, changed }: { least: Least; changed: () => void }) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const { rights, titleOf } = useRights()
  const own = useMe(({ me }) => me?.rights)
  const [wanted, setWanted] = useState(least)
  const { busy, problem, run } = useAct()
  const differs = rights.some(({ right }) => wanted[right] !== least[right])
  const save = async () => {
    if (await run(() => client.send('PUT', 'policy', { least: wanted }))) changed()
  }
  const options = METHODS.map((value) => ({ value, label: t(`policy.method.${value}`) }))
  return (
    <>
      {problem && <Refusal problem={problem} />}
      <ListTable
        label={t('project.tabs.policy')}
        rows={rights}
        keyOf={({ right }) => right}
        empty=""
        columns={[
          { id: 'right', title: t('roles.right'), cell: ({ right }) => <span>{titleOf(right)} <span className="muted code">{right}</span></span> },
          {
            id: 'least',
            title: t('policy.least'),
            width: '280px',
            cell: ({ right }) => (
              <Select
                className="wide"
                aria-label={titleOf(right)}
                disabled={own?.includes(right) === false}
                {...(own?.includes(right) === false ? { title: t('policy.notYours') } : {})}
                options={options}
                value={wanted[right] ?? null}
                onChange={(method: Method) => setWanted({ ...wanted, [right]: method })}
              />
            ),
          },
        ]}
      />
      <div className="row-acts">
        <Button type="primary" disabled={!differs} loading={busy} onClick={() => void save()}>
          {t('dialog.save')}
        </Button>
        <Button disabled={!differs} onClick={() => setWanted(least)}>
          {t('dialog.discard')}
        </Button>
      </div>
    </>
  )
}
