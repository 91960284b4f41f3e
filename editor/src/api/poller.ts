import { backoff } from '../model/backoff'
import type { Problem } from '../model/problem'
import { ApiError } from './client'

/** Asks again and again while the page is visible, with back-off while it fails; stops when the token is refused. */
export class Poller<T> {
  private readonly abort = new AbortController()
  private timer = 0
  private failures = 0

  constructor(
    private readonly read: (signal: AbortSignal) => Promise<T>,
    private readonly every: number | null,
    private readonly tell: (data: T | null, problem: Problem | null) => void,
  ) {}

  start(): void {
    document.addEventListener('visibilitychange', this.wake)
    void this.ask()
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this.wake)
    clearTimeout(this.timer)
    this.abort.abort()
  }

  private readonly wake = (): void => {
    if (document.hidden || this.timer === 0) return
    clearTimeout(this.timer)
    void this.ask()
  }

  private async ask(): Promise<void> {
    this.timer = 0
    try {
      const data = await this.read(this.abort.signal)
      if (this.abort.signal.aborted) return
      this.failures = 0
      this.tell(data, null)
      if (this.every !== null) this.again(this.every)
    } catch (error) {
      if (this.abort.signal.aborted) return
      this.failed(error)
    }
  }

  private failed(error: unknown): void {
    if (!(error instanceof ApiError)) throw error
    this.tell(null, error.problem)
    if (error.problem.kind !== 'refused') this.again(Math.max(this.every ?? 0, backoff(this.failures++, Math.random())))
  }

  private again(delay: number): void {
    this.timer = window.setTimeout(() => {
      if (!document.hidden) void this.ask()
    }, delay)
  }
}
