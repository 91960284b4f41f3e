import { backoff } from '../model/backoff'
import { isRecord } from '../model/reading'
import { eventProtocols } from '../model/token'
import type { LiveEvent } from '../model/types'
import { parseExact } from '../model/value'

/** `again`: it was lost and is tried again. `until` is the browser's time of the next try. */
export type LinkState = { is: 'open' } | { is: 'connecting'; again: boolean } | { is: 'waiting'; until: number }

export interface Listener {
  events(events: LiveEvent[]): void
  state(state: LinkState): void
}

/** What is told events of a topic, oldest first. */
export type Hear = (events: LiveEvent[]) => void

/** Events are handed on in bundles, so that a fast flow repaints the page five times a second at most. */
const BUNDLE = 200
/** A tap recompiles its part of the flow, so scrolling must not send a request a row. */
const SETTLE = 300
/** When a topic that was not taken is asked for again. */
const AGAIN = 5000
/** A page in the background gets no timers for a while; older events than these would not be shown anyway. */
const LONGEST_BUNDLE = 5000

/** The WebSocket to the runtime: comes back by itself and asks again for what is watched. */
export class Link {
  private socket: WebSocket | null = null
  private attempt = 0
  private retry = 0
  private settling = 0
  private bundling = 0
  private bundle: LiveEvent[] = []
  private readonly watchers = new Map<string, number>()
  private readonly hearers = new Map<string, Set<Hear>>()
  private asked = new Set<string>()
  private said: object | null = null

  constructor(
    private readonly token: string | null,
    private readonly listener: Listener,
  ) {}

  open(): void {
    clearTimeout(this.retry)
    this.socket?.close()
    this.listener.state({ is: 'connecting', again: this.attempt > 0 })
    const url = new URL('api/v1/events', window.location.href)
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
    url.hash = ''
    const socket = new WebSocket(url, eventProtocols(this.token))
    this.socket = socket
    socket.onopen = () => this.opened()
    socket.onmessage = ({ data }) => this.received(data)
    socket.onclose = () => {
      if (this.socket === socket) this.closed()
    }
  }

  /** For good: nothing is heard afterwards. */
  close(): void {
    const socket = this.socket
    this.socket = null
    for (const timer of [this.retry, this.settling, this.bundling]) clearTimeout(timer)
    socket?.close()
  }

  /** Asks for `topics` until the returned function is called; a topic may be watched several times. */
  watch(topics: readonly string[]): () => void {
    for (const topic of topics) this.watchers.set(topic, (this.watchers.get(topic) ?? 0) + 1)
    this.settle()
    return () => {
      for (const topic of topics) {
        const left = (this.watchers.get(topic) ?? 1) - 1
        if (left > 0) this.watchers.set(topic, left)
        else this.watchers.delete(topic)
      }
      this.settle()
    }
  }

  /** Tells the runtime something about this page, and tells it again after each reconnection until something else is said. */
  say(words: object): void {
    this.said = words
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(words))
  }

  /** Watches one topic, and tells `hear` what came of it. */
  hear(topic: string, hear: Hear): () => void {
    const hearers = this.hearers.get(topic) ?? new Set()
    this.hearers.set(topic, hearers.add(hear))
    const stop = this.watch([topic])
    return () => {
      hearers.delete(hear)
      stop()
    }
  }

  private opened(): void {
    this.attempt = 0
    this.asked = new Set()
    this.listener.state({ is: 'open' })
    this.subscribe()
    if (this.said) this.say(this.said)
  }

  private closed(): void {
    this.socket = null
    const delay = backoff(this.attempt++, Math.random())
    this.listener.state({ is: 'waiting', until: Date.now() + delay })
    this.retry = window.setTimeout(() => this.open(), delay)
  }

  private settle(delay = SETTLE): void {
    clearTimeout(this.settling)
    this.settling = window.setTimeout(() => this.subscribe(), delay)
  }

  /** Each request names everything that is wanted, and what is no longer. */
  private subscribe(): void {
    if (this.socket?.readyState !== WebSocket.OPEN) return
    const wanted = new Set(this.watchers.keys())
    const given = [...this.asked].filter((topic) => !wanted.has(topic))
    if (given.length === 0 && wanted.size === this.asked.size) return
    this.socket.send(JSON.stringify({ subscribe: [...wanted], unsubscribe: given }))
    this.asked = wanted
  }

  /** A port of a flow that does not run cannot be tapped yet: what was not taken is asked for again. */
  private answered(data: unknown): void {
    const topics = isRecord(data) && Array.isArray(data['topics']) ? new Set<unknown>(data['topics']) : null
    if (!topics || [...this.asked].every((topic) => topics.has(topic))) return
    this.asked = new Set([...this.asked].filter((topic) => topics.has(topic)))
    this.settle(AGAIN)
  }

  private received(data: unknown): void {
    const event = typeof data === 'string' ? parseExact(data) : null
    if (!isRecord(event) || typeof event['topic'] !== 'string') return
    if (event['topic'] === 'subscribed') {
      this.answered(event['data'])
      return
    }
    this.bundle.push(event as unknown as LiveEvent)
    if (this.bundle.length > LONGEST_BUNDLE) this.bundle.shift()
    this.bundling ||= window.setTimeout(() => this.deliver(), BUNDLE)
  }

  private deliver(): void {
    this.bundling = 0
    const events = this.bundle
    this.bundle = []
    for (const [topic, hearers] of this.hearers) {
      const own = hearers.size ? events.filter((event) => event.topic === topic) : []
      if (own.length) for (const hear of hearers) hear(own)
    }
    // A tap that was given up may still have spoken; its flow is no longer looked at.
    this.listener.events(events.filter(({ topic }) => !topic.startsWith('tap:') || this.watchers.has(topic)))
  }
}
