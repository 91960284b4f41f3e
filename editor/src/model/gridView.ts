/** How a table is looked at: which rows, in which order, how wide. The table itself stays as it is. */

export interface Sort {
  column: string
  down: boolean
}

export const [NARROWEST, WIDEST] = [40, 800]

/** 2 comes before 10, in any language. */
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** The place of each text in a sorted list; what is empty comes last either way, and what is the same stays in its order. */
export function ranked(texts: readonly string[], down: boolean): number[] {
  const order = texts.map((text, index) => ({ text, index }))
  const sign = down ? -1 : 1
  order.sort((one, other) => {
    if (!one.text || !other.text) return Number(!one.text) - Number(!other.text)
    return sign * collator.compare(one.text, other.text)
  })
  const ranks = new Array<number>(texts.length)
  order.forEach(({ index }, rank) => (ranks[index] = rank))
  return ranks
}

/** The different texts of a column, sorted; the empty one last. */
export function choicesIn(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort((one, other) => Number(!one) - Number(!other) || collator.compare(one, other))
}

export function widthWithin(width: number): number {
  return Math.round(Math.max(NARROWEST, Math.min(WIDEST, width)))
}

/** Widths by column, as they were kept; what is damaged is left out. */
export function widthsOf(kept: string | null): Record<string, number> {
  try {
    const read: unknown = JSON.parse(kept ?? '{}')
    const entries = typeof read === 'object' && read !== null ? Object.entries(read) : []
    return Object.fromEntries(entries.flatMap(([column, width]) => (typeof width === 'number' && Number.isFinite(width) ? [[column, widthWithin(width)]] : [])))
  } catch {
    return {}
  }
}
