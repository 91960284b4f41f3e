import { describe, expect, it } from 'vitest'
import { auditCsv, auditLines, type AuditEntry } from './audit'

describe('the lines of a change', () => {
  it('name what became another, and leave out what stayed', () => {
    const before = { title: 'Li', grants: [{ role: 'viewer', area: null }], disabled: false }
    expect(auditLines(before, { ...before, title: 'Li Wei', disabled: true })).toEqual([
      { place: 'title', before: 'Li', after: 'Li Wei' },
      { place: 'disabled', before: 'false', after: 'true' },
    ])
  })

  it('go into what is inside of another', () => {
    expect(auditLines({ least: { view: 'badge', edit: 'password' } }, { least: { view: 'pin', edit: 'password' } })).toEqual([
      { place: 'least.view', before: 'badge', after: 'pin' },
    ])
  })

  it('tell what is new and what is gone', () => {
    expect(auditLines(null, { address: '10.0.0.7' })).toEqual([{ place: 'address', before: null, after: '10.0.0.7' }])
    expect(auditLines('"1"', null)).toEqual([{ place: '', before: '"1"', after: null }])
    expect(auditLines(null, null)).toEqual([])
  })

  it('compare as a whole what is of two kinds', () => {
    expect(auditLines({ a: 1 }, 'gone')).toEqual([{ place: '', before: 'a: 1', after: 'gone' }])
  })
})

it('a table calculation gets every entry on a line of its own, and no formula', () => {
  const entry: AuditEntry = {
    number: 7, time: '2026-11-26T05:00:00Z', author: '=HYPERLINK("x")', station: '', action: 'user.add', target: 'li', area: '',
    before: null, after: { title: 'Li, "W"' }, reason: 'two\nlines', hash: 'ab',
  }
  expect(auditCsv(['No.'], [entry], () => 'Person added')).toBe(
    'No.\r\n7,2026-11-26T05:00:00Z,"\'=HYPERLINK(""x"")",,Person added,li,,"title: – → Li, ""W""","two\nlines",ab\r\n',
  )
})
