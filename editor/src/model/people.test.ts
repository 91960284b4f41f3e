import { expect, it } from 'vitest'
import { browserOf, grantKey, grantOf, holders, type User } from './people'

const user = (name: string, ...grants: User['grants']): User => ({
  user: name, name: '', language: '', grants, password: true, must_change: false, disabled: false, totp: false, subject: null, badges: 0, pin: false, seen: null, etag: '"1"',
})

it('a grant is written as role or role:area, and read again', () => {
  for (const grant of [{ role: 'viewer', area: null }, { role: 'operator', area: 'press' }]) expect(grantOf(grantKey(grant))).toEqual(grant)
})

it('the holders of a role are named with their areas', () => {
  const everybody = [user('li', { role: 'operator', area: 'press' }), user('wang', { role: 'operator', area: null }, { role: 'viewer', area: null })]
  expect(holders(everybody, 'operator')).toEqual([{ user: 'li', area: 'press' }, { user: 'wang', area: null }])
})

it('a browser is called as people call it; what is none keeps its own name', () => {
  expect(browserOf('Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120.0 Safari/537.36 Edg/120.0')).toBe('Edge, Windows')
  expect(browserOf('Mozilla/5.0 (iPad; CPU OS 17) Version/17 Safari/604')).toBe('Safari, iPad')
  expect(browserOf('curl/8.0')).toBe('curl/8.0')
})
