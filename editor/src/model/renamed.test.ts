import { produce } from 'immer'
import { describe, expect, it } from 'vitest'
import type { FlowDocument } from './document'
import { renameConnection, renameInParameters, renameInTags, withKey } from './renamed'
import type { NodeType } from './types'

describe('another name', () => {
  it('reaches the tags, and keeps the order of a table', () => {
    const lists = { f: { columns: ['id', 'connection'], rows: [{ id: 'a', connection: 'plc' }, { id: 'plc', connection: 'other' }] } }
    renameInTags(lists, 'plc', 'plc-2')
    expect(lists.f.rows).toEqual([{ id: 'a', connection: 'plc-2' }, { id: 'plc', connection: 'other' }])
    expect(Object.keys(withKey({ a: 1, b: 2, c: 3 }, 'b', 'x'))).toEqual(['a', 'x', 'c'])
  })

  const type = { type: 'modbus.read', role: '', effect: 'none', config: { properties: { connection: { 'x-sinterflow': { connection: 'modbus.tcp' } } } } } as unknown as NodeType
  const where = { type: 'connection', default: 'plc' }
  const flow: FlowDocument = {
    format: 1,
    id: 'line',
    parameters: { device: where, text: { type: 'string', default: 'plc' } },
    nodes: {
      read: { type: 'modbus.read', config: { connection: 'plc' } },
      dose: { type: 'subflow:dose', config: { device: 'plc', text: 'plc' } },
      mix: { type: 'subflow:mix', config: { device: 'plc' } },
    },
    subflows: { mix: { parameters: { device: where }, nodes: { inner: { type: 'modbus.read', config: { connection: 'other' } } } } },
  }
  const shared = { dose: { parameters: { device: where }, nodes: {} } }

  it('of a connection reaches nodes, defaults of parameters and instances, and no text that only looks like it', () => {
    const made = produce(flow, (draft) => renameConnection(draft, { from: 'plc', to: 'plc-2', types: new Map([['modbus.read', type]]), shared }))
    expect(made.parameters).toEqual({ device: { ...where, default: 'plc-2' }, text: { type: 'string', default: 'plc' } })
    expect(made.nodes['read']?.config).toEqual({ connection: 'plc-2' })
    expect(made.nodes['dose']?.config).toEqual({ device: 'plc-2', text: 'plc' })
    expect(made.nodes['mix']?.config).toEqual({ device: 'plc-2' })
    expect(made.subflows?.['mix']?.parameters).toEqual({ device: { ...where, default: 'plc-2' } })
    expect(made.subflows?.['mix']?.nodes['inner']).toBe(flow.subflows?.['mix']?.nodes['inner'])
  })

  it('of a connection reaches what the project gives to parameters', () => {
    const given = { line: { device: 'plc', text: 'plc' }, other: { device: 'plc' } }
    renameInParameters(given, new Map([['flow:line', flow]]), 'plc', 'plc-2')
    expect(given).toEqual({ line: { device: 'plc-2', text: 'plc' }, other: { device: 'plc' } })
  })
})
