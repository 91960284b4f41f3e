import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { address, closePages, loginLink, openPage, startBrowser, type Opened } from './browser'

let browser: Browser

beforeAll(async () => {
  browser = await startBrowser()
})
afterEach(() => closePages(browser))
afterAll(() => browser.close())

const soon = { timeout: 15_000, interval: 100 }
const token = new URLSearchParams(new URL(loginLink).hash.slice(1)).get('token') ?? ''

async function api<T>(path: string): Promise<T> {
  const answer = await fetch(new URL(`api/v1/${path}`, address), { headers: { Authorization: `Bearer ${token}` } })
  return (await answer.json()) as T
}

interface Draft {
  layout: Record<string, [number, number]>
  notes: Record<string, { at: [number, number]; text: unknown }>
}

const draft = () => api<Draft>('flows/press?version=draft')

async function openCanvas(flow: string, options: BrowserContextOptions = {}, query = ''): Promise<Opened> {
  const opened = await openPage(browser, loginLink, options)
  // The page goes to the first flow by itself; only then is it asked for another.
  await opened.page.locator(`a[href="#/flows/${flow}"]`).first().waitFor()
  await opened.page.goto(`${address}#/flows/${flow}?view=canvas${query}`)
  await opened.page.locator('.react-flow__node, .far-layer').first().waitFor()
  return opened
}

const node = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"]`)
const wire = (page: Page, index: number) => page.locator(`.react-flow__edge[data-id="${index}"]`)

async function viewport(page: Page): Promise<{ x: number; y: number; zoom: number }> {
  return page.locator('.react-flow__viewport').evaluate((element) => {
    const { e, f, a } = new DOMMatrix(getComputedStyle(element).transform)
    return { x: e, y: f, zoom: a }
  })
}

async function drag(page: Page, held: Locator, dx: number, dy: number): Promise<void> {
  const box = await held.boundingBox()
  if (!box) throw new Error('nothing to hold')
  const [x, y] = [box.x + box.width / 2, box.y + Math.min(12, box.height / 2)]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + dx / 2, y + dy / 2, { steps: 3 })
  await page.mouse.move(x + dx, y + dy, { steps: 3 })
  await page.mouse.up()
}

it('shows the last value, unit and age beside the ports, also of an instance of a subflow', async () => {
  const { page, complaints } = await openCanvas('press')
  await expect.poll(() => node(page, 'tick').locator('.readings-out').textContent(), soon).toMatch(/850\.5 °C \d+ sec/)
  await expect.poll(() => node(page, 'dose').locator('.readings-in').textContent(), soon).toMatch(/850\.5 °C/)
  await expect.poll(() => node(page, 'dose').locator('.readings-out').textContent(), soon).toMatch(/425\.25 °C/)
  await page.locator('.canvas-tools').getByText('Live', { exact: true }).click()
  await expect.poll(() => page.locator('.reading').count(), soon).toBe(0)
  expect(complaints).toEqual([])
})

it('tells by looks what is a subflow, a link, a junction, a group, a note and switched off', async () => {
  const { page } = await openCanvas('press')
  await node(page, 'dose').locator('.step-subflow').waitFor()
  expect(await node(page, 'leave').locator('.step-link').textContent()).toContain('→ arrive')
  await node(page, 'meet').locator('.junction').waitFor()
  await page.locator('.group-name').getByText('Dosing').waitFor()
  await page.locator('.note').getByText('Half of what is hot').waitFor()
  expect(await node(page, 'rest').textContent()).toContain('disabled')
  await wire(page, 8).locator('.wire-bounded').waitFor({ state: 'attached' })
  await wire(page, 9).locator('.wire-durable').waitFor({ state: 'attached' })
})

it('keeps in the draft where a node was moved, and undo brings it back in one step', async () => {
  const { page } = await openCanvas('press')
  const before = (await draft()).layout['show']
  if (!before) throw new Error('no place')
  await drag(page, node(page, 'show').locator('.step-name'), 64, 48)
  await expect.poll(async () => (await draft()).layout['show'], soon).not.toEqual(before)
  const moved = (await draft()).layout['show'] ?? [0, 0]
  expect(moved.map((at) => at % 8)).toEqual([0, 0])
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await draft()).layout['show'], soon).toEqual(before)
})

it('moves the nodes of a group together, with the groups inside of it', async () => {
  const { page } = await openCanvas('press')
  const { layout: before } = await draft()
  await drag(page, page.locator('.group-name').getByText('Line', { exact: true }), 40, 80)
  await expect.poll(async () => (await draft()).layout['check'], soon).not.toEqual(before['check'])
  const { layout } = await draft()
  const by = (id: string) => [0, 1].map((axis) => (layout[id]?.[axis] ?? 0) - (before[id]?.[axis] ?? 0))
  expect(by('dose')).toEqual(by('check'))
  expect(by('show')).toEqual([0, 0])
  await page.keyboard.press('Control+z')
  await expect.poll(async () => (await draft()).layout, soon).toEqual(before)
})

it('chooses by click, with Shift, and by a box', async () => {
  const { page } = await openCanvas('press')
  const chosen = () => page.locator('.react-flow__node .chosen').count()
  await node(page, 'keep').locator('.step-name').click()
  expect(await chosen()).toBe(1)
  await node(page, 'show').locator('.step-name').click({ modifiers: ['Shift'] })
  expect(await chosen()).toBe(2)
  await page.locator('.react-flow__pane').click({ position: { x: 30, y: 30 } })
  expect(await chosen()).toBe(0)
  const [first, last] = [await node(page, 'arrive').boundingBox(), await node(page, 'keep').boundingBox()]
  if (!first || !last) throw new Error('not drawn')
  await page.keyboard.down('Shift')
  await page.mouse.move(first.x - 15, first.y - 25)
  await page.mouse.down()
  await page.mouse.move(last.x + last.width / 2, last.y + 20, { steps: 5 })
  await page.mouse.up()
  await page.keyboard.up('Shift')
  expect(await chosen()).toBe(2)
})

it('writes into a note', async () => {
  const { page } = await openCanvas('press')
  await page.locator('.note').dblclick()
  await page.getByLabel('Text of the note').fill('Half of all')
  await page.keyboard.press('Escape')
  await expect.poll(async () => (await draft()).notes['hint']?.text, soon).toEqual({ en: 'Half of all', zh: '过热值减半' })
})

it('holds a wire at a breakpoint, lets one message go, then all', async () => {
  const { page } = await openCanvas('press')
  await wire(page, 8).locator('.wire-reach').click({ button: 'right', force: true })
  await page.getByText('Set a breakpoint').click()
  const mark = page.locator('.breakpoint')
  await expect.poll(() => mark.textContent(), soon).toMatch(/[1-9]\d* held/)
  const { items } = await api<{ items: { wire: string }[] }>('flows/press/breakpoints')
  expect(items.map((item) => item.wire)).toEqual(['arrive:out>keep:in'])
  await mark.getByRole('button', { name: 'Let one message go' }).click()
  await mark.getByRole('button', { name: 'Remove the breakpoint' }).click()
  await mark.waitFor({ state: 'hidden' })
  expect((await api<{ items: unknown[] }>('flows/press/breakpoints')).items).toEqual([])
})

it('says how busy a wire is that is pointed at', async () => {
  const { page } = await openCanvas('press')
  await wire(page, 8).locator('.wire-reach').hover({ force: true })
  await expect.poll(() => page.locator('.wire-card').textContent(), soon).toMatch(/Bounded queue.*Rate\d.*Waiting0/)
})

it('gives the message of an inject node', async () => {
  const { page } = await openCanvas('press')
  await node(page, 'button').getByRole('button', { name: /Send the message/ }).click()
  await page.getByText('Message sent to Button').waitFor()
})

it('opens a subflow by a double click, with the values of its instance', async () => {
  const { page } = await openCanvas('press')
  await node(page, 'dose').locator('.step-name').dblclick()
  await expect.poll(() => page.url(), soon).toContain('#/flows/press/dose')
  await expect.poll(() => node(page, 'half').locator('.readings-out').textContent(), soon).toMatch(/425\.25 °C/)
})

it('paints many nodes from afar, and a click chooses one', async () => {
  const { page } = await openCanvas('many')
  await page.keyboard.press('Shift+Digit1')
  await page.locator('.far-layer').waitFor()
  expect(await page.locator('.react-flow__node').count()).toBe(0)
  const box = await page.locator('.far-layer').boundingBox()
  const { x, y, zoom } = await viewport(page)
  if (!box) throw new Error('no canvas')
  // n110 lies at 2000, 400.
  await page.mouse.dblclick(box.x + x + 2040 * zoom, box.y + y + 418 * zoom)
  await node(page, 'n110').locator('.chosen').waitFor()
  expect(await page.locator('.react-flow__node').count()).toBeLessThan(150)
  expect(await page.locator('.react-flow__node .chosen').count()).toBe(1)
})

it('shows the node that the address names', async () => {
  const { page } = await openCanvas('many', {}, '&node=n287')
  await node(page, 'n287').locator('.chosen').waitFor()
  await node(page, 'n287').getByText('n287').click({ trial: true })
})

it('is reached with the keyboard', async () => {
  const { page } = await openCanvas('press')
  await node(page, 'show').focus()
  expect(await node(page, 'show').getAttribute('aria-label')).toBe('Show, Debug')
  await page.keyboard.press('Enter')
  await node(page, 'show').locator('.chosen').waitFor()
})

it('speaks Chinese', async () => {
  const { page } = await openCanvas('press', { locale: 'zh-CN' })
  await node(page, 'check').getByText('是否过热').waitFor()
  await page.getByRole('button', { name: '显示全部' }).waitFor()
  await node(page, 'fails').hover()
  await expect.poll(() => node(page, 'tick').locator('.step-counts').textContent(), soon).toMatch(/发 [\d,]+/)
})

it('fits a phone, where a finger moves the view', async () => {
  const { page } = await openCanvas('press', { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
  const before = await viewport(page)
  const hand = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) => hand.send('Input.dispatchTouchEvent', { type, touchPoints: points })
  await touch('touchStart', [{ x: 250, y: 150 }])
  for (let step = 1; step <= 5; step++) await touch('touchMove', [{ x: 250 - 12 * step, y: 150 }])
  await touch('touchEnd', [])
  await expect.poll(async () => Math.round((await viewport(page)).x - before.x), soon).toBeLessThan(-30)
})

it.each(['light', 'dark'] as const)('keeps to WCAG 2.1 AA (%s)', async (colorScheme) => {
  const { page } = await openCanvas('press', { colorScheme, bypassCSP: true })
  await node(page, 'tick').locator('.reading').first().waitFor()
  await page.addScriptTag({ content: readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8') })
  const found = await page.evaluate(async () => {
    const axe = (window as unknown as { axe: { run: (where: string, how: object) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe
    const { violations } = await axe.run('.canvas', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
  })
  expect(found).toEqual([])
})
