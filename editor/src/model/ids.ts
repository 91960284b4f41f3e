const WHOLE = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/
const LONGEST = 64

/** Whether the runtime takes this as an id. */
export function isId(text: string): boolean {
  return WHOLE.test(text)
}

/** An id made of what people wrote; where no letter of it can be in an id, `otherwise` stands for them. */
export function idOf(text: string, otherwise: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^A-Za-z0-9_.-]+/g, '-').replace(/^[^A-Za-z0-9]+|[-_.]+$/g, '')
  const lettersLost = !/[A-Za-z]/.test(plain) && /\p{L}/u.test(text)
  const made = lettersLost && plain ? `${otherwise}-${plain}` : plain
  return made.slice(0, LONGEST).toLowerCase() || otherwise
}

/** Gives ids that nothing has yet; upper and lower case do not make ids different. */
export class FreshIds {
  private readonly taken: Set<string>

  constructor(taken: Iterable<string>) {
    this.taken = new Set([...taken].map((id) => id.toLowerCase()))
  }

  /** `wanted` itself when it is free, else with a number behind it. */
  take(wanted: string): string {
    const stem = wanted.replace(/-\d+$/, '')
    for (let number = 1; ; number++) {
      const tail = `-${number}`
      const id = number === 1 ? wanted : stem.slice(0, LONGEST - tail.length) + tail
      if (this.taken.has(id.toLowerCase())) continue
      this.taken.add(id.toLowerCase())
      return id
    }
  }
}

/** What a new node of a type is called: the type's last word. */
export function stemOf(type: string): string {
  return idOf(type.slice(Math.max(type.lastIndexOf('.'), type.lastIndexOf(':')) + 1), 'node')
}
