import { Button, Skeleton } from 'antd'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Scope } from '../model/document'
import { useWorkspace } from '../state/workspace'
import { EquipmentBranch } from './EquipmentBranch'
import { connectionTypes, tagsPath, useListed, type Asked, type EquipmentItem, type TagItem } from './plant'
import { TagEntry, type Connections } from './TagEntry'

/** Milliseconds of typing that make one question. */
const REST = 200

/** Equipment as a tree with its tags, or the tags that a search finds. */
export default function TagTree({ scope, query }: { scope: Scope; query: string }) {
  const connections = useConnections()
  const asked = useRested(query)
  return (
    <div className="tag-tree">
      {query ? <Tags scope={scope} path={tagsPath({ search: asked })} connections={connections} empty="nothing" depth={0} /> : <Plant scope={scope} connections={connections} />}
    </div>
  )
}

function Plant({ scope, connections }: { scope: Scope; connections: Connections }) {
  const equipment = useListed<EquipmentItem>('equipment?limit=1000')
  const known = new Set(equipment.items.map(({ id }) => id))
  const roots = equipment.items.filter(({ parent }) => !known.has(parent))
  if (equipment.state !== 'known') return <Waiting list={equipment} />
  return (
    <>
      {roots.map((item) => (
        <EquipmentBranch key={item.id} scope={scope} item={item} all={equipment.items} connections={connections} depth={0} />
      ))}
      <Tags scope={scope} path={tagsPath({ search: '' })} connections={connections} empty={roots.length ? null : 'none'} depth={0} without={known} />
    </>
  )
}

interface TagsProps {
  scope: Scope
  path: string
  connections: Connections
  /** What is said when there are none; null: nothing. */
  empty: 'none' | 'nothing' | null
  depth: number
  /** Tags of this equipment are shown elsewhere. */
  without?: ReadonlySet<string>
}

export function Tags({ scope, path, connections, empty, depth, without }: TagsProps) {
  const { t } = useTranslation()
  const tags = useListed<TagItem>(path)
  const shown = without ? tags.items.filter(({ equipment }) => !without.has(equipment)) : tags.items
  if (tags.state !== 'known') return <Waiting list={tags} />
  return (
    <>
      {shown.map((tag) => (
        <TagEntry key={tag.id} scope={scope} tag={tag} connections={connections} depth={depth} />
      ))}
      {shown.length === 0 && tags.more === null && empty && <p className="palette-empty muted">{t(`palette.tags.${empty}`)}</p>}
      {tags.more && (
        <Button type="link" size="small" data-walk onClick={tags.more}>
          {t('palette.tags.more')}
        </Button>
      )}
    </>
  )
}

function Waiting({ list }: { list: Asked<unknown> }) {
  const { t } = useTranslation()
  if (list.state === 'reading') return <Skeleton active title={false} paragraph={{ rows: 3 }} className="palette-waiting" />
  return (
    <p className="palette-empty muted">
      {t('palette.tags.failed')}{' '}
      <Button size="small" onClick={list.again}>
        {t('palette.tags.again')}
      </Button>
    </p>
  )
}

function useConnections(): Connections {
  const { client } = useWorkspace()
  const [types, setTypes] = useState<Connections>(null)
  useEffect(() => {
    connectionTypes(client).then(setTypes, () => undefined)
  }, [client])
  return types
}

/** The text once typing rests. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST)
    return () => clearTimeout(timer)
  }, [text])
  return rested
}
