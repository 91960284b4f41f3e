import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { KeyHint } from './KeyHint'

/** One thing to choose. */
export interface Entry {
  id: string
  title: string
  /** What it is or does, in one line. */
  hint?: string
  /** Entries of one section stand together below its name. */
  section?: string
  icon?: ReactNode
  keys?: string
}

interface ChooserProps {
  label: string
  placeholder: string
  /** What is there for a query, the best first. */
  entriesFor: (query: string) => readonly Entry[]
  empty: string
  onPick: (id: string) => void
  onClose: () => void
}

/** A field and a list below it, by keyboard alone if one likes: type, go up and down, Enter. */
export function Chooser({ label, placeholder, entriesFor, empty, onPick, onClose }: ChooserProps) {
  const list = useId()
  const [query, setQuery] = useState('')
  const entries = useMemo(() => entriesFor(query), [entriesFor, query])
  const [at, setAt] = useState(0)
  const shown = Math.min(at, entries.length - 1)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const pressed = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = STEPS[event.key]
    if (step !== undefined) setAt(Math.max(0, Math.min(entries.length - 1, shown + step)))
    else if (event.key === 'Escape') onClose()
    else if (event.key === 'Enter') {
      const entry = entries[shown]
      if (entry) onPick(entry.id)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="chooser" role="presentation" onKeyDown={pressed}>
      <input
        ref={field} className="chooser-field" role="combobox" aria-label={label} aria-expanded aria-controls={list} aria-autocomplete="list"
        aria-activedescendant={entries[shown] ? `${list}-${shown}` : undefined} placeholder={placeholder} value={query} spellCheck={false}
        onChange={(event) => {
          setQuery(event.target.value)
          setAt(0)
        }}
      />
      <ul className="chooser-list" id={list} role="listbox" aria-label={label}>
        {entries.map((entry, index) => (
          <Row key={entry.id} id={`${list}-${index}`} entry={entry} chosen={index === shown} first={entry.section !== entries[index - 1]?.section} onPick={() => onPick(entry.id)} />
        ))}
      </ul>
      {entries.length === 0 && <p className="chooser-empty muted" role="status">{empty}</p>}
    </div>
  )
}

const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }

function Row({ id, entry, chosen, first, onPick }: { id: string; entry: Entry; chosen: boolean; first: boolean; onPick: () => void }) {
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (chosen) row.current?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  return (
    <>
      {first && entry.section && <li className="chooser-section" role="presentation">{entry.section}</li>}
      {/* The field keeps the focus. */}
      <li ref={row} id={id} className="chooser-row" role="option" aria-selected={chosen} onMouseDown={(event) => event.preventDefault()} onClick={onPick}>
        {entry.icon}
        <span className="chooser-title clip">{entry.title}</span>
        {entry.hint && <span className="chooser-hint muted clip">{entry.hint}</span>}
        {entry.keys && <KeyHint keys={entry.keys} />}
      </li>
    </>
  )
}
