import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { preview } from '../model/value'
import type { Schema } from '../model/types'

/** An example of what a field takes, for one click to take it. */
export function Example({ schema, of, take }: { schema: Schema; of: string; take: (value: unknown) => void }) {
  const { t } = useTranslation()
  const [example] = Array.isArray(schema['examples']) ? (schema['examples'] as unknown[]) : []
  if (example === undefined) return null
  const text = preview(example, 24)
  return (
    <Button
      size="small"
      type="text"
      className="field-example clip"
      title={preview(example, 400)}
      aria-label={t('forms.takeExample', { title: of, text })}
      onClick={() => take(example)}
    >
      {t('forms.example', { text })}
    </Button>
  )
}
