import type { Browser, Page, WebSocketRoute } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { address, closePages, loginLink, nodeRow, openFlow, openPage, startBrowser } from './browser'

let browser: Browser

beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

const soon = { timeout: 15_000, interval: 100 }

function figure(text: string | null): number {
  return Number((text ?? '').replace(/\D/g, ''))
}

describe('the page of a flow, as it opens', () => {
  let page: Page
  let complaints: string[]

  beforeAll(async () => {
    ;({ page, complaints } = await openFlow(browser, 'line'))
  })
  afterAll(() => closePages(browser))

  it('shows the nodes in flow order, with counts that rise', async () => {
    expect(await page.locator('.nodes .node-name > span:first-child').allTextContents()).toEqual([
      'Tick', 'Measure', 'Fails', 'Button', 'Show',
    ])
    const sent = nodeRow(page, 'Tick').locator('.col-count').nth(1)
    await expect.poll(async () => figure(await sent.textContent()), soon).toBeGreaterThan(0)
    const before = figure(await sent.textContent())
    await expect.poll(async () => figure(await sent.textContent()), soon).toBeGreaterThan(before)
    expect(complaints).toEqual([])
  })

  it('shows the last value with unit, quality and age', async () => {
    const row = nodeRow(page, 'Measure')
    await row.getByText('850.5').waitFor()
    expect(await row.locator('.unit').textContent()).toBe('°C')
    expect(await row.locator('.col-quality').textContent()).toContain('Good')
    expect(await row.locator('.col-age').textContent()).toMatch(/sec/)
  })

  it('shows errors and dead letters with a word and an icon', async () => {
    await nodeRow(page, 'Fails').locator('.col-errors .tone-attention svg').waitFor()
    await page.getByText(/\d dead letters?/).waitFor()
  })

  it('shows what passes the wires', async () => {
    await page.getByText('Wires', { exact: true }).click()
    const cells = page.locator('.wires .row').filter({ hasText: 'Tick' }).locator('td')
    await expect.poll(async () => figure(await cells.nth(3).textContent()), soon).toBeGreaterThan(0)
    await expect.poll(async () => figure(await cells.nth(4).textContent()), soon).toBeGreaterThan(0)
    expect(await cells.nth(2).textContent()).toBe('Direct')
  })
})

describe('the page of a flow', () => {
  afterEach(() => closePages(browser))

  it('gives an inject node its message, and the debug stream shows it', async () => {
    const { page } = await openFlow(browser, 'line')
    await page.getByPlaceholder('Filter').fill('pressed')
    await page.getByText('No line matches the filter').waitFor() // lines come: the page listens
    await nodeRow(page, 'Button').getByRole('button', { name: 'Inject' }).click()
    await page.getByText('Message sent to Button').waitFor()
    await page.locator('.debug-lines li').filter({ hasText: 'pressed' }).first().waitFor()
  })

  it('holds the debug stream while it is paused', async () => {
    const { page } = await openFlow(browser, 'line')
    const first = page.locator('.debug-lines li').first()
    await first.waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    const held = await first.textContent()
    await page.getByText(/[1-9]\d* new lines?/).waitFor()
    expect(await first.textContent()).toBe(held)
    await page.getByRole('button', { name: 'Resume' }).click()
    await expect.poll(() => first.textContent(), soon).not.toBe(held)
  })

  it('listens only to what is on the screen', async () => {
    const frames: string[] = []
    const { page } = await openPage(browser, address)
    page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => frames.push(String(payload))))
    await page.goto('about:blank')
    await page.goto(loginLink)
    await page.locator('.main-nav').waitFor()
    await page.goto(`${address}#/flows/line?view=live`)
    await expect.poll(() => frames.at(-1), soon).toContain('tap:line/measure/out:out')
    await page.getByText('Wires', { exact: true }).click()
    await page.locator('.wires .row').first().waitFor()
    await expect.poll(() => frames.at(-1), soon).not.toMatch(/"subscribe":\[[^\]]*tap:/)
    expect(frames.at(-1)).toMatch(/"unsubscribe":\[[^\]]*tap:line\/measure\/out:out/)
  })

  it('says that the connection is lost, and comes back by itself at the second try', async () => {
    const routes: WebSocketRoute[] = []
    const { page } = await openPage(browser, address)
    await page.routeWebSocket(/\/events$/, (route) => {
      const second = routes.push(route) === 2
      if (second) void route.close()
      else route.connectToServer()
    })
    await page.goto('about:blank')
    await page.goto(loginLink)
    await page.locator('.main-nav').waitFor()
    await page.goto(`${address}#/flows/line?view=live`)
    await nodeRow(page, 'Measure').getByText('850.5').waitFor()
    await routes[0]?.close()
    await page.getByText('No connection to Sinterflow').waitFor()
    await page.getByText('No connection to Sinterflow').waitFor({ state: 'hidden' })
    const age = nodeRow(page, 'Measure').locator('.col-age')
    await expect.poll(() => age.textContent(), soon).toMatch(/^[01] sec/)
  })

  it('says so when a flow does not exist', async () => {
    const { page } = await openPage(browser, loginLink)
    await page.locator('.main-nav').waitFor()
    await page.goto(`${address}#/flows/nowhere`)
    await page.getByText('There is no flow nowhere').waitFor()
  })

  it.each(['en-GB', 'zh-CN'])('fits a phone (%s)', async (locale) => {
    const { page } = await openFlow(browser, 'line', { locale, viewport: { width: 360, height: 640 }, colorScheme: 'dark' })
    const width = () => page.evaluate(() => document.documentElement.scrollWidth)
    expect(await width()).toBe(360)
    for (const pane of [1, 2]) {
      await page.locator('.flow > .ant-segmented .ant-segmented-item').nth(pane).click()
      expect(await width()).toBe(360)
    }
    await page.locator('.flow-back').click()
    await page.locator('.flow-entry').first().waitFor()
  })
})
