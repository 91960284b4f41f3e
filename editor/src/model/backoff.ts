const FIRST = 500
const LONGEST = 15_000

/** Milliseconds before try number `attempt` (from 0); half of it is spread by `random` in [0, 1). */
export function backoff(attempt: number, random: number): number {
  const whole = Math.min(LONGEST, FIRST * 2 ** Math.min(attempt, 10))
  return Math.round(whole / 2 + (whole / 2) * random)
}
