import { CloseOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ParameterEntry } from '../../../model/document'
import { valueText } from '../../../model/parameterValue'
import type { Parameters } from '../../../model/plant'
import { localized } from '../../../model/text'
import { useMay } from '../../../state/me'
import { useSettings } from '../../../state/settings'
import type { SharedPart } from '../../../state/useSharedPart'
import { ParameterInput } from './ParameterInput'

interface ParameterRowProps {
  flow: string
  name: string
  /** Null: the project gives a value to something that the flow does not declare. */
  entry: ParameterEntry | null
  values: Parameters
  shared: SharedPart<Parameters>
}

/** One parameter: what it is, its default, and the plant's own value. */
export function ParameterRow({ flow, name, entry, values, shared }: ParameterRowProps) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const mayEdit = useMay('edit')
  const value = values[flow]?.[name]
  const title = localized(entry?.title, language)
  const label = title || name
  const put = (next: unknown) =>
    shared.edit(
      'project.parameters.edit',
      (draft) => {
        const of = (draft[flow] ??= {})
        if (next === undefined) Reflect.deleteProperty(of, name)
        else of[name] = next
        if (Object.keys(of).length === 0) Reflect.deleteProperty(draft, flow)
      },
      `${flow} ${name}`,
    )
  return (
    <tr>
      <th scope="row">
        {title && <div>{title}</div>}
        <span className={title ? 'muted code' : 'code'}>{name}</span>
      </th>
      <td data-label={t('project.parameters.type')}>{entry ? t(`project.parameters.types.${typeKey(entry.type)}`) : t('project.parameters.unknown')}</td>
      <td data-label={t('project.parameters.default')} className="figures">
        {entry?.default === undefined ? <span className="muted">{t('project.parameters.noDefault')}</span> : valueText(entry.default)} {entry?.default !== undefined && entry.unit}
      </td>
      <td data-label={t('project.parameters.value')}>
        <div className="parameter-value">
          <ParameterInput label={label} entry={entry ?? { type: 'json' }} value={value} put={put} disabled={!mayEdit} />
          {entry?.unit && <span className="muted">{entry.unit}</span>}
          {value !== undefined && mayEdit && (
            <Button
              type="text"
              size="small"
              icon={<CloseOutlined />}
              aria-label={t(entry ? 'project.parameters.reset' : 'project.parameters.drop', { name: label })}
              title={t(entry ? 'project.parameters.reset' : 'project.parameters.drop', { name: label })}
              onClick={() => put(undefined)}
            />
          )}
        </div>
      </td>
    </tr>
  )
}

const TYPES = ['string', 'number', 'integer', 'boolean', 'choice', 'list', 'json', 'connection', 'tag', 'secret'] as const

function typeKey(type: string): (typeof TYPES)[number] {
  return TYPES.find((known) => known === type) ?? 'json'
}
