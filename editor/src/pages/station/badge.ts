/** Milliseconds for which a badge that was read may be joined by a PIN. */
const KEPT = 60_000

let last: { badge: string; at: number } | null = null

/** Keeps the last badge in the memory of this page, so that the PIN can come after it without a second scan. */
export function keepBadge(badge: string | null): void {
  last = badge === null ? null : { badge, at: Date.now() }
}

export function keptBadge(): string | null {
  return last !== null && Date.now() - last.at < KEPT ? last.badge : null
}
