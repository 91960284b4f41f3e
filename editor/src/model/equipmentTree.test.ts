import { describe, expect, it } from 'vitest'
import { equipmentTree, move, remove, rowsOf, setCell, tableOf, type TreePlace } from './equipmentTree'
import type { EquipmentTable } from './plant'

const plant = (): EquipmentTable => ({
  F1: { name: { en: 'Furnace 1', zh: '一号炉' }, area: 'Sintering' },
  'F1-Z1': { name: 'Zone 1', area: 'Sintering', parent: 'F1' },
  P1: { area: 'Pressing' },
  lost: { parent: 'nowhere' },
})
const drawn = (places: TreePlace[]): unknown[] => places.map(({ title, children }) => (children.length ? [title, drawn(children)] : title))

describe('the tree of the equipment', () => {
  it('has areas, pieces and their parts; what has no place stands at the end', () => {
    expect(drawn(equipmentTree(plant(), 'zh'))).toEqual([['Pressing', ['P1']], ['Sintering', [['一号炉', ['Zone 1']]]], ['', ['lost']]])
  })

  it('shows what is in a circle', () => {
    const circle: EquipmentTable = { a: { parent: 'b' }, b: { parent: 'a' } }
    expect(drawn(equipmentTree(circle, 'en'))).toEqual([['', ['a', 'b']]])
  })

  it('moves a piece with its parts, and never into itself', () => {
    const table = plant()
    move(table, 'F1', { parent: 'F1-Z1' })
    expect(table).toEqual(plant())
    move(table, 'F1', { parent: 'P1' })
    expect([table['F1']?.parent, table['F1-Z1']?.area]).toEqual(['P1', 'Pressing'])
    move(table, 'F1', { area: 'Sintering' })
    expect(table).toEqual(plant())
  })

  it('lets the parts of what goes belong to what it belonged to', () => {
    const table = plant()
    remove(table, 'F1')
    expect(table['F1-Z1']).toEqual({ name: 'Zone 1', area: 'Sintering' })
  })

  it('takes along its parts when an id changes, and keeps the order', () => {
    const table = plant()
    setCell(table, 'F1', 'id', 'F9')
    setCell(table, 'P1', 'id', 'F9')
    expect([Object.keys(table), table['F1-Z1']?.parent]).toEqual([['F9', 'F1-Z1', 'P1', 'lost'], 'F9'])
  })

  it('goes to a file and comes back', () => {
    expect(tableOf(rowsOf(plant()))).toEqual(plant())
    expect(tableOf([['name'], ['x']])).toBeNull()
  })
})
