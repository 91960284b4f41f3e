import { useTranslation } from 'react-i18next'
import { same, type FieldPath } from '../model/fieldPath'
import { propertiesOf } from '../model/schema'
import type { Schema } from '../model/types'
import { useForm } from './place'
import { Said } from './Said'

/** Faults of the whole, or of a key that the form has no field for: they would be seen nowhere else. */
export function Unplaced({ shape }: { shape: Schema }) {
  const { t } = useTranslation()
  const { faults } = useForm()
  const fields = Object.keys(propertiesOf(shape))
  const known = (path: FieldPath) => fields.some((name) => same(path.slice(0, 1), [name]))
  const elsewhere = faults.filter(({ path }) => !known(path))
  if (elsewhere.length === 0) return null
  return (
    <section className="form-unplaced" aria-label={t('forms.unplaced')}>
      {elsewhere.map(({ path, fault }, index) => (
        <Said key={index} fault={fault} place={path.join('.')} />
      ))}
    </section>
  )
}
