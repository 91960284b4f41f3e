/** Lines around a change that are shown with it. */
const AROUND = 2
const LEFT_OUT = '…'

/** Texts of several lines without what is the same in all of them above and below the change; a line `…` stands for it. */
export function narrowed(texts: readonly string[]): string[] {
  const all = texts.map((text) => text.split('\n'))
  const most = Math.min(...all.map((lines) => lines.length))
  const alike = (at: (lines: readonly string[]) => string | undefined) => new Set(all.map(at)).size === 1
  let head = 0
  while (head < most && alike((lines) => lines[head])) head += 1
  let tail = 0
  while (tail < most - head && alike((lines) => lines[lines.length - 1 - tail])) tail += 1
  const [above, below] = [Math.max(0, head - AROUND), Math.max(0, tail - AROUND)]
  return all.map((lines) => [...(above ? [LEFT_OUT] : []), ...lines.slice(above, lines.length - below), ...(below ? [LEFT_OUT] : [])].join('\n'))
}

/** The values that belong together, narrowed where they are texts of which one has several lines. */
export function sideBySide(values: readonly unknown[]): { values: unknown[]; code: boolean } {
  const texts = values.filter((each) => typeof each === 'string')
  const code = texts.some((each) => each.includes('\n'))
  if (!code || texts.length < 2) return { values: [...values], code }
  const short = narrowed(texts)
  return { values: values.map((each) => (typeof each === 'string' ? short.shift() : each)), code }
}
