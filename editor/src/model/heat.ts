/** How busy a wire is, 0 (still) to 5: each step is about five times the one before. `rate` is in messages a second. */
export function heatOf(rate: number | null | undefined): number {
  if (!rate || rate < 0.01) return 0
  return Math.max(1, Math.min(5, 2 + Math.floor(Math.log(rate) / Math.log(5))))
}
