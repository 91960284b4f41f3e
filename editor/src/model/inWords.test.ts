import { describe, expect, it } from 'vitest'
import { parted, type Part } from './changedParts'
import { inWords, rowsInWords } from './inWords'
import { labelled } from './labels'
import { sideBySide } from './narrowed'
import { words } from './testWords'
import type { Language, Schema } from './types'
import { placeOf, placeText } from './undeclared'

const titled = (en: string, zh: string, more: Schema = {}, hints: Schema = {}): Schema => ({ ...more, 'x-sinterflow': { title: { en, zh }, ...hints } })
const CONFIG: Schema = {
  type: 'object',
  properties: {
    rules: titled('Rules', '规则', { type: 'array', items: { $ref: '#/$defs/Rule' } }),
    steps: titled('Steps', '步骤', { type: 'array', items: { anyOf: [{ $ref: '#/$defs/Set' }], discriminator: { propertyName: 'op' } } }, { choices: { set: { en: 'Set', zh: '设置' } } }),
    out: titled('Output', '输出', { type: 'array', prefixItems: [{ type: 'number' }, { type: 'number' }] }),
    limit: titled('Limit', '上限', {}, { typed: true }),
    columns: titled('Columns', '列', { type: 'object' }, { typed: true }),
  },
  $defs: {
    Rule: { type: 'object', properties: { op: titled('Comparison', '比较', { enum: ['in', 'eq'] }, { choices: { in: { en: 'is one of', zh: '属于' }, eq: { en: '=', zh: '等于' } } }), value: titled('Value', '值') } },
    Set: { type: 'object', properties: { op: { enum: ['set'] }, path: titled('Property', '属性') } },
  },
}
const at = (path: string[], language: Language = 'en') => labelled(CONFIG, path, language)
const changed = (path: string[], old: unknown, now: unknown): Part => ({ what: 'changed', own: [], ...at(path), old, new: now })
const said = (part: Part) => parted(part, 'en').map(({ what, own, labels, old, new: now, schema }) => [what, placeText({ own, labels }, (name) => name), inWords(old, schema, words('en')), inWords(now, schema, words('en'))])

describe('a table that changed', () => {
  const [zones, dew, oxygen] = [{ op: 'in', value: ['Z4', 'Z5'] }, { op: 'eq', value: 'DEW' }, { op: 'eq', value: 'O2' }]

  it('is told row by row and field by field, by the names that the form has', () => {
    expect(said(changed(['rules'], [zones, dew], [{ op: 'in', value: ['Z5'] }, dew, oxygen]))).toEqual([
      ['changed', 'Rules › 1 › Value', 'Z4, Z5', 'Z5'],
      ['added', 'Rules › 3', 'not set', 'Comparison: =; Value: O2'],
    ])
  })

  it('counts places from one, of a pair of numbers too', () => {
    expect(at(['out', '1']).labels).toEqual(['Output', '2'])
  })

  it('does not name the path that a value is read from', () => {
    expect(at(['columns', 'reader', 'path']).labels).toEqual(['Columns', 'reader'])
  })

  it('does not name the source of a value, and says it as the form does', () => {
    const { labels, schema } = at(['limit', 'from'])
    expect([labels, inWords('flow', schema, { ...words('en'), read: (from, path) => `<${from}>${path}` })]).toEqual([['Limit'], '<flow>'])
    expect(at(['columns', 'reader', 'from']).labels).toEqual(['Columns', 'reader'])
    expect(at(['columns', 'path']).labels).toEqual(['Columns', 'path'])
  })

  it('says which row was taken out, not that all after it are others', () => {
    expect(said(changed(['rules'], [zones, dew, oxygen], [zones, oxygen]))).toEqual([['removed', 'Rules › 2', 'Comparison: =; Value: DEW', 'not set']])
  })

  it('goes by the name of its rows where each has one', () => {
    expect(said({ ...changed([], [{ id: 'a', start: 1 }, { id: 'b', start: 2 }], [{ id: 'b', start: 3 }]), schema: null, own: ['shifts'] })).toEqual([
      ['removed', 'shifts › a', 'id: a; Start: 1', 'not set'],
      ['changed', 'shifts › b › start', '2', '3'],
    ])
  })
})

describe('a value in words', () => {
  it('has the names and choices of its schema in both languages', () => {
    const rules = [{ op: 'in', value: ['Z4', 'Z5'] }]
    expect(rowsInWords(rules, at(['rules']).schema, words('en'))).toEqual(['Comparison: is one of; Value: Z4, Z5'])
    expect(rowsInWords(rules, at(['rules']).schema, words('zh'))).toEqual(['比较：属于；值：Z4、Z5'])
    expect(rowsInWords([{ op: 'set', path: 'payload' }], at(['steps']).schema, words('zh'))).toEqual(['op：设置；属性：payload'])
  })

  it('keeps the names that people gave in a map, and says what is read of a message as the form does', () => {
    expect(inWords({ start: { from: 'msg', path: 'payload.t' }, n: 1 }, at(['columns']).schema, words('en'))).toBe('start: msg.payload.t; n: 1')
  })

  it('has yes, no and nothing, and what nests in brackets', () => {
    expect(inWords({ start: true, end: false, x: null, in: { start: '' } }, null, words('en'))).toBe('Start: yes; End: no; in: (Start: empty)')
    expect(inWords([], null, words('zh'))).toBe('空')
    expect(inWords({ en: 'Zone', zh: '温区' }, null, words('zh'))).toBe('温区')
    expect(inWords(9007199254740993n, { 'x-sinterflow': { unit: 'ms' } }, words('en'))).toBe('9007199254740993 ms')
  })
})

describe('what people wrote', () => {
  const start = (own: string[], old: unknown, now: unknown): Part => ({ what: 'changed', ...placeOf(own, 'en'), old, new: now })
  const places = (part: Part) => parted(part, 'en').map((each) => placeText(each, words('en').own))

  it('keeps its keys, at any depth, below a default, a value and where nothing is declared of a config', () => {
    const value = { end: 3, start: { end: 1 } }
    for (const key of ['default', 'value', 'config']) expect(inWords({ start: 1, [key]: value }, null, words('en'))).toBe(`Start: 1; ${key}: (end: 3; start: (end: 1))`)
    expect(places(start(['start', 'default'], value, { end: 4, start: { end: 2 } }))).toEqual(['Start › default › end', 'Start › default › start › end'])
  })

  it('keeps the ids that people gave; what is in them goes by the names of the page again', () => {
    expect(inWords({ areas: { start: { start: 1 } } }, null, words('en'))).toBe('areas: (start: (Start: 1))')
    expect(places(start(['areas', 'end'], { start: 1 }, { start: 2 }))).toEqual(['areas › end › Start'])
    expect(places(start([], { areas: {} }, { areas: { end: 1 } }))).toEqual(['areas › end'])
    expect(places(start(['start'], [{ id: 'end', end: 1 }], [{ id: 'end', end: 2 }]))).toEqual(['Start › end › End'])
  })

  it('is not shown where it is a secret, but for the name of one', () => {
    const schema: Schema = { properties: { password: titled('Password', '密码', {}, { secret: true }) } }
    expect(inWords({ password: 'hunter2' }, schema, words('en'))).toBe('Password: ••••')
    expect(inWords({ password: '${secret:plc}' }, schema, words('zh'))).toBe('密码：${secret:plc}')
    expect(inWords({ password: 'a${secret:plc}' }, schema, words('en'))).toBe('Password: ••••')
    expect(inWords({ password: '' }, schema, words('en'))).toBe('Password: empty')
  })
})

it('of long texts only what differs is shown, with the lines around it', () => {
  expect(sideBySide(['a\nb\nc\nd\ne\nf\ng', 'a\nb\nc\nD\ne\nf\ng'])).toEqual({ values: ['…\nb\nc\nd\ne\nf\n…', '…\nb\nc\nD\ne\nf\n…'], code: true })
  expect(sideBySide(['a\nb', undefined, 'a'])).toEqual({ values: ['a\nb', undefined, 'a'], code: true })
  expect(sideBySide(['a', 5])).toEqual({ values: ['a', 5], code: false })
})
