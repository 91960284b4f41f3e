/** Lines around a change that are shown with it. */
const AROUND = 2
const LEFT_OUT = '…'

/** Two texts of several lines without what is the same in both above and below the change; a line `…` stands for it. */
export function narrowed(old: string, now: string): [string, string] {
  const [before, after] = [old.split('\n'), now.split('\n')]
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && before[head] === after[head]) head += 1
  let tail = 0
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1
  const [above, below] = [Math.max(0, head - AROUND), Math.max(0, tail - AROUND)]
  const part = (lines: readonly string[]) =>
    [...(above ? [LEFT_OUT] : []), ...lines.slice(above, lines.length - below), ...(below ? [LEFT_OUT] : [])].join('\n')
  return [part(before), part(after)]
}
