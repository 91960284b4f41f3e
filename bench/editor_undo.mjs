// What undoing a move costs the page, by the browser's own record of its tasks.

const ROUNDS = 5

/** Milliseconds of work from the key that undoes a move to the painted frame, the median of some; waiting for the screen does not count. */
export async function undoing(browser, page, editor, box) {
  await editor.near(page)
  await page.waitForTimeout(500)
  const found = []
  for (let round = 0; round < ROUNDS; round++) {
    await moveOne(page, editor, box)
    await page.waitForTimeout(300)
    await page.evaluate(watch)
    await browser.startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel'] })
    await page.keyboard.press('Control+z')
    await page.evaluate(() => window.undone)
    found.push(work(JSON.parse(String(await browser.stopTracing())).traceEvents))
    await page.waitForTimeout(200)
  }
  return found.sort((one, other) => one - other)[ROUNDS >> 1]
}

/** Drags a node that is well within the view. */
async function moveOne(page, editor, box) {
  const [x, y] = await page.evaluate(
    ([name, left, top]) => {
      const middle = (element) => {
        const { x, y, width, height } = element.getBoundingClientRect()
        return [x + width / 2, y + height / 2]
      }
      const inside = ([x, y]) => x > left + 90 && y > top + 100 && x < left + 560 && y < top + 370
      window.moved = [...document.querySelectorAll(name)].find((element) => inside(middle(element)))
      window.whereItIs = () => middle(window.moved)
      return (window.before = window.whereItIs())
    },
    [editor.node, box.x, box.y],
  )
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 20, y + 20, { steps: 3 })
  await page.mouse.move(x + 48, y + 40, { steps: 3 })
  await page.mouse.up()
}

/** In the page: marks the key in the record, and fails unless the next frame shows the node where it was. */
function watch() {
  const away = ([x, y]) => Math.hypot(x - window.before[0], y - window.before[1])
  if (away(window.whereItIs()) < 10) throw new Error('the node was not moved')
  window.undone = new Promise((resolve, reject) => {
    const pressed = (event) => {
      if (event.key.toLowerCase() !== 'z') return
      window.removeEventListener('keydown', pressed, true)
      console.timeStamp('pressed')
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => (away(window.whereItIs()) < 2 ? resolve() : reject(new Error('the frame after the key does not show the undo')))
        port2.postMessage(null)
      })
    }
    window.addEventListener('keydown', pressed, true)
  })
}

/** The time of the page's tasks from the one with the key to the one that hands over the next frame. */
function work(events) {
  const key = events.find(({ name, args }) => name === 'TimeStamp' && args.data.message === 'pressed')
  const onPage = ({ pid, tid }) => pid === key.pid && tid === key.tid
  const frame = events.filter((event) => event.name === 'Commit' && onPage(event) && event.ts > key.ts).sort((one, other) => one.ts - other.ts)[0]
  const tasks = events.filter((event) => event.name === 'RunTask' && onPage(event) && event.ts + event.dur > key.ts && event.ts < frame.ts)
  return tasks.reduce((sum, { dur }) => sum + dur, 0) / 1000
}
