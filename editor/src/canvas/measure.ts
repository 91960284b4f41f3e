const FONT = '13px'
const known = new Map<string, number>()
let context: CanvasRenderingContext2D | null = null

/** Width of a node's name as the page will draw it, in pixels at 100 %. */
export function measure(text: string): number {
  const before = known.get(text)
  if (before !== undefined) return before
  context ??= newContext()
  const width = context ? Math.ceil(context.measureText(text).width) : text.length * 8
  known.set(text, width)
  return width
}

function newContext(): CanvasRenderingContext2D | null {
  const made = document.createElement('canvas').getContext('2d')
  const family = getComputedStyle(document.querySelector('.app') ?? document.body).fontFamily
  if (made) made.font = `${FONT} ${family}`
  return made
}
