type Rows = Readonly<Record<string, unknown>>

/** The same rows in the same order, one of them with another key. */
export function renamedKey(rows: Rows, key: string, to: string): Rows {
  return Object.fromEntries(Object.entries(rows).map(([name, value]) => [name === key ? to : name, value]))
}

export function withoutKey(rows: Rows, key: string): Rows {
  return Object.fromEntries(Object.entries(rows).filter(([name]) => name !== key))
}

/** A key that no row has yet. */
export function freeKey(rows: Rows): string {
  const taken = Object.keys(rows)
  if (!taken.includes('key')) return 'key'
  let number = 2
  while (taken.includes(`key${number}`)) number += 1
  return `key${number}`
}
