import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { closePages, loginLink, openPage, startBrowser } from './browser'

let browser: Browser

beforeAll(async () => {
  browser = await startBrowser()
})
afterEach(() => closePages(browser))
afterAll(() => browser.close())

const soon = { timeout: 20_000, interval: 200 }

it('shows every flow of the demonstration plant running, with live values', async () => {
  const { page, complaints } = await openPage(browser, loginLink)
  await page.locator('.flow-entry').first().waitFor()
  const flows = await page.locator('.flow-entry').all()
  expect(flows.length).toBeGreaterThan(0)
  for (const flow of flows) {
    expect(await flow.textContent()).toContain('Running')
    await flow.click()
    await page.locator('.nodes .row').first().waitFor()
    await expect.poll(() => page.locator('.nodes .col-value .value').count(), soon).toBeGreaterThan(0)
  }
  expect(complaints).toEqual([])
})
