import { describe, expect, it } from 'vitest'
import { auditCsv, auditLines, nameWithId, timeText, type AuditEntry } from './audit'
import { words } from './testWords'
import type { Language, Schema } from './types'

const field = (en: string, zh: string, hints: Schema = {}): Schema => ({ 'x-sinterflow': { title: { en, zh }, ...hints } })
const KEPT: Schema = {
  properties: {
    title: field('Name', '姓名'),
    disabled: field('Disabled', '停用'),
    rights: field('Rights', '权限', { choices: { view: { en: 'see everything', zh: '查看' } } }),
    idle: field('Signs off after', '自动退出登录', { unit: 's' }),
  },
}
const lines = (before: unknown, after: unknown, language: Language = 'en', schema = KEPT) => auditLines(before, after, schema, words(language))

describe('the lines of a change', () => {
  it('name what became another in words, and leave out what stayed', () => {
    const before = { title: 'Li', rights: ['view'], disabled: false, idle: 60 }
    const after = { ...before, title: 'Li Wei', disabled: true, idle: 90 }
    expect(lines(before, after)).toEqual([
      { place: 'Name', before: 'Li', after: 'Li Wei' },
      { place: 'Disabled', before: 'no', after: 'yes' },
      { place: 'Signs off after', before: '60 s', after: '90 s' },
    ])
    expect(lines(before, after, 'zh')[1]).toEqual({ place: '停用', before: '否', after: '是' })
  })

  it('call what a list holds by its names', () => {
    expect(lines({ rights: [] }, { rights: ['view', 'deploy'] })).toEqual([{ place: 'Rights', before: null, after: 'see everything, deploy' }])
  })

  it('tell what is new and what is gone; what is not declared keeps its name', () => {
    expect(lines(null, { address: '10.0.0.7', disabled: false })).toEqual([{ place: 'address', before: null, after: '10.0.0.7' }])
    expect(lines({ title: 'Li' }, null)).toEqual([{ place: 'Name', before: 'Li', after: null }])
    expect(lines('1', null, 'en', field('Fingerprint', '指纹'))).toEqual([{ place: 'Fingerprint', before: '1', after: null }])
    expect(lines(null, null)).toEqual([])
    expect(lines(null, { owner: '', areas: null, pages: [], at: { role: 'viewer', area: null } })).toEqual([{ place: 'at', before: null, after: 'role: viewer' }])
  })

  it('go into what is inside of another', () => {
    expect(lines({ least: { view: 'badge', edit: 'password' } }, { least: { view: 'pin', edit: 'password' } })).toEqual([{ place: 'least › view', before: 'badge', after: 'pin' }])
  })
})

it('things that are called alike are told apart, and a time that is none stays as it is', () => {
  expect([nameWithId('Press', 'press-2'), nameWithId('Press', 'press'), nameWithId('press', 'press')]).toEqual(['Press (press-2)', 'Press (press)', 'press'])
  expect(timeText('soon', 'UTC')).toBe('soon')
  expect(timeText('2026-11-26T05:00:00Z', 'UTC')).toContain('05:00')
})

it('a table calculation gets every entry on a line of its own, and no formula', () => {
  const entry: AuditEntry = {
    number: 7, time: '2026-11-26T05:00:00Z', author: '=HYPERLINK("x")', station: '', action: 'user.add', target: 'li', area: '',
    before: null, after: { title: 'Li, "W"' }, reason: 'two\nlines', hash: 'ab',
  }
  expect(auditCsv(['No.'], [entry], () => 'Person added', ({ before, after }) => lines(before, after))).toBe(
    'No.\r\n7,2026-11-26T05:00:00Z,"\'=HYPERLINK(""x"")",,Person added,li,,"Name: – → Li, ""W""","two\nlines",ab\r\n',
  )
})
