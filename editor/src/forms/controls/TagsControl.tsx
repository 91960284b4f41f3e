import { PlusOutlined } from '@ant-design/icons'
import { Button, Select, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { hintsOf } from '../../model/fieldSchema'
import { useMay } from '../../state/me'
import { labelOf, type ControlProps } from '../control'
import { TagDialog } from '../TagDialog'
import { TagOption } from '../TagOption'
import { useTagSearch } from '../useTagSearch'
import { shown } from './TextControl'

/** Tags of the plant's lists: found by id, name or address, shown with unit and last value. */
export function TagsControl(props: ControlProps) {
  const { schema, value, onChange } = props
  const given = Array.isArray(value) ? (value as unknown[]).map(shown) : []
  const empty = hintsOf(schema).default === undefined ? [] : undefined
  return <TagSelect {...props} many given={given} take={(names) => onChange(names.length ? names : empty)} />
}

export function TagControl(props: ControlProps) {
  const given = shown(props.value)
  return <TagSelect {...props} many={false} given={given ? [given] : []} take={([name]) => props.onChange(name)} />
}

interface TagSelectProps extends ControlProps {
  many: boolean
  given: string[]
  take: (names: string[]) => void
}

function TagSelect({ id, many, given, take, disabled, invalid }: TagSelectProps) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const [creating, setCreating] = useState(false)
  const { tags, more } = useTagSearch(search)
  const may = useMay('edit')
  const options = tags.map((tag) => ({ value: tag.id, label: tag.id }))
  const done = (name: string | null) => {
    setCreating(false)
    if (name !== null) take(many ? [...given, name] : [name])
  }
  return (
    <>
      <Space.Compact block>
        <Select<string[] | string | null>
          id={id}
          aria-labelledby={labelOf(id)}
          {...(many ? { mode: 'multiple' } : { allowClear: true })}
          showSearch={{ filterOption: false, onSearch: setSearch }}
          popupMatchSelectWidth={400}
          value={many ? given : (given[0] ?? null)}
          placeholder={t('forms.tag.choose')}
          notFoundContent={t('forms.tag.none')}
          disabled={disabled}
          {...(invalid ? { status: 'error' } : {})}
          options={options}
          optionRender={({ value: name }) => <TagOption tag={tags.find((tag) => tag.id === name)} name={String(name)} />}
          {...(more ? { popupRender: (menu) => <>{menu}<p className="muted popup-note">{t('forms.tag.more')}</p></> } : {})}
          onChange={(chosen) => take(Array.isArray(chosen) ? chosen : chosen ? [chosen] : [])}
        />
        {may && <Button icon={<PlusOutlined />} disabled={disabled} aria-label={t('forms.tag.new')} title={t('forms.tag.new')} onClick={() => setCreating(true)} />}
      </Space.Compact>
      {creating && <TagDialog done={done} />}
    </>
  )
}
