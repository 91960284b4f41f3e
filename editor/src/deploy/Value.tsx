import { inWords, rowsInWords } from '../model/inWords'
import type { Schema } from '../model/types'
import { useWords } from './useWords'

interface ValueProps {
  value: unknown
  /** What is declared of it; null: nothing. */
  schema?: Schema | null
  /** It stands beside a text of several lines. */
  code?: boolean
}

/** A value of a document as people read it: a table row by row; several lines keep theirs. */
export function Value({ value, schema = null, code = false }: ValueProps) {
  const words = useWords()
  const rows = rowsInWords(value, schema, words)
  if (rows) {
    return (
      <ol className="value-rows">
        {rows.map((row, index) => (
          <li key={index}>{row}</li>
        ))}
      </ol>
    )
  }
  const text = inWords(value, schema, words)
  if (value === undefined || value === null || value === '') return <span className="muted">{text}</span>
  return code || (typeof value === 'string' && text.includes('\n')) ? <pre className="change-code">{text}</pre> : <span className="change-value">{text}</span>
}
