/** Somebody who is connected. `flow` and `node`: what they edit, null: nothing. */
export interface Present {
  author: string
  station: string
  since: string
  flow: string | null
  node?: string | null
}

/** Everybody but this page itself; a person who has several pages at one place is named once. */
export function othersHere(people: readonly Present[], author: string | null, own: { flow: string | null; node: string | null }): Present[] {
  const isOwn = (each: Present) => each.author === author && each.flow === own.flow && (each.node ?? null) === own.node
  // The runtime may not yet know where this page has gone: any page of this person is it, then.
  const self = people.find(isOwn) ?? people.find((each) => each.author === author)
  const seen = new Set<string>()
  return people.filter((each) => {
    const place = JSON.stringify([each.author, each.flow, each.node ?? null])
    if (each === self || seen.has(place)) return false
    seen.add(place)
    return true
  })
}

/** One or two letters that stand for a person: of the first and last name, or the last two characters of a Chinese one. */
export function initials(name: string): string {
  const han = /[\u3400-\u9fff]+$/.exec(name.trim())
  if (han) return han[0].slice(-2)
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(Boolean)
  const [first = '?', last] = [words[0], words.length > 1 ? words.at(-1) : undefined]
  return (last ? `${first[0] ?? ''}${last[0] ?? ''}` : first.slice(0, 2)).toUpperCase()
}
