import type { FieldProps } from '@rjsf/utils'
import type { ReactElement } from 'react'
import type { Schema } from '../model/types'

/** What a control is given: a value to show, and whom to tell of another; undefined means that nothing is given. */
export interface ControlProps<T = unknown> {
  id: string
  schema: Schema
  /** As the document has it. */
  value: T | undefined
  onChange: (value: unknown) => void
  disabled: boolean
  invalid: boolean
  /** The place within the config, for what faults say of parts of a value. */
  path: FieldProps['fieldPathId']['path']
}

export type Control = (props: ControlProps) => ReactElement

/** The id of the label of a control, for those that are no single input. */
export function labelOf(id: string): string {
  return `${id}-label`
}

/** The id of the line below a control that says what is wrong. */
export function saidOf(id: string): string {
  return `${id}-said`
}
