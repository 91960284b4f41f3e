/** Colours of the theme as a painter needs them: variables mean nothing to a bitmap. */
export interface Colours {
  (variable: string): string
}

/** Reads colours where `element` is; the same one is read once. */
export function coloursAt(element: Element): Colours {
  const style = getComputedStyle(element)
  const known = new Map<string, string>()
  return (variable) => {
    const name = variable.replace(/^var\((.*)\)$/, '$1')
    if (!name.startsWith('--')) return variable
    const before = known.get(name)
    if (before !== undefined) return before
    const colour = style.getPropertyValue(name).trim() || 'gray'
    known.set(name, colour)
    return colour
  }
}
