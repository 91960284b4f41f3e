import type { NodeEntry } from './document'
import { isRecord } from './reading'
import type { NodeType } from './types'

/** A node that a tag can become: of a type that names tags of the tag's connection. */
export interface TagOffer {
  type: string
  title: NodeType['title']
  writes: boolean
  node: NodeEntry
}

/**
 * The nodes that read or write these tags, reading first. Which types can is said by their declarations alone: a field
 * that names tags, and one that names connections of the type that the tags' connection has.
 */
export function tagOffers(types: Iterable<NodeType>, tags: readonly string[], connectionType: string): TagOffer[] {
  return [...types]
    .flatMap((type) => {
      const config = configFor(type, tags, connectionType)
      const writes = type.effect !== 'none'
      return config ? [{ type: type.type, title: type.title, writes, node: { type: type.type, name: tags.join(', ').slice(0, 60), config } }] : []
    })
    .sort((a, b) => Number(a.writes) - Number(b.writes))
}

function configFor({ config }: NodeType, tags: readonly string[], connectionType: string): Record<string, unknown> | null {
  const fields = Object.entries(isRecord(config['properties']) ? config['properties'] : {})
  const marked = (mark: string) => fields.find(([, schema]) => isRecord(schema) && isRecord(schema['x-sinterflow']) && schema['x-sinterflow'][mark])
  const [tag, connection] = [marked('tag'), marked('connection')]
  if (!tag || !connection || markOf(connection[1], 'connection') !== connectionType) return null
  const several = isRecord(tag[1]) && tag[1]['type'] === 'array'
  if (!several && tags.length > 1) return null
  return { [tag[0]]: several ? [...tags] : tags[0], ...rhythm(fields) }
}

/** A type that works by the clock when it is told how often would do nothing without it. */
function rhythm(fields: readonly [string, unknown][]): Record<string, unknown> {
  const every = fields.find(([name, schema]) => name === 'every' && isRecord(schema) && schema['default'] === null)
  return every ? { every: '1s' } : {}
}

function markOf(schema: unknown, mark: string): unknown {
  return isRecord(schema) && isRecord(schema['x-sinterflow']) ? schema['x-sinterflow'][mark] : undefined
}
