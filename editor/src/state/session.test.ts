import { beforeEach, expect, it, vi } from 'vitest'

const kept = new Map<string, string>()
vi.stubGlobal('sessionStorage', {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => kept.set(key, value),
  removeItem: (key: string) => kept.delete(key),
})

const { useSession } = await import('./session')
const session = () => useSession.getState()

beforeEach(() => session().signOut())

it('is over for who is signed in, says what counts no more, and keeps no token', () => {
  session().signIn('first')
  session().over(session().credential)
  expect([session().credential, session().refused, kept.size]).toEqual([null, 'token', 0])
  session().begin('csrf', false)
  session().over(session().credential)
  expect([session().credential, session().refused]).toEqual([null, 'session'])
})

it('goes on when an earlier credential is refused late, also of the same person', () => {
  session().begin('csrf', false)
  const earlier = session().credential
  session().over(earlier)
  session().begin('csrf', false)
  session().over(earlier)
  expect([session().credential, session().refused]).toEqual([{ by: 'session', csrf: 'csrf' }, null])
})

it('is the same when the login link is opened again', () => {
  session().signIn('first')
  const { credential } = session()
  session().signIn('first')
  session().over(credential)
  expect([session().credential, session().refused]).toEqual([null, 'token'])
})
