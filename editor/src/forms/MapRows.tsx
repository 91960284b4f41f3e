import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { useState, type ReactElement } from 'react'
import { useTranslation } from 'react-i18next'
import { hintsOf } from '../model/fieldSchema'
import { isRecord } from '../model/reading'
import { freeKey, renamedKey, withoutKey } from '../model/mapRows'
import { labelOf, type ControlProps } from './control'

interface MapRowsProps extends ControlProps {
  /** The value of a new row. */
  fresh: unknown
  children: (row: ControlProps) => ReactElement
}

/** An object whose keys a person names, one a row. What counts when nothing is given is shown as if it were. */
export function MapRows({ children, fresh, ...props }: MapRowsProps) {
  const { t } = useTranslation()
  const { id, schema, value, onChange, disabled, path } = props
  const standard = hintsOf(schema).default
  const map = isRecord(value) ? value : isRecord(standard) ? standard : {}
  return (
    <div className="map-rows" role="group" aria-labelledby={labelOf(id)}>
      {Object.entries(map).map(([key, one], index) => (
        <div className="map-row" key={index}>
          <Key name={key} taken={Object.keys(map)} disabled={disabled} rename={(to) => onChange(renamedKey(map, key, to))} />
          <div className="map-value">{children({ ...props, id: `${id}-${index}`, value: one, onChange: (next) => onChange({ ...map, [key]: next ?? '' }), path: [...path, key] })}</div>
          <Button type="text" icon={<DeleteOutlined />} disabled={disabled} aria-label={t('forms.keyOut', { key })} onClick={() => onChange(withoutKey(map, key))} />
        </div>
      ))}
      <Button size="small" type="dashed" block icon={<PlusOutlined />} disabled={disabled} onClick={() => onChange({ ...map, [freeKey(map)]: fresh })}>
        {t('forms.addKey')}
      </Button>
    </div>
  )
}

/** A name is taken when the field is left: on the way to it there may be names that another row has. */
function Key({ name, taken, disabled, rename }: { name: string; taken: readonly string[]; disabled: boolean; rename: (to: string) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? name
  const twice = text !== name && taken.includes(text)
  const done = () => {
    setTyped(null)
    if (text && !twice && text !== name) rename(text)
  }
  return (
    <Input
      className="map-key code"
      aria-label={t('forms.key')}
      value={text}
      disabled={disabled}
      {...(twice || !text ? { status: 'error' } : {})}
      title={twice ? t('forms.keyTwice', { key: text }) : text}
      onChange={({ target }) => setTyped(target.value)}
      onBlur={done}
      onPressEnter={done}
    />
  )
}
