import { describe, expect, it } from 'vitest'
import { misfits } from './fieldCheck'
import { isLeaf, kindOf, leafPath, referable } from './fieldKind'
import { pathOf, within } from './fieldPath'
import { hintsOf, shaped } from './fieldSchema'
import { itemsOf, propertiesOf } from './schema'
import { cleaned, numberOf, written } from './fieldValue'
import type { Schema } from './types'

const form = (marks: Record<string, unknown>, schema: Schema = {}): Schema => ({ 'x-sinterflow': marks, ...schema })
const DURATION = form({ duration: true }, { type: 'string', pattern: '^\\d+(ms|s)$' })

const schema = shaped({
  type: 'object',
  required: ['table', 'rules'],
  properties: {
    table: form({ title: 'Table' }, { type: 'string', minLength: 1 }),
    every: form({ title: 'Every' }, { anyOf: [DURATION, { type: 'null' }], default: null }),
    key: form({ path: true }, { anyOf: [{ type: 'string' }, { type: 'null' }], default: 'tag' }),
    count: { type: 'integer', minimum: 1, maximum: 9, default: 3 },
    in: { type: 'array', minItems: 2, maxItems: 2, prefixItems: [{ type: 'number' }, { type: 'number' }], items: false },
    scope: form({ choices: { all: 'All' } }, { anyOf: [{ enum: ['all', 'group'] }, { type: 'array', items: { type: 'string' } }], default: 'all' }),
    batch: { anyOf: [{ $ref: '#/$defs/Batch' }, { type: 'null' }], default: null },
    message: form({ typed: true }, { type: 'object' }),
    rules: {
      type: 'array',
      items: {
        anyOf: [{ $ref: '#/$defs/Set' }, { $ref: '#/$defs/Delete' }],
        discriminator: { propertyName: 'op', mapping: {} },
      },
    },
  },
  $defs: {
    Batch: { type: 'object', properties: { size: { type: 'integer', minimum: 1, default: 1000 } } },
    Set: { type: 'object', title: 'Set', required: ['op', 'path', 'to'], properties: { op: { enum: ['set'] }, path: form({ path: true }, { type: 'string' }), to: form({ typed: true }) } },
    Delete: { type: 'object', title: 'Delete', required: ['op', 'path'], properties: { op: { enum: ['delete'] }, path: form({ path: true }, { type: 'string' }) } },
  },
})
const property = (name: string): Schema => propertiesOf(schema)[name] ?? {}

describe('the schema of a form', () => {
  it('gives each field a control', () => {
    const kinds = Object.entries(propertiesOf(schema)).map(([name, field]) => [name, kindOf(field)])
    expect(Object.fromEntries(kinds)).toEqual({
      table: 'text', every: 'duration', key: 'path', count: 'number', in: 'tuple', scope: 'words', batch: 'object', message: 'typedMap', rules: 'table',
    })
    expect(kindOf(itemsOf(property('rules')))).toBe('variant')
    expect([isLeaf('table'), referable('table'), referable('number')]).toEqual([false, false, true])
  })

  it('says what is wrong inside of a value at the control of that value', () => {
    expect(leafPath(schema, ['in', 1])).toEqual(['in'])
    expect(leafPath(schema, ['batch', 'size'])).toEqual(['batch', 'size'])
    expect(leafPath(schema, ['rules', 0, 'path'])).toEqual(['rules', 0, 'path'])
  })

  it('keeps defaults and null as hints, with the marks of the kind below', () => {
    expect(hintsOf(property('every'))).toEqual({ title: 'Every', duration: true, nullable: true, default: null })
    expect(JSON.stringify(schema)).not.toContain('"anyOf"')
  })

  it('writes neither a default nor an empty field', () => {
    expect(written(property('count'), 3)).toBeUndefined()
    expect(written(property('count'), 4)).toBe(4)
    expect(written(property('every'), undefined)).toBeUndefined()
    expect(written(property('key'), undefined)).toBeNull()
    expect(cleaned({ a: undefined, b: [{ c: undefined, d: null }] })).toEqual({ b: [{ d: null }] })
  })

  it.each([['', undefined], ['2.50', 2.5], ['-3e2', -300], ['12a', '12a'], ['${limit}', '${limit}'], ['9007199254740993', 9007199254740993n]])(
    'reads what was typed for a number: %s',
    (text, value) => {
      expect(numberOf(text)).toBe(value)
    },
  )
})

describe('a value that is checked as one types', () => {
  const found = (value: unknown) => misfits(schema, value).map(({ path, rule }) => `${path.join('.')} ${rule}`)
  const good = { table: 'readings', rules: [] }

  it('is good when it keeps the rules, when it is empty where it may be, and where a parameter stands for it', () => {
    expect(found({ ...good, every: '5s', in: [4, 20], scope: ['a'], batch: { size: 5 }, message: { payload: { from: 'now' } } })).toEqual([])
    expect(found({ ...good, every: null, key: null, batch: null, count: 9007199254740993n })).toEqual(['count maximum'])
    expect(found({ ...good, count: '${limit}', every: '${env:EVERY|5s}' })).toEqual([])
    expect(found({ ...good, count: '$${limit}' })).toEqual(['count type'])
  })

  it('names the field and the rule of each fault', () => {
    expect(found({ table: '', count: 0, every: 'soon', scope: 'none', in: [1] })).toEqual([
      'rules required', 'table minLength', 'every pattern', 'count minimum', 'in minItems', 'scope enum',
    ])
  })

  it('checks a rule by its own kind', () => {
    expect(found({ ...good, rules: [{ op: 'set', path: 'payload' }, { op: 'delete', path: 3 }, {}] })).toEqual([
      'rules.0.to required', 'rules.1.path type', 'rules.2.op required',
    ])
  })
})

describe('the place of a fault', () => {
  it.each([
    ['code', ['code']],
    ['rules[0].value', ['rules', 0, 'value']],
    ['columns["a.b"]', ['columns', 'a.b']],
  ])('is read from %s', (field, path) => {
    expect(pathOf(field)).toEqual(path)
  })

  it('is within the fields around it', () => {
    expect(within(pathOf('rules[0].value'), ['rules', 0])).toBe(true)
    expect(within(pathOf('rules[10]'), ['rules', 1])).toBe(false)
  })
})
