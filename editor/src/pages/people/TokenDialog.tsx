import { Checkbox, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { FormDialog } from '../../parts/FormDialog'
import { RightChoices } from '../../parts/RightChoices'
import { useMe } from '../../state/me'
import { useAreas } from '../../state/useRoles'
import { useWorkspace } from '../../state/workspace'

interface Values {
  name: string
  rights: string[]
  areas: string[]
  days: number
}

const DAYS = [7, 30, 90, 365, 0]
const DAY = 24 * 3600 * 1000

/** A token for a program: what it may do and until when. */
export function TokenDialog({ made, close }: { made: (token: string) => void; close: () => void }) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const own = useMe(({ me }) => me?.rights)
  const { areas, titleOf } = useAreas()
  const submit = async ({ name, rights, areas: within, days }: Values) => {
    const expires = days ? new Date(Date.now() + days * DAY).toISOString() : null
    const { token } = await client.send<{ token: string }>('POST', 'tokens', { name, rights, areas: within.length ? within : null, expires })
    made(token)
  }
  const needed = [{ required: true, message: t('dialog.needed') }]
  return (
    <FormDialog<Values> title={t('tokens.add')} ok={t('tokens.add')} initial={{ name: '', rights: ['view'], areas: [], days: 90 }} submit={submit} close={() => undefined} cancel={close} width={560}>
      <Form.Item name="name" label={t('tokens.name')} extra={t('tokens.nameHelp')} rules={needed}>
        <Input autoFocus maxLength={100} />
      </Form.Item>
      <Form.Item name="rights" label={t('tokens.rights')} extra={t('tokens.rightsHelp')} rules={needed}>
        <Checkbox.Group className="right-choices">
          <RightChoices only={(right) => own?.includes(right) ?? true} />
        </Checkbox.Group>
      </Form.Item>
      {areas.length > 0 && (
        <Form.Item name="areas" label={t('tokens.areas')} extra={t('tokens.areasHelp')}>
          <Select mode="multiple" options={areas.map((value) => ({ value, label: titleOf(value) }))} />
        </Form.Item>
      )}
      <Form.Item name="days" label={t('tokens.expires')}>
        <Select options={DAYS.map((value) => ({ value, label: value ? t('tokens.days', { count: value }) : t('tokens.never') }))} />
      </Form.Item>
    </FormDialog>
  )
}
