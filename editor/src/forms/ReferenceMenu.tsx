import { LinkOutlined } from '@ant-design/icons'
import { Button, Dropdown, type MenuProps } from 'antd'
import { useTranslation } from 'react-i18next'
import { referenceIn } from '../model/fieldValue'
import { useText } from '../state/useText'
import { useForm } from './place'

/** Puts a parameter or a variable of the machine in place of a value, or a value in place of these. */
export function ReferenceMenu({ of, value, set }: { of: string; value: unknown; set: (value: unknown) => void }) {
  const { t } = useTranslation()
  const say = useText()
  const { parameters } = useForm().place
  const referring = referenceIn(value) !== null
  const names = Object.entries(parameters)
  const items: NonNullable<MenuProps['items']> = [
    ...(referring ? [{ key: '', label: t('forms.reference.value') }, { type: 'divider' as const }] : []),
    ...names.map(([name, { title }]) => ({ key: name, label: `${say(title, name)} (\${${name}})` })),
    ...(names.length ? [] : [{ key: 'none', label: t('forms.reference.none'), disabled: true }]),
    { type: 'divider' },
    { key: 'env:NAME', label: t('forms.reference.env') },
  ]
  return (
    <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => set(key ? `\${${key}}` : undefined) }}>
      <Button
        size="small"
        type="text"
        className={referring ? 'field-refer referring' : 'field-refer'}
        icon={<LinkOutlined />}
        aria-label={t('forms.reference.use', { title: of })}
        title={t('forms.reference.use', { title: of })}
      />
    </Dropdown>
  )
}
