import { describe, expect, it } from 'vitest'
import { begun, edited, LONGEST, redone, renewed, settled, undone, withdrawn } from './history'

const start = begun<{ count: number; names: string[] }>({ count: 0, names: [] })
const named = (name: string, mark?: string) => (history: typeof start) =>
  edited(history, 'rename', (draft) => void draft.names.push(name), mark)

describe('the history of a document', () => {
  it('goes back and forth over every act', () => {
    const both = named('b')(named('a')(start))
    expect(undone(both).present.names).toEqual(['a'])
    expect(undone(undone(both)).present).toEqual(start.present)
    expect(redone(undone(both)).present).toEqual(both.present)
    expect(undone(start)).toBe(start)
    expect(redone(both)).toBe(both)
  })

  it('forgets what was undone once something else is done', () => {
    const other = named('c')(undone(named('a')(start)))
    expect(other.future).toEqual([])
    expect(other.present.names).toEqual(['c'])
  })

  it('takes acts of one mark as one, until that is settled', () => {
    const typed = named('b', 'field')(named('a', 'field')(start))
    expect(typed.past).toHaveLength(1)
    expect(undone(typed).present).toEqual(start.present)
    expect(redone(undone(typed)).present.names).toEqual(['a', 'b'])
    expect(named('c', 'field')(settled(typed)).past).toHaveLength(2)
  })

  it('keeps no act that changed nothing, and not more than it can hold', () => {
    expect(edited(start, 'nothing', () => undefined)).toBe(start)
    let long = start
    for (let each = 0; each <= LONGEST; each++) long = edited(long, 'count', (draft) => {
      draft.count++
    })
    expect(long.past).toHaveLength(LONGEST)
  })

  it('takes an act of several documents back in each, whatever else was done there since', () => {
    const together = { act: 'x', others: [] }
    const act = edited(start, 'rename', (draft) => void (draft.count = 7), undefined, together)
    const since = named('b')(act)
    expect(withdrawn(since, 'x')?.present).toEqual({ count: 0, names: ['b'] })
    expect(renewed(withdrawn(since, 'x') ?? start, 'x')?.present).toEqual({ count: 7, names: ['b'] })
    expect(withdrawn(since, 'y')).toBeNull()
  })

  it('does not take back what something else was built on', () => {
    const act = edited(start, 'add', (draft) => void draft.names.push('a'), undefined, { act: 'x', others: [] })
    expect(withdrawn(named('b')(act), 'x')).toBeNull()
    expect(renewed(named('b')(undone(act)), 'x')).toBeNull()
  })
})
