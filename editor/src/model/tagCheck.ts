import { modbusAddress } from './address'
import type { TagRow } from './tagList'

/** What a cell must fit: connections with their types and the equipment, null as long as they are not known; how often an id is there. */
export interface TagContext {
  connections: ReadonlyMap<string, string> | null
  equipment: ReadonlySet<string> | null
  ids: ReadonlyMap<string, number>
}

/** What can be wrong with a cell; a key of the texts. */
export type CellFault =
  | 'needed' | 'id' | 'twice' | 'connection' | 'address' | 'type' | 'order' | 'number' | 'zero' | 'negative' | 'crossed' | 'poll' | 'equipment'

export const BYTE_ORDERS = ['ABCD', 'CDAB', 'BADC', 'DCBA']
export const TYPES = ['bool', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64', 'float32', 'float64', 'string:16', 'bits:0-3']

const TYPE = /^(?:bool|u?int(?:16|32|64)|float(?:32|64)|string:[1-9]\d{0,3}|bits:(\d{1,2})-(\d{1,2}))$/
const DURATION = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

/** What is wrong with a text in a cell while it is typed; the runtime has the last word when it is saved. */
export function cellFault(column: string, typed: string, row: TagRow, known: TagContext): CellFault | null {
  const text = typed.trim()
  if (!text) return ['id', 'connection', 'address'].includes(column) ? 'needed' : null
  switch (column) {
    case 'id':
      if (text.length > 128 || /[\s"']/.test(text)) return 'id'
      return (known.ids.get(text) ?? 0) > (row['id'] === text ? 1 : 0) ? 'twice' : null
    case 'connection':
      return known.connections && !known.connections.has(text) ? 'connection' : null
    case 'address':
      return isModbus(row, known) && !modbusAddress(text) ? 'address' : null
    case 'type':
      return isType(text) ? null : 'type'
    case 'byte_order':
      return BYTE_ORDERS.includes(text) ? null : 'order'
    case 'poll':
      return DURATION.test(text) ? null : 'poll'
    case 'equipment':
      return known.equipment && !known.equipment.has(text) ? 'equipment' : null
    default:
      return ['scale', 'offset', 'low', 'high', 'deadband'].includes(column) ? numberFault(column, text, row) : null
  }
}

function numberFault(column: string, text: string, row: TagRow): CellFault | null {
  if (!NUMBER.test(text)) return 'number'
  const value = Number(text)
  if (column === 'scale' && value === 0) return 'zero'
  if (column === 'deadband' && value < 0) return 'negative'
  const [low, high] = column === 'low' ? [text, row['high']] : column === 'high' ? [row['low'], text] : []
  return low && high && Number(low) > Number(high) ? 'crossed' : null
}

export function isModbus(row: TagRow, { connections }: TagContext): boolean {
  return connections?.get(row['connection'] ?? '')?.startsWith('modbus.') ?? false
}

function isType(text: string): boolean {
  const found = TYPE.exec(text)
  if (!found) return false
  return found[1] === undefined || (Number(found[1]) <= Number(found[2]) && Number(found[2]) <= 63)
}
