/** Text in rows and cells, as Excel copies it (tabs) and as CSV files have it (commas). */

/** The rows of a text; quoted cells may hold line breaks. A last empty line is no row. */
export function readDelimited(text: string, separator: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length) {
    const { cell, end } = text[at] === '"' ? quoted(text, at, separator) : plain(text, at, separator)
    row.push(cell)
    at = end
    if (text[at] === separator) {
      at += 1
      if (at === text.length) row.push('')
      else continue
    }
    rows.push(row)
    row = []
    if (text[at] === '\r' && text[at + 1] === '\n') at += 1
    at += 1
  }
  return rows
}

function plain(text: string, start: number, separator: string): { cell: string; end: number } {
  let end = start
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end += 1
  return { cell: text.slice(start, end), end }
}

/** A quoted cell; one whose quote does not end at a separator was only a text that begins with a quote. */
function quoted(text: string, start: number, separator: string): { cell: string; end: number } {
  let cell = ''
  let at = start + 1
  for (;;) {
    const quote = text.indexOf('"', at)
    if (quote < 0) return plain(text, start, separator)
    cell += text.slice(at, quote)
    if (text[quote + 1] !== '"') {
      const next = text[quote + 1]
      const ends = next === undefined || next === separator || next === '\n' || next === '\r'
      return ends ? { cell, end: quote + 1 } : plain(text, start, separator)
    }
    cell += '"'
    at = quote + 2
  }
}

/** `readDelimited` reads it back. Rows end as Excel and the runtime want them. */
export function writeDelimited(rows: readonly (readonly string[])[], separator: string): string {
  return rows.map((row) => row.map((cell) => written(cell, separator)).join(separator) + '\r\n').join('')
}

function written(cell: string, separator: string): string {
  return cell.includes(separator) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
