import { expect, it } from 'vitest'
import { kindOf } from './fieldKind'
import { hintsOf, requiredOf, shaped } from './fieldSchema'
import { exampleOf, settingsOf } from './nodeHelp'
import { schemaOfParameters } from './parameterSchema'
import { propertiesOf } from './schema'

const types = ['string', 'number', 'integer', 'boolean', 'choice', 'list', 'json', 'connection', 'tag', 'secret']
const schema = shaped(schemaOfParameters(Object.fromEntries(types.map((type) => [type, { type, choices: ['a'], ...(type === 'number' ? { default: 5, unit: '°C' } : {}) }]))))

it('gives each kind of parameter its control, and asks for those without a default', () => {
  expect(Object.values(propertiesOf(schema)).map(kindOf)).toEqual(['text', 'number', 'number', 'boolean', 'choice', 'list', 'json', 'connection', 'tag', 'secret'])
  expect(requiredOf(schema)).toEqual(types.filter((type) => type !== 'number'))
  expect(hintsOf(propertiesOf(schema)['number'] ?? {})).toEqual({ title: 'number', unit: '°C', default: 5 })
})

it('lists the settings of a type with their defaults, and an example', () => {
  const type = { required: ['path'], properties: { path: { type: 'string', examples: ['/a'], 'x-sinterflow': { title: 'Path' } }, size: { type: 'number', default: 3 } } }
  expect(settingsOf(type)).toEqual([
    { name: 'path', title: 'Path', help: '', unit: '', standard: undefined, required: true },
    { name: 'size', title: 'size', help: '', unit: '', standard: 3, required: false },
  ])
  expect(exampleOf(type)).toEqual({ path: '/a' })
})
