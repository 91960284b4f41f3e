/** An id that nothing in `taken` has: `wanted`, else with a number behind it. Case does not make a difference. */
export function freeId(wanted: string, taken: Readonly<Record<string, unknown>>): string {
  const used = new Set(Object.keys(taken).map((id) => id.toLowerCase()))
  if (!used.has(wanted.toLowerCase())) return wanted
  const base = wanted.replace(/-\d+$/, '')
  let number = 2
  while (used.has(`${base}-${number}`.toLowerCase())) number += 1
  return `${base}-${number}`
}

/** What ids of connections, equipment and parameters may be. */
export const ID = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/
