/** The flow that a fragment such as `#/flows/press-line-1` names. */
export function flowOfHash(hash: string): string | null {
  const found = /^#\/flows\/([^/?]+)$/.exec(hash)?.[1]
  if (!found) return null
  try {
    return decodeURIComponent(found)
  } catch {
    return null
  }
}

export function hashOfFlow(id: string | null): string {
  return id === null ? '#/flows' : `#/flows/${encodeURIComponent(id)}`
}
