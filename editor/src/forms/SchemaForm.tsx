import { ConfigProvider } from 'antd'
import Form, { type IChangeEvent } from '@rjsf/core/lib/components/Form.js'
import { useId, useMemo } from 'react'
import { pathOf } from '../model/fieldPath'
import { connectionIn, shaped } from '../model/fieldSchema'
import { cleaned } from '../model/fieldValue'
import type { Fault, Schema } from '../model/types'
import { fields, templates } from './registry'
import { FormContext, NOWHERE, type Place } from './place'
import { Unplaced } from './Unplaced'
import { uiOf } from './uiSchema'
import { useValidator } from './useValidator'

export interface SchemaFormProps {
  /** As the runtime declares it, with its hints. */
  schema: Schema
  value: Readonly<Record<string, unknown>>
  /** `mark` names the field: what is typed into one is one act. */
  onChange: (value: Record<string, unknown>, mark: string) => void
  /** What the runtime says about the value; `field` names the place within. */
  faults?: readonly Fault[]
  place?: Place
  /** Else what is around says whether its fields work. */
  readOnly?: boolean
}

/** Nothing is written that nobody gave: a default stays out of the document. */
const NO_DEFAULTS = { emptyObjectFields: 'skipDefaults', arrayMinItems: { populate: 'never' }, constAsDefaults: 'never' } as const
const NO_FAULTS: readonly Fault[] = []

/** A form made from a declaration: of a node, a connection, a subflow's instance, or the parameters of a flow. */
export default function SchemaForm({ schema, value, onChange, faults = NO_FAULTS, place = NOWHERE, readOnly }: SchemaFormProps) {
  const prefix = useId()
  const { componentDisabled } = ConfigProvider.useConfig()
  const shape = useMemo(() => shaped(schema), [schema])
  const ui = useMemo(() => uiOf(shape), [shape])
  const validator = useValidator()
  const connection = connectionIn(shape, value)
  const placed = useMemo(() => faults.map((fault) => ({ path: pathOf(fault.field ?? ''), fault })), [faults])
  const state = useMemo(() => ({ place, faults: placed, connection }), [place, placed, connection])
  const changed = ({ formData }: IChangeEvent<unknown>, id?: string) => {
    onChange(cleaned(formData ?? {}) as Record<string, unknown>, id?.slice(prefix.length) ?? '')
  }
  return (
    <FormContext value={state}>
      <Unplaced shape={shape} />
      <Form<unknown>
        className="schema-form"
        tagName="div"
        idPrefix={prefix}
        schema={shape}
        uiSchema={ui}
        formData={value}
        validator={validator}
        fields={fields}
        templates={templates}
        readonly={readOnly ?? componentDisabled}
        noHtml5Validate
        liveValidate="onChange"
        showErrorList={false}
        experimental_defaultFormStateBehavior={NO_DEFAULTS}
        onChange={changed}
      >
        <></>
      </Form>
    </FormContext>
  )
}
