import { toErrorSchema, type RJSFSchema, type RJSFValidationError, type ValidatorType } from '@rjsf/utils'
import { useMemo } from 'react'
import { misfits } from '../model/fieldCheck'
import { leafPath } from '../model/fieldKind'
import type { FieldPath } from '../model/fieldPath'
import { useMisfitText } from './useMisfitText'

/** Checks what is typed, without making code of schemas: the page's policy admits none. */
export function useValidator(): ValidatorType {
  const say = useMisfitText()
  return useMemo(() => {
    const found = (schema: RJSFSchema, value: unknown) => misfits(schema, value).map((misfit) => errorOf(leafPath(schema, misfit.path), misfit.rule, say(misfit)))
    return {
      validateFormData(value, schema) {
        const errors = found(schema, value)
        return { errors, errorSchema: toErrorSchema(errors) }
      },
      isValid: (schema, value) => misfits(schema, value).length === 0,
      rawValidation: () => ({}),
    }
  }, [say])
}

function errorOf(path: FieldPath, rule: string, message: string): RJSFValidationError {
  return { name: rule, message, property: path.map((part) => `.${part}`).join(''), stack: message }
}
