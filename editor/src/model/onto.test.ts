import { describe, expect, it } from 'vitest'
import type { AnyDocument } from './document'
import { begun, edited, undone } from './history'
import { fromKept, toKeep } from './kept'
import { isUnsaved, onto, type Known } from './onto'

const base: AnyDocument = { format: 1, id: 'line', nodes: { a: { type: 't' }, b: { type: 't' } } }
const known: Known = { ...begun(base), base, etag: '1' }
const named = (document: Known, id: string, name: string): Known => ({ ...document, ...edited(document, 'step', ({ nodes }) => void ((nodes[id] ??= { type: 't' }).name = name)) })
const theirs = { document: { ...base, nodes: { ...base.nodes, b: { type: 't', name: 'B' } } }, etag: '2' }

describe('what was made here, put onto what others made', () => {
  it('is theirs where nothing was made, with nothing to undo', () => {
    const { known: made } = onto(known, theirs)
    expect([made.present, made.past, isUnsaved(made)]).toEqual([theirs.document, [], false])
  })

  it('is one act that can be undone, and is still to be saved', () => {
    const mine = named(known, 'a', 'A')
    const { known: made, conflicts } = onto(mine, theirs)
    expect(made.present.nodes).toMatchObject({ a: { name: 'A' }, b: { name: 'B' } })
    expect([conflicts, made.past.length, made.etag, isUnsaved(made)]).toEqual([[], 2, '2', true])
    expect(undone(made).present).toEqual(mine.present)
  })

  it('is nothing to save when both made the same', () => {
    const { known: made } = onto(named(known, 'b', 'B'), theirs)
    expect([isUnsaved(made), made.past.length]).toEqual([false, 1])
  })

  it('keeps both of two new documents of one name', () => {
    const mine: Known = { ...begun({ format: 1, id: 'line', nodes: { a: { type: 'mine' } } }), base: null, etag: null }
    expect(Object.values(onto(mine, theirs).known.present.nodes).map(({ type }) => type).sort()).toEqual(['mine', 't', 't'])
  })
})

describe('what is kept', () => {
  it('lets the oldest acts go when there is too much', () => {
    const long = 'x'.repeat(400_000)
    const many = ['1', '2', '3', '4', '5', '6', '7', '8'].reduce((last, each) => named(last, 'a', each + long), known)
    const kept = toKeep(many, 1)
    expect(kept.past.length).toBeGreaterThan(0)
    expect(kept.past.length).toBeLessThan(many.past.length)
    expect(kept.past.at(-1)).toBe(many.past.at(-1))
    expect(fromKept(structuredClone(kept))?.present).toEqual(many.present)
  })

  it.each([null, 'x', {}, { ...toKeep(known, 1), form: 2 }, { ...toKeep(known, 1), past: [1] }, { ...toKeep(known, 1), present: { id: 'line' } }])('is not taken when it is damaged (%#)', (stored) => {
    expect(fromKept(stored)).toBe(null)
  })
})
