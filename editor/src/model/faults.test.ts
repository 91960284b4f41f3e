import { expect, it } from 'vitest'
import { placeOf } from './faults'
import type { Fault } from './types'

const fault: Fault = { code: 'any', severity: 'error', message: 'said' }

it.each([
  [{ node: 'read', field: 'every', file: 'flows/line.json' }, 'read: every'],
  [{ wire: 'a:out>b:in' }, 'a:out>b:in'],
  [{ file: 'flows/line.json', row: 3, column: 14 }, 'flows/line.json:3:14'],
  [{ file: 'flows/line.json' }, 'flows/line.json'],
  [{}, ''],
])('the place of %o is %s', (where, place) => {
  expect(placeOf({ ...fault, ...where })).toBe(place)
})
