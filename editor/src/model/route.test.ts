import { expect, it } from 'vitest'
import { hashOf, hashOfFlow, routeOf, type Route } from './route'

it.each<Route>([
  { page: 'flows' },
  { page: 'flow', flow: 'press line/1', inside: null, view: null, node: null },
  { page: 'flow', flow: 'line', inside: 'dose', view: 'table', node: 'a/b' },
  { page: 'subflow', id: 'dose', node: null },
  { page: 'project', tab: 'tags' },
  { page: 'history', revision: 7 },
  { page: 'history', revision: null },
  { page: 'station', code: null },
  { page: 'station', code: 'ABCD2345' },
])('an address leads back to its page: %j', (route) => {
  expect(routeOf(hashOf(route))).toEqual(route)
})

it('shows the list of flows for what it does not know', () => {
  for (const hash of ['', '#/', '#/nowhere', '#/flows/%E0%A4%A', '#token=x']) expect(routeOf(hash)).toEqual({ page: 'flows' })
  expect(hashOfFlow(null)).toBe('#/flows')
})
