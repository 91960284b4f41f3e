// What a person waits for in an editor, measured in Chromium. The work is a line of JSON on standard input, the figures one on standard output.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'
import { undoing } from './editor_undo.mjs'

const { chromium } = createRequire(new URL('../editor/package.json', import.meta.url))('playwright-core')
const { side, url, nodes, undo } = JSON.parse(readFileSync(0, 'utf8'))

const SIDES = {
  ours: {
    pane: '.react-flow__pane',
    drawn: () => document.querySelectorAll('.react-flow__node, .far-layer').length > 0,
    node: '.react-flow__node-node',
    async open(page) {
      await page.addInitScript(() => localStorage.setItem('sinterflow.tour', 'seen'))
      await page.goto(url)
      await page.locator('.main-nav').waitFor()
    },
    near: (page) => page.keyboard.press('Shift+Digit0'),
    show: (page) => page.evaluate(() => (window.location.hash = '#/flows/flow-0?view=canvas')),
    async fit(page) {
      await page.keyboard.press('Shift+Digit1')
      await page.locator('.far-layer').waitFor()
    },
    async pan(page, [x, y]) {
      await page.mouse.move(x, y)
      await page.mouse.down()
      return { step: (n) => page.mouse.move(x + 150 * Math.sin(n / 9), y + 100 * Math.sin(n / 13)), end: () => page.mouse.up() }
    },
  },
  red: {
    pane: '#red-ui-workspace-chart',
    drawn: () => document.querySelectorAll('.red-ui-flow-node-group').length > 0,
    node: '.red-ui-flow-node-group',
    async open(page) {
      await page.goto(`${url}#flow/other`)
      await page.locator('#red-ui-workspace-chart').waitFor()
      await page.waitForFunction(() => window.RED?.nodes?.workspace?.('other') !== undefined)
    },
    async near() {},
    show: (page) => page.evaluate(() => window.RED.workspaces.show('flow-0')),
    async fit() {},
    async pan(page, [x, y]) {
      await page.mouse.move(x, y)
      return { step: (n) => page.mouse.wheel(60 * Math.sign(Math.sin(n / 20) || 1), 40 * Math.sign(Math.sin(n / 25) || 1)), end: async () => {} }
    },
  },
}

const editor = SIDES[side]
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'en-GB' })).newPage()
await editor.open(page)

// From the act that opens the tab until its nodes have been painted.
await page.evaluate((drawn) => {
  const there = new Function(`return (${drawn})()`)
  const look = () => (there() ? requestAnimationFrame(() => setTimeout(() => (window.shownAt = performance.now()))) : requestAnimationFrame(look))
  requestAnimationFrame(look)
  window.askedAt = performance.now()
}, String(editor.drawn))
await editor.show(page)
await page.waitForFunction(() => window.shownAt !== undefined)
const shown = await page.evaluate(() => window.shownAt - window.askedAt)
await page.waitForTimeout(1500)

const box = await page.locator(editor.pane).boundingBox()
const middle = [box.x + Math.min(box.width, 600) / 2, box.y + Math.min(box.height, 400) / 2]
const frame = await panned(page)
await editor.fit(page)
await page.waitForTimeout(500)
const far = side === 'ours' ? await panned(page) : null
const undone = undo ? await undoing(browser, page, editor, box) : null
console.log(JSON.stringify({ shown, frame, far, undone, nodes }))
await browser.close()

/** Mean milliseconds of a frame while the view is dragged for two seconds. */
async function panned(page) {
  const hand = await editor.pan(page, middle)
  await page.evaluate(() => {
    window.frames_ = []
    const count = (now) => {
      window.frames_.push(now)
      window.counting = requestAnimationFrame(count)
    }
    window.counting = requestAnimationFrame(count)
  })
  const until = Date.now() + 2000
  for (let n = 0; Date.now() < until; n++) await hand.step(n)
  const mean = await page.evaluate(() => {
    cancelAnimationFrame(window.counting)
    const { frames_ } = window
    return (frames_.at(-1) - frames_[0]) / (frames_.length - 1)
  })
  await hand.end()
  return mean
}
