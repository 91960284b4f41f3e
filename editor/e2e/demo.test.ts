import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { address, closePages, loginLink, nodeRow, openFlow, openPage, startBrowser } from './browser'

let browser: Browser

beforeAll(async () => {
  browser = await startBrowser()
})
afterEach(() => closePages(browser))
afterAll(() => browser.close())

const soon = { timeout: 20_000, interval: 200 }

it('shows every flow of the demonstration plant running, with live values', async () => {
  const { page, complaints } = await openPage(browser, loginLink)
  await page.locator('.flow-tab').first().waitFor()
  const flows = await page.locator('.flow-tab a').evaluateAll((tabs) => tabs.map((tab) => tab.getAttribute('href') ?? ''))
  expect(flows.length).toBeGreaterThan(0)
  for (const flow of flows) {
    await page.goto(`${address}${flow}?view=live`)
    await expect.poll(() => page.locator('.flow-entry[aria-current]').textContent(), soon).toContain('Running')
    await page.locator('.nodes .row').first().waitFor()
    await expect.poll(() => page.locator('.nodes .col-value .value').count(), soon).toBeGreaterThan(0)
  }
  expect(await page.locator('.project').textContent()).toBe('Demonstration plant')
  expect(complaints).toEqual([])
})

it('says which point a value is of, the plant’s time wherever the browser is, and the rate of every wire', async () => {
  const { page } = await openFlow(browser, 'furnace', { timezoneId: 'America/New_York' })
  const row = nodeRow(page, 'Read the furnace')
  await expect.poll(() => row.locator('.tag').textContent(), soon).toMatch(/^F1\./)
  await expect.poll(() => row.locator('.col-age span').getAttribute('title'), soon).toMatch(/^20\d\d-\d\d-\d\d \S+ GMT\+8$/)
  await page.getByText('Wires', { exact: true }).click()
  const rates = page.locator('.wires .row td:nth-child(5)')
  await expect.poll(async () => (await rates.allTextContents()).filter((rate) => rate === '–'), soon).toEqual([])
})
