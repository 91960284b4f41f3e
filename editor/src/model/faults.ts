import type { Fault } from './types'

/** Where a fault is, as short as it can be found: the node or wire and its field, else the place in the file. */
export function placeOf({ node, wire, field, file, row, column }: Fault): string {
  const owner = node ?? wire
  if (owner) return field ? `${owner}: ${field}` : owner
  return [file, row, column].filter((part) => part !== undefined && part !== null && part !== '').join(':')
}
