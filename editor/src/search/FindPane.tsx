import { Input } from 'antd'
import { useDeferredValue, useMemo, useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { AnyDocument, DocumentKey } from '../model/document'
import { routeTo } from '../model/places'
import { found, MOST_HITS, type Hit } from '../model/search'
import { closeFinder } from '../state/finder'
import { useNodeTypes } from '../state/nodeTypes'
import { useSettings } from '../state/settings'
import { goTo } from '../state/useRoute'
import { PlaceName } from './PlaceName'

/** Nodes by name, id, type, note or a value of their config; arrow keys choose, Enter goes there. */
export function FindPane({ documents }: { documents: ReadonlyMap<DocumentKey, AnyDocument> }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const types = useNodeTypes((known) => known.types)
  const language = useSettings((settings) => settings.language)
  const searched = useDeferredValue(text)
  const hits = useMemo(() => found(documents, searched, types, language), [documents, searched, types, language])
  const pressed = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const hit = hits[at]
    if (step !== undefined) {
      event.preventDefault()
      setAt(Math.max(0, Math.min(hits.length - 1, at + step)))
    } else if (event.key === 'Enter' && hit && !event.nativeEvent.isComposing) go(hit)
  }
  return (
    <div className="find">
      <Input.Search
        autoFocus
        allowClear
        value={text}
        placeholder={t('search.placeholder')}
        aria-label={t('search.placeholder')}
        aria-controls="find-hits"
        onChange={({ target }) => {
          setText(target.value)
          setAt(0)
        }}
        onKeyDown={pressed}
      />
      <p className="muted small" role="status">{status()}</p>
      <ul id="find-hits" className="find-hits">
        {hits.map((hit, index) => (
          <Row key={`${hit.key} ${hit.inside ?? ''} ${hit.node}`} hit={hit} chosen={index === at} />
        ))}
      </ul>
    </div>
  )

  function status(): string {
    if (!searched.trim()) return t('search.hint')
    if (hits.length === 0) return t('search.none')
    return hits.length === MOST_HITS ? t('search.many', { count: MOST_HITS }) : t('search.hits', { count: hits.length })
  }
}

function Row({ hit, chosen }: { hit: Hit; chosen: boolean }) {
  return (
    <li>
      <button type="button" className="find-hit" aria-current={chosen} onClick={() => go(hit)} ref={chosen ? intoView : null}>
        <span className="clip">{hit.name}</span>
        <span className="muted clip">{hit.type}</span>
        <PlaceName place={hit} />
        {hit.where !== 'type' && hit.shown !== hit.name && <span className="muted small clip find-shown">{hit.shown}</span>}
      </button>
    </li>
  )
}

function intoView(row: HTMLElement | null): void {
  row?.scrollIntoView({ block: 'nearest' })
}

function go(hit: Hit): void {
  closeFinder()
  goTo(routeTo(hit))
}
