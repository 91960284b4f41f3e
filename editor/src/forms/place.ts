import { createContext, useContext } from 'react'
import type { ParameterEntry, Scope } from '../model/document'
import type { FieldPath } from '../model/fieldPath'
import type { Fault } from '../model/types'

/** Where the values of a form live, and so what they may name. */
export interface Place {
  /** The canvas of the node; null for what belongs to the project. */
  scope: Scope | null
  node: string | null
  /** What `${name}` may stand for. */
  parameters: Readonly<Record<string, ParameterEntry>>
}

export const NOWHERE: Place = { scope: null, node: null, parameters: {} }

export interface PlacedFault {
  path: FieldPath
  fault: Fault
}

interface FormState {
  place: Place
  /** What the runtime says about the values. */
  faults: readonly PlacedFault[]
  /** The connection that the values name. */
  connection: string | null
}

export const FormContext = createContext<FormState>({ place: NOWHERE, faults: [], connection: null })

export function useForm(): FormState {
  return useContext(FormContext)
}
