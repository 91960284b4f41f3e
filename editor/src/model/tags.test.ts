import { describe, expect, it } from 'vitest'
import { modbusAddress, otherAddress } from './address'
import { cellFault, type TagContext } from './tagCheck'
import { listChanges, readList, rowsByLine, writeList } from './tagList'
import { withCopies, withEdit, withoutRows, withRowsOf } from './tagEdit'
import { byHeader, cellFaults, EVERYTHING, tagRows } from './tagRows'

describe('a Modbus address', () => {
  it.each([
    ['40001', '40001', 'holding:0'],
    ['400001', '40001', 'holding:0'],
    ['holding:7', '40008', 'holding:7'],
    ['410000', '410000', 'holding:9999'],
    ['465536', '465536', 'holding:65535'],
    ['coil:0', '00001', 'coil:0'],
  ])('%s is understood in both ways of writing', (text, classic, named) => {
    expect(modbusAddress(text)).toEqual({ classic, named })
  })

  it.each(['40000', '4001', '465537', 'holding:65536', 'register:1', 'DB1.DBW2', ''])('%s is none', (text) => {
    expect(modbusAddress(text)).toBeNull()
  })

  it('is shown in the other way', () => {
    expect([otherAddress('40001'), otherAddress('holding:0'), otherAddress('x')]).toEqual(['holding:0', '40001', ''])
  })
})

describe('a cell of a tag list', () => {
  const known: TagContext = {
    connections: new Map([['plc', 'modbus.tcp'], ['opc', 'opcua.server']]),
    equipment: new Set(['F1']),
    ids: new Map([['a', 1], ['b', 2]]),
  }
  it.each([
    ['id', '', 'needed'], ['id', 'a b', 'id'], ['id', 'c', null], ['id', 'b', 'twice'], ['id', 'a', null],
    ['connection', 'plc2', 'connection'], ['address', '4001', 'address'], ['address', '40001', null],
    ['type', 'float', 'type'], ['type', 'bits:3-1', 'type'], ['type', 'bits:0-63', null], ['byte_order', 'AB', 'order'],
    ['scale', '0', 'zero'], ['scale', '0,1', 'number'], ['deadband', '-1', 'negative'], ['low', '5', 'crossed'], ['low', '', null],
    ['poll', '1s', null], ['poll', '1 sec', 'poll'], ['equipment', 'F2', 'equipment'], ['unit', 'anything', null],
  ] as const)('%s "%s": %s', (column, text, fault) => {
    expect(cellFault(column, text, { id: 'a', connection: 'plc', high: '3' }, known)).toBe(fault)
  })

  it('may have any address where the connection is no Modbus device', () => {
    expect(cellFault('address', 'ns=2;s=T', { connection: 'opc' }, known)).toBeNull()
  })
})

describe('a tag list', () => {
  const text = '\uFEFFid,connection,address,comment\r\nT1,plc,40001,"two\nlines"\r\n,,,\r\nT2,plc,40002,\r\n'
  const list = readList(text)

  it('keeps columns that nobody knows, and adds those that are used by now', () => {
    expect(list.rows).toHaveLength(2)
    const more = { ...list, rows: [...list.rows, { id: 'T3', unit: 'bar' }, {}] }
    expect(writeList(more)).toBe('id,connection,address,comment,unit\r\nT1,plc,40001,"two\nlines",\r\nT2,plc,40002,,\r\nT3,,,,bar\r\n')
    expect(readList(writeList(more)).rows).toHaveLength(3)
  })

  it('knows the row of a line, also below a cell with two lines', () => {
    expect([...rowsByLine({ ...list, rows: [{}, ...list.rows] })]).toEqual([[2, 1], [4, 2]])
    const fault = { code: 'x', severity: 'error', message: 'm', file: 'tags/f.csv', row: 4, field: 'address' } as const
    expect(cellFaults({ f: list }, [fault, { ...fault, row: 9 }]).map(({ key, column }) => [key, column])).toEqual([['f/1', 'address']])
  })

  it('is compared by the ids of its tags', () => {
    const next = readList('id,connection,address\nT2,plc,40009\nT4,plc,40004\n')
    expect(listChanges(list, next)).toEqual({
      added: ['T4'],
      removed: ['T1'],
      changed: [{ id: 'T2', column: 'address', before: '40002', after: '40009' }],
    })
  })

  it('is filtered, and what was just typed stays in sight', () => {
    const keys = (search: string, always: string[] = []) => tagRows({ f: list }, { ...EVERYTHING, search }, new Set(always)).map(({ key }) => key)
    expect(keys('t2')).toEqual(['f/1'])
    expect(keys('t2', ['f/0'])).toEqual(['f/0', 'f/1'])
    expect(keys('')).toHaveLength(2)
  })

  it('is pasted with or without its header', () => {
    expect(byHeader([['unit', 'ID'], ['bar', 'T1']])?.[0]?.slice(0, 10)).toEqual(['T1', '', '', '', '', '', '', '', '', 'bar'])
    expect(byHeader([['T1', 'Zone']])).toBeNull()
  })

  it('takes from another file the cells that it has, and new rows', () => {
    const next = readList('id,address\nT2,40009\nT4,40004\n').rows
    expect(withRowsOf(list.rows, next).map((row) => [row['id'], row['connection'], row['address']])).toEqual([
      ['T1', 'plc', '40001'], ['T2', 'plc', '40009'], ['T4', undefined, '40004'],
    ])
  })

  it('is edited, copied and shortened by row; new rows are of what is filtered', () => {
    const lists = { f: { columns: ['id'], rows: [{ id: 'T1' }, { id: 'T2' }] } }
    const filter = { ...EVERYTHING, connection: 'plc' }
    const { recipe, made } = withEdit(lists, { cells: [{ row: 'f/1', column: 'unit', text: 'K' }, { row: 'new', column: 'id', text: 'T3' }], more: [{ id: 'T4' }] }, filter)
    recipe(lists)
    expect([made, lists.f.rows]).toEqual([['f/2', 'f/3'], [{ id: 'T1' }, { id: 'T2', unit: 'K' }, { connection: 'plc', id: 'T3' }, { connection: 'plc', id: 'T4' }]])
    withCopies(['f/1', 'new'])(lists)
    withoutRows(['f/0', 'f/2'])(lists)
    expect(lists.f.rows.map(({ id }) => id)).toEqual(['T2', 'T4', ''])
  })
})
