import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Scope } from '../model/document'
import { useMay } from '../state/me'
import { FamilyList } from './FamilyList'
import { TagPart } from './TagPart'

/** What can be put on the canvas: node types and subflows, and below them the plant's equipment and tags. */
export default function Palette({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const mayView = useMay('view')
  return (
    <div className="palette" onKeyDown={walk} role="presentation">
      <div className="palette-search">
        <Input allowClear prefix={<SearchOutlined />} value={query} placeholder={t('palette.search')} aria-label={t('palette.search')} data-walk onChange={(event) => setQuery(event.target.value)} />
      </div>
      <FamilyList scope={scope} query={query.trim()} />
      {mayView && <TagPart scope={scope} query={query.trim()} />}
    </div>
  )
}

/** Up and down go from entry to entry, out of the search field too. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0 || event.nativeEvent.isComposing) return
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-walk]')].map((stop) => stop.querySelector('input') ?? stop)
  const next = stops[stops.indexOf(document.activeElement as HTMLElement) + step]
  event.preventDefault()
  next?.focus()
}
