import type { FieldTemplateProps } from '@rjsf/utils'
import { useMemo } from 'react'
import { isLeaf, referable } from '../../model/fieldKind'
import { same, within } from '../../model/fieldPath'
import { hintsOf } from '../../model/fieldSchema'
import { referenceIn, written } from '../../model/fieldValue'
import type { Schema } from '../../model/types'
import { useText } from '../../state/useText'
import { labelOf, saidOf } from '../control'
import { Example } from '../Example'
import { Help } from '../Help'
import { useForm } from '../place'
import { Reference } from '../Reference'
import { ReferenceMenu } from '../ReferenceMenu'
import { Said } from '../Said'
import { Star } from '../Star'
import { kindIn } from '../uiSchema'
import { Parts } from './Parts'

/** A field: its label with help, its control or what stands for it, and what is wrong. */
export function FieldTemplate({ children, fieldPathId, schema: given, uiSchema, formData: data, required, rawErrors, onChange, readonly, label }: FieldTemplateProps) {
  const say = useText()
  const schema = given as Schema
  const formData: unknown = data
  const kind = kindIn(uiSchema)
  const { path, $id: id } = fieldPathId
  const { faults } = useForm()
  const said = useMemo(() => faults.filter((one) => (isLeaf(kind) ? within : same)(one.path, path)), [faults, path, kind])
  const set = (value: unknown) => onChange(written(schema, value), path, undefined, id)
  if (path.length === 0) return children
  const wrong = rawErrors?.length
    ? [...new Set(rawErrors)].map((message) => <Said key={message} fault={{ severity: 'error', message }} />)
    : said.map(({ fault }, index) => <Said key={index} fault={fault} />)
  const lines = wrong.length > 0 && (
    <div id={saidOf(id)} role="status">
      {wrong}
    </div>
  )
  if (typeof path.at(-1) === 'number') return <div className="form-item">{children}{lines}</div>
  const hints = hintsOf(schema)
  const title = say(hints.title, label)
  // The fields of a row are close together; a reference can be typed into them.
  const inRow = path.some((part) => typeof part === 'number')
  const reference = referable(kind) ? referenceIn(formData) : null
  return (
    <div className={`field field-${kind}`} data-field={path.join('.')}>
      <div className="field-head">
        <label id={labelOf(id)} htmlFor={id}>
          {title}
          {required && <Star />}
        </label>
        {hints.help && <Help text={say(hints.help)} of={title} />}
        <span className="grow" />
        {!readonly && formData === undefined && <Example schema={schema} of={title} take={set} />}
        {!readonly && referable(kind) && !inRow && <ReferenceMenu of={title} value={formData} set={set} />}
      </div>
      {reference === null ? <Parts kind={kind} {...{ schema, title, formData, set, readonly }}>{children}</Parts> : <Reference id={id} inside={reference} set={set} disabled={readonly} />}
      {lines}
    </div>
  )
}
