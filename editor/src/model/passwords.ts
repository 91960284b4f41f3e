/** No letter or digit that is taken for another when it is read out. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'
const GROUPS = 4
const LENGTH = 4

/** A password to tell somebody: four groups of four, 79 random bits. */
export function newPassword(random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array = (bytes) => crypto.getRandomValues(bytes)): string {
  const groups: string[] = ['']
  // Bytes beyond the last whole multiple would make some letters likelier than others.
  const fair = 256 - (256 % LETTERS.length)
  while (groups.length <= GROUPS) {
    for (const byte of random(new Uint8Array(16))) {
      if (byte >= fair) continue
      const last = groups.pop() ?? ''
      groups.push(last + (LETTERS[byte % LETTERS.length] ?? ''))
      if (last.length + 1 === LENGTH) groups.push('')
    }
  }
  return groups.slice(0, GROUPS).join('-')
}
