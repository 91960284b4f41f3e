import { SettingOutlined } from '@ant-design/icons'
import type { ObjectFieldTemplateProps } from '@rjsf/utils'
import { useTranslation } from 'react-i18next'
import { applies } from '../../model/fieldValue'
import { within } from '../../model/fieldPath'
import { hintsOf } from '../../model/fieldSchema'
import { propertiesOf } from '../../model/schema'
import { isRecord } from '../../model/reading'
import { useForm } from '../place'

/** The fields of an object; those that few people need are folded away, but not what is given or wrong. */
export function ObjectFieldTemplate({ properties, schema, formData, fieldPathId }: ObjectFieldTemplateProps) {
  const { t } = useTranslation()
  const { faults } = useForm()
  const given = isRecord(formData) ? formData : {}
  const advanced = (name: string) => hintsOf(propertiesOf(schema)[name] ?? {}).advanced === true
  const shown = properties.filter(({ name }) => name in given || applies(schema, name, given))
  const plain = shown.filter(({ name }) => !advanced(name))
  const folded = shown.filter(({ name }) => advanced(name))
  const said = folded.some(({ name }) => name in given || faults.some(({ path }) => within(path, [...fieldPathId.path, name])))
  return (
    <div className="form-fields">
      {plain.map(({ name, content }) => (
        <div key={name} className="form-field">{content}</div>
      ))}
      {folded.length > 0 && (
        <details className="form-advanced" open={said}>
          <summary>
            <SettingOutlined aria-hidden /> {t('forms.advanced')}
          </summary>
          {folded.map(({ name, content }) => (
            <div key={name} className="form-field">{content}</div>
          ))}
        </details>
      )}
    </div>
  )
}
