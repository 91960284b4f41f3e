import { AutoComplete, Input, Select, Space } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { hintsOf } from '../../model/fieldSchema'
import { isSource, LITERALS, SOURCES, textFor, typedOf, typedValue, type Origin, type Typed } from '../../model/typedValue'
import { labelOf, type ControlProps } from '../control'
import { Said } from '../Said'
import { useKnownPaths } from '../useKnownPaths'

/** What stands in the field for each kind: as code would say it, in any language. */
const SHORT: Record<Origin, string> = {
  text: 'abc', number: '123', boolean: '0/1', null: 'null', json: '{ }', msg: 'msg.', flow: 'flow.', global: 'global.', env: 'env.', expression: 'f(x)', now: 'now',
}

/** A value of any kind that is written here, or where it is read when a message comes. */
export function TypedControl({ id, schema, value, onChange, disabled, invalid }: ControlProps) {
  const { t } = useTranslation()
  const paths = useKnownPaths()
  // What is typed and is nothing yet, such as the beginning of a number.
  const [draft, setDraft] = useState<Typed | null>(null)
  const typed = draft ?? typedOf(value ?? hintsOf(schema).default)
  const take = (next: Typed) => {
    const made = typedValue(next)
    setDraft(made ? null : next)
    if (made) onChange(made.value)
  }
  const { origin, text } = typed
  const put = (next: string) => take({ ...typed, text: next })
  const shared = { id, value: text, disabled, 'aria-labelledby': labelOf(id), ...(invalid || draft ? { status: 'error' as const } : {}) }
  return (
    <>
      <Space.Compact block className="typed">
        <Select<Origin>
          className="typed-origin"
          aria-label={t('forms.typed.origin')}
          popupMatchSelectWidth={false}
          labelRender={({ value: chosen, label }) => <span title={typeof label === 'string' ? label : ''}>{SHORT[chosen as Origin]}</span>}
          value={origin}
          disabled={disabled}
          options={[
            { label: t('forms.typed.here'), options: LITERALS.map((each) => ({ value: each, label: t(`forms.typed.${each}`) })) },
            { label: t('forms.typed.read'), options: SOURCES.map((each) => ({ value: each, label: t(`forms.typed.${each}`) })) },
          ]}
          onChange={(chosen) => take({ origin: chosen, text: textFor(chosen, typed), wrapped: typed.wrapped })}
        />
        {origin === 'boolean' && (
          <Select {...shared} options={['true', 'false'].map((each) => ({ value: each, label: t(each === 'true' ? 'forms.yes' : 'forms.no') }))} onChange={put} />
        )}
        {origin === 'msg' && <AutoComplete {...shared} className="code" options={paths.map((path) => ({ value: path }))} onChange={(next: string | undefined) => put(next ?? '')} />}
        {origin === 'json' && <Input.TextArea {...shared} className="code" rows={rowsOf(text)} onChange={({ target }) => put(target.value)} />}
        {(origin === 'text' || origin === 'number' || (isSource(origin) && origin !== 'msg' && origin !== 'now')) && (
          <Input {...shared} className={origin === 'text' ? '' : 'code'} onChange={({ target }) => put(target.value)} />
        )}
        {(origin === 'null' || origin === 'now') && <Input id={id} aria-labelledby={labelOf(id)} disabled value={t(`forms.typed.${origin}Means`)} />}
      </Space.Compact>
      {draft && <Said fault={{ severity: 'error', message: t(draft.origin === 'json' ? 'forms.wrong.json' : 'forms.wrong.type.number') }} />}
    </>
  )
}

/** About as many lines as the text takes; a field that measures itself would need inline styles, which the page's policy refuses. */
function rowsOf(text: string): number {
  return Math.min(8, text.split('\n').reduce((rows, line) => rows + Math.max(1, Math.ceil(line.length / 22)), 0))
}
