import { TagOutlined } from '@ant-design/icons'
import { Dropdown, Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { add, reveal } from '../commands/adding'
import { here } from '../commands/here'
import type { NodeEntry, Scope } from '../model/document'
import { tagOffers } from '../model/tagNodes'
import { localized } from '../model/text'
import { useMayAt } from '../state/me'
import { useNodeTypes } from '../state/nodeTypes'
import { useSettings } from '../state/settings'
import { startDrag } from './dragged'
import type { TagItem } from './plant'

/** The types of the connections by their ids; null until they are known. */
export type Connections = ReadonlyMap<string, string> | null

interface TagEntryProps {
  scope: Scope
  tag: TagItem
  connections: Connections
  depth: number
}

/** A tag: dragged to the canvas it becomes the node that reads it; its menu offers writing too, where a type can. */
export function TagEntry({ scope, tag, connections, depth }: TagEntryProps) {
  const { t } = useTranslation()
  const may = useMayAt('edit', scope.key)
  const language = useSettings((settings) => settings.language)
  const types = useNodeTypes((known) => known.types)
  const name = localized(tag.name, language)
  const offers = tagOffers(types?.values() ?? [], [tag.id], connections?.get(tag.connection) ?? '').map((offer) => ({ ...offer, node: named(offer.node, tag) }))
  const [first] = offers
  const put = (node: NodeEntry) => {
    const now = here(scope)
    if (now && may) reveal(add(now, node, { kind: 'anywhere' }, null))
  }
  const items = offers.map(({ type, title, writes, node }) => ({
    key: type,
    label: `${t(writes ? 'palette.tags.writes' : 'palette.tags.reads', { tag: tag.id })} · ${localized(title, language, type)}`,
    onClick: () => put(node),
  }))
  const help = (
    <>
      <strong>{tag.id}</strong> {name}
      <br />
      {[tag.connection, tag.unit, tag.description].filter(Boolean).join(' · ')}
      <br />
      <em>{t(first ? 'palette.tags.how' : 'palette.tags.unknown')}</em>
    </>
  )
  return (
    <Dropdown trigger={['contextMenu']} menu={{ items }} disabled={!may || offers.length === 0}>
      <Tooltip title={help} placement="right" trigger={['hover', 'focus']} mouseEnterDelay={0.5} destroyOnHidden>
        <button
          type="button" className="palette-entry tag-entry" style={{ paddingInlineStart: 12 + depth * 14 }} data-tag={tag.id} data-walk tabIndex={-1} draggable={may && first !== undefined} aria-label={name ? `${tag.id}, ${name}` : tag.id}
          onDragStart={(event) => first && startDrag(event.dataTransfer, [first.node])}
          onDoubleClick={() => first && put(first.node)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || !first) return
            event.preventDefault()
            put(first.node)
          }}
        >
          <TagOutlined />
          <span className="clip">{name ? `${tag.id} ${name}` : tag.id}</span>
        </button>
      </Tooltip>
    </Dropdown>
  )
}

/** The node is called as its tag is. */
function named(node: NodeEntry, { id, name }: TagItem): NodeEntry {
  return { ...node, name: localized(name, 'en') ? name : id }
}
