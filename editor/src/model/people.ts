import type { Text } from './types'

/** A role; with an area it counts for what belongs to that area. */
export interface Grant {
  role: string
  area: string | null
}

/** One item of `GET /users`. */
export interface User {
  user: string
  name: string
  language: string
  grants: Grant[]
  password: boolean
  must_change: boolean
  disabled: boolean
  totp: boolean
  subject: string | null
  badges: number
  pin: boolean
  /** When they last did something in a session that is not over. */
  seen: string | null
  etag: string
}

export interface Role {
  role: string
  title: Text
  rights: string[]
  builtin: boolean
  etag: string | null
}

/** One item of `GET /rights`. */
export interface Right {
  right: string
  title: Text
}

export interface SessionItem {
  id: string
  station: string
  created: string
  used: string
  ends: string
  address: string
  agent: string
  current: boolean
}

export interface Badge {
  id: string
  label: string
  added: string
}

export interface Station {
  id: string
  name: Text
  area: string
  pages: string[]
  idle: number
  disabled: boolean
  paired: string | null
}

/** From the weakest to the strongest. */
export const METHODS = ['badge', 'pin', 'badge+pin', 'password', 'password+code'] as const
export type Method = (typeof METHODS)[number]

/** A choice of `role` or `role:area` in a list, and the grant that it stands for. */
export const grantKey = ({ role, area }: Grant): string => (area === null ? role : `${role}:${area}`)

export function grantOf(key: string): Grant {
  const at = key.indexOf(':')
  return at < 0 ? { role: key, area: null } : { role: key.slice(0, at), area: key.slice(at + 1) }
}

/** Who has a role, each with the areas that it counts in; null: everywhere. */
export function holders(users: readonly User[], role: string): { user: string; area: string | null }[] {
  return users.flatMap(({ user, grants }) => grants.filter((grant) => grant.role === role).map(({ area }) => ({ user, area })))
}

/** What a browser calls itself, as short as a person knows it: `Chrome, Windows`. */
export function browserOf(agent: string): string {
  // Edge and Opera say Chrome and Safari too, Chrome says Safari.
  const browser = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'].find((name) => agent.includes(`${name}/`))
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(agent)?.[1]
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS X': 'macOS' }
  const known = [browser, system].flatMap((name) => (name === undefined ? [] : [names[name] ?? name]))
  return known.length ? known.join(', ') : agent
}
