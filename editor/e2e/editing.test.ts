import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { address, closePages, startBrowser } from './browser'
import { centre, drag, draft, node, open as openOn, port, soon, types, wires } from './drawing'

let browser: Browser

beforeAll(async () => {
  browser = await startBrowser()
})
afterEach(() => closePages(browser))
afterAll(() => browser.close())

async function open(flow: string, locale = 'en-GB'): Promise<Page> {
  const { page } = await openOn(browser, flow, { locale })
  await page.locator('.palette-entry').first().waitFor()
  return page
}

/** From the palette to a place of the canvas, counted from its upper left corner. */
async function place(page: Page, entry: string, x: number, y: number): Promise<void> {
  await page.locator(entry).dragTo(page.locator('.react-flow__pane'), { targetPosition: { x, y } })
}

it('lets a person draw a flow with the mouse alone', async () => {
  const page = await open('empty')
  await place(page, '[data-type="core.inject"]', 80, 80)
  await node(page, 'inject').waitFor()
  await place(page, '[data-type="core.debug"]', 420, 80)
  await node(page, 'debug').waitFor()
  await drag(page, await centre(port(page, 'inject', 'source', 'out')), await centre(port(page, 'debug', 'target', 'in')))
  await expect.poll(() => wires('empty'), soon).toEqual(['inject > debug'])
  // Dropped on the wire, a node goes between.
  const [from, to] = [await centre(port(page, 'inject', 'source', 'out')), await centre(port(page, 'debug', 'target', 'in'))]
  const pane = await page.locator('.react-flow__pane').boundingBox()
  await place(page, '[data-type="core.change"]', (from[0] + to[0]) / 2 - (pane?.x ?? 0), (from[1] + to[1]) / 2 - (pane?.y ?? 0))
  await expect.poll(() => wires('empty'), soon).toEqual(['change > debug', 'inject > change'])
  await node(page, 'change').click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Delete and close the gap' }).click()
  await expect.poll(() => wires('empty'), soon).toEqual(['inject > debug'])
})

it('lets a person draw a flow with the keys alone, and says what undo takes back', async () => {
  const page = await open('keys')
  const quick = page.getByRole('combobox', { name: 'Add a node' })
  await page.keyboard.press('/')
  await quick.fill('inject')
  await page.keyboard.press('Enter')
  await node(page, 'inject').waitFor()
  for (const word of ['change', 'debug']) {
    await page.keyboard.press('/')
    await page.getByText(/^After /).waitFor()
    await page.getByRole('combobox', { name: 'Add a node' }).fill(word)
    await page.keyboard.press('Enter')
    await node(page, word).waitFor()
  }
  await expect.poll(() => wires('keys'), soon).toEqual(['change > debug', 'inject > change'])
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Delete')
  await expect.poll(() => types('keys'), soon).toEqual(['core.change', 'core.inject'])
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'All commands' }).fill('undo')
  await page.getByRole('option', { name: /Undo.*delete/ }).waitFor()
  await page.keyboard.press('Enter')
  await expect.poll(() => types('keys'), soon).toEqual(['core.change', 'core.debug', 'core.inject'])
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'All commands' }).fill('inject')
  await page.getByRole('option', { name: /inject/i }).first().click()
  await page.keyboard.press('Alt+w')
  await page.getByRole('combobox', { name: 'Wire to…' }).fill('debug')
  await page.keyboard.press('Enter')
  await expect.poll(() => wires('keys'), soon).toEqual(['change > debug', 'inject > change', 'inject > debug'])
})

it('makes a tag the node that reads it', async () => {
  const page = await open('tags')
  await page.getByRole('button', { name: 'Equipment and tags' }).click()
  await page.locator('[data-equipment="F1"]').click()
  await place(page, '[data-tag="F1.T"]', 200, 160)
  await expect.poll(async () => Object.values((await draft('tags')).nodes)[0], soon).toMatchObject({ type: 'modbus.read', config: { tags: ['F1.T'] } })
})

it('offers only what fits at a port that is dragged into space, and wires it', async () => {
  const page = await open('quick')
  await node(page, 'tick').waitFor()
  const [x, y] = await centre(port(page, 'tick', 'source', 'out'))
  await drag(page, [x, y], [x + 40, y + 220])
  const field = page.getByRole('combobox', { name: 'Add a node' })
  await field.fill('inject')
  await page.getByText('Nothing matches this search').waitFor()
  await field.fill('template')
  await page.keyboard.press('Enter')
  await expect.poll(() => wires('quick'), soon).toContain('tick > template')
})

it('refuses a second wire between two ports, and says why in the person’s language', async () => {
  for (const [locale, reason] of [['en-GB', 'These two are wired already'], ['zh-CN', '这两个端口已经连接']] as const) {
    const page = await open('quick', locale)
    await node(page, 'tick').waitFor()
    await drag(page, await centre(port(page, 'tick', 'source', 'out')), await centre(port(page, 'show', 'target', 'in')))
    await page.getByText(reason).first().waitFor()
  }
  expect((await wires('quick')).filter((wire) => wire === 'tick > show')).toHaveLength(1)
})

it('copies from one flow to another, and cleans what comes from elsewhere', async () => {
  const page = await open('line')
  await node(page, 'b').waitFor()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+c')
  await page.goto(`${address}#/flows/copies?view=canvas`)
  await page.locator('.flow-tab.chosen a[href="#/flows/copies"]').waitFor()
  await page.locator('.canvas[aria-busy="false"] .react-flow__pane').waitFor()
  await expect.poll(() => page.locator('.react-flow__node').count(), soon).toBe(0)
  await page.keyboard.press('Control+v')
  await expect.poll(() => wires('copies'), soon).toEqual(['a > b', 'b > c'])
  await page.keyboard.press('Control+v')
  await expect.poll(() => wires('copies'), soon).toEqual(['a > b', 'a-2 > b-2', 'b > c', 'b-2 > c-2'])
  await page.evaluate(() => {
    const data = new DataTransfer()
    data.setData('text/plain', '{"nodes": {"x": {"type": "core.debug", "evil": 1}, "bad id": {"type": "core.debug"}}, "wires": [["x", "nobody"]]}')
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }))
  })
  await expect.poll(async () => (await draft('copies')).nodes['x'], soon).toEqual({ type: 'core.debug' })
})

it('makes a subflow of nodes, opens and leaves it, and unpacks it again', async () => {
  const page = await open('line')
  await node(page, 'b').click()
  await page.keyboard.press('Alt+Shift+S')
  await expect.poll(() => wires('line'), soon).toEqual(['a > subflow', 'subflow > c'])
  await page.keyboard.press('Alt+ArrowDown')
  await node(page, 'b').waitFor()
  expect(page.url()).toContain('#/flows/line/subflow')
  await page.getByRole('heading', { name: 'Inputs' }).waitFor()
  await page.keyboard.press('Alt+ArrowUp')
  await node(page, 'subflow').click()
  await page.keyboard.press('Alt+Shift+U')
  await expect.poll(() => wires('line'), soon).toEqual(['a > b', 'b > c'])
  await page.keyboard.press('Control+z')
  await expect.poll(() => types('line'), soon).toContain('subflow:subflow')
})

it('keeps how messages wait on a wire, and arranges nodes beside the page', async () => {
  const page = await open('policy')
  await page.locator('.react-flow__edge').first().click({ force: true })
  await page.getByText('Durable', { exact: true }).click()
  await page.getByLabel('Drop what is older than').fill('1h')
  await expect.poll(async () => (await draft('policy')).wires, soon).toEqual([['a', 'b', { policy: 'durable', max_age: '1h' }]])
  await page.locator('.react-flow__pane').click({ position: { x: 10, y: 10 } })
  const before = await centre(node(page, 'b'))
  await page.keyboard.press('Alt+l')
  await expect.poll(async () => (await centre(node(page, 'b')))[0], soon).not.toBe(before[0])
})

it('says everything in Chinese, too', async () => {
  const page = await open('line', 'zh-CN')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: '全部命令' }).fill('全选')
  await page.getByRole('option', { name: /全选/ }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByPlaceholder('搜索节点').fill('注入')
  await page.locator('.palette-entry').first().waitFor()
  await page.keyboard.press('ArrowDown')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-type'))).toBe('core.inject')
})
