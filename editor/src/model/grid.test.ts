import { describe, expect, it } from 'vitest'
import { areaOf, at, kept, movedBy, type Selection } from './grid'
import { copied, emptied, filledDown, filledSeries, pasted } from './gridEdit'

const size = { rows: 4, columns: 3 }
const from = (top: number, left: number, bottom = top, right = left): Selection => ({
  anchor: { row: top, column: left },
  focus: { row: bottom, column: right },
})
const texts = (cells: { row: number; column: number; text: string }[]) => cells.map(({ row, column, text }) => `${row},${column}=${text}`)

describe('the keys of the grid', () => {
  it.each([
    ['ArrowDown', from(1, 1), at({ row: 2, column: 1 })],
    ['ArrowUp', from(0, 1), at({ row: 0, column: 1 })],
    ['Shift+ArrowRight', from(1, 1), from(1, 1, 1, 2)],
    ['Mod+ArrowDown', from(1, 1), at({ row: 3, column: 1 })],
    ['Mod+Shift+End', from(1, 1), from(1, 1, 3, 2)],
    ['Tab', from(1, 2), at({ row: 2, column: 0 })],
    ['Shift+Tab', from(0, 0), at({ row: 0, column: 0 })],
    ['Enter', from(3, 0), at({ row: 3, column: 0 })],
    ['PageDown', from(0, 0), at({ row: 2, column: 0 })],
  ])('%s moves', (key, selection, expected) => {
    expect(movedBy(key, selection, size, 2)).toEqual(expected)
  })

  it('leave other keys alone', () => {
    expect(movedBy('x', from(0, 0), size, 2)).toBeNull()
  })

  it('stay within rows that are fewer now', () => {
    expect(kept(from(3, 0, 3, 2), { rows: 2, columns: 3 })).toEqual(from(1, 0, 1, 2))
    expect(areaOf(from(2, 2, 0, 1))).toEqual({ top: 0, left: 1, bottom: 2, right: 2 })
  })
})

describe('pasting', () => {
  it('begins at the selected cell, makes rows below the last one and drops columns beyond the last one', () => {
    const put = pasted(from(3, 1), [['a', 'b', 'lost'], ['c', 'd', 'lost']], size)
    expect(texts(put.cells)).toEqual(['3,1=a', '3,2=b'])
    expect(put.more.map((row) => [...row])).toEqual([[[1, 'c'], [2, 'd']]])
    expect(areaOf(put.selection)).toEqual({ top: 3, left: 1, bottom: 4, right: 2 })
  })

  it('fills a selection with one value, and repeats what fits in several times', () => {
    expect(texts(pasted(from(0, 0, 1, 1), [['x']], size).cells)).toEqual(['0,0=x', '0,1=x', '1,0=x', '1,1=x'])
    expect(texts(pasted(from(0, 0, 3, 0), [['a'], ['b']], size).cells)).toEqual(['0,0=a', '1,0=b', '2,0=a', '3,0=b'])
    expect(texts(pasted(from(0, 0, 2, 0), [['a'], ['b']], size).cells)).toEqual(['0,0=a', '1,0=b'])
  })

  it('takes rows of different lengths, and nothing for nothing', () => {
    expect(texts(pasted(from(0, 0), [['a', 'b'], ['c']], size).cells)).toEqual(['0,0=a', '0,1=b', '1,0=c', '1,1='])
    expect(pasted(from(0, 0), [], size).cells).toEqual([])
  })
})

describe('filling', () => {
  const table = [['40001', 'F1.Z1.PV', 'x'], ['40003', 'F1.Z2.PV', ''], ['', '', ''], ['', '', '']]
  const text = (row: number, column: number) => table[row]?.[column] ?? ''

  it('copies down the first row of the selection, or the row above', () => {
    expect(texts(filledDown(from(0, 0, 2, 0), text))).toEqual(['1,0=40001', '2,0=40001'])
    expect(texts(filledDown(from(1, 2), text))).toEqual(['1,2=x'])
    expect(filledDown(from(0, 0), text)).toEqual([])
  })

  it('goes on counting, by the step of the first two', () => {
    expect(texts(filledSeries(from(0, 0, 3, 0), text))).toEqual(['2,0=40005', '3,0=40007'])
    expect(texts(filledSeries(from(0, 1, 1, 1), text))).toEqual(['1,1=F1.Z2.PV'])
    expect(texts(filledSeries(from(0, 2, 1, 2), text))).toEqual(['1,2=x'])
  })

  it('empties and copies an area', () => {
    expect(texts(emptied(from(0, 0, 1, 0)))).toEqual(['0,0=', '1,0='])
    expect(copied(areaOf(from(0, 1, 1, 2)), text)).toEqual([['F1.Z1.PV', 'x'], ['F1.Z2.PV', '']])
  })
})
