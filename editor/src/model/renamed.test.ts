import { describe, expect, it } from 'vitest'
import { renameIn, renameInTags, withKey } from './renamed'

describe('another name', () => {
  it('reaches the fields that refer to the old one, and no others', () => {
    const graph = { nodes: { read: { type: 'mqtt.in', config: { connection: 'broker', topic: 'broker', also: [{ at: 'broker' }] } } } }
    const reference = { key: 'flow:line', inside: null, node: 'read', kind: 'connection', name: 'broker', access: 'reads' } as const
    renameIn(graph, [{ ...reference, field: 'connection' }, { ...reference, field: 'also' }, { ...reference, node: 'gone', field: 'x' }], 'broker', 'plant')
    expect(graph.nodes.read.config).toEqual({ connection: 'plant', topic: 'broker', also: [{ at: 'plant' }] })
  })

  it('reaches the tags, and keeps the order of a table', () => {
    const lists = { f: { columns: ['id', 'connection'], rows: [{ id: 'a', connection: 'plc' }, { id: 'plc', connection: 'other' }] } }
    renameInTags(lists, 'plc', 'plc-2')
    expect(lists.f.rows).toEqual([{ id: 'a', connection: 'plc-2' }, { id: 'plc', connection: 'other' }])
    expect(Object.keys(withKey({ a: 1, b: 2, c: 3 }, 'b', 'x'))).toEqual(['a', 'x', 'c'])
  })
})
