import { useMemo } from 'react'
import { partsOf } from '../model/document'
import type { Place } from '../model/places'
import { localized } from '../model/text'
import { useFlows } from '../state/flows'
import { useSettings } from '../state/settings'

/** The flow in which a node is, and the subflow inside of it. */
export function PlaceName({ place }: { place: Omit<Place, 'node'> }) {
  const { id } = partsOf(place.key)
  const items = useFlows((flows) => flows.items)
  const language = useSettings((settings) => settings.language)
  const name = useMemo(() => localized(items?.find((flow) => flow.id === id)?.name, language, id), [items, id, language])
  return <span className="muted clip">{place.inside === null ? name : `${name} › ${place.inside}`}</span>
}
