import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { hintsOf } from '../../model/fieldSchema'
import { parseExactly, writeValue } from '../../model/lossless'
import type { ControlProps } from '../control'
import { Said } from '../Said'
import { CodeField } from '../code/CodeField'

/** Any JSON, for what has no control of its own. What is no JSON yet is not written. */
export function JsonControl({ id, schema, value, onChange, disabled, invalid }: ControlProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState<string | null>(null)
  const given = value ?? hintsOf(schema).default
  const text = draft ?? (given === undefined ? '' : writeValue(given, 2))
  const put = (typed: string) => {
    const made = read(typed)
    setDraft(typed)
    if (made) onChange(made.value)
  }
  return (
    <>
      <CodeField id={id} language="json" value={text} onChange={put} disabled={disabled} invalid={invalid} faults={[]} />
      {draft !== null && !read(draft) && <Said fault={{ severity: 'error', message: t('forms.wrong.json') }} />}
    </>
  )
}

function read(text: string): { value: unknown } | null {
  if (text.trim() === '') return { value: undefined }
  try {
    return { value: parseExactly(text) }
  } catch {
    return null
  }
}
