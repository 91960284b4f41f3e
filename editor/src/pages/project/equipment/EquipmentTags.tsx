import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { hashOf } from '../../../model/route'
import { EVERYTHING } from '../../../model/tagRows'
import { preview } from '../../../model/value'
import { usePolled } from '../../../state/usePolled'
import { useWorkspace } from '../../../state/workspace'
import { useTagFilter } from '../tags/tagFilter'

interface Item {
  id: string
  unit: string
  seen: { value: unknown } | null
}

const SHOWN = 20

/** The tags of a piece with their last values, and the way to all of them. */
export function EquipmentTags({ id }: { id: string }) {
  const { t } = useTranslation()
  const { client } = useWorkspace()
  const read = useCallback(
    (signal: AbortSignal) => client.get<{ items: Item[] }>(`tags?limit=1000&version=draft&equipment=${encodeURIComponent(id)}`, signal),
    [client, id],
  )
  const { data } = usePolled(`tags of ${id}`, read, 5000)
  const items = data?.items ?? []
  return (
    <section className="equipment-tags">
      <h2>{t('project.equipment.tags', { count: items.length })}</h2>
      {data && items.length === 0 && <p className="muted">{t('project.equipment.noTags')}</p>}
      <ul>
        {items.slice(0, SHOWN).map(({ id: tag, unit, seen }) => (
          <li key={tag}>
            <span className="code clip">{tag}</span>
            <span className="number">{seen ? `${preview(seen.value, 30)} ${unit}` : '–'}</span>
          </li>
        ))}
      </ul>
      {items.length > 0 && (
        <a href={hashOf({ page: 'project', tab: 'tags' })} onClick={() => useTagFilter.setState({ ...EVERYTHING, equipment: id })}>
          {t('project.equipment.allTags')}
        </a>
      )}
    </section>
  )
}
