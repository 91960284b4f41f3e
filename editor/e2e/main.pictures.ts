import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, it } from 'vitest'
import { address, closePages, loginLink, openPage, startBrowser } from './browser'

const folder = process.env['PICTURES'] ?? 'pictures'
mkdirSync(folder, { recursive: true })

let browser: Browser

beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(async () => {
  await closePages(browser)
  await browser.close()
})

const LANGUAGES = { en: 'en-GB', zh: 'zh-CN' } as const

interface View {
  name: string
  hash: string
  /** What is there when the view is whole. */
  ready: string
  prepare?: (page: Page) => Promise<void>
  width?: number
  height?: number
  dark?: boolean
}

const choose = (node: string) => async (page: Page) => {
  await page.locator(`[data-id="${node}"]`).first().click()
  await page.locator('#inspector .ant-tabs').waitFor()
}

const VIEWS: View[] = [
  { name: 'canvas', hash: '#/flows/furnace', ready: '[data-id="hot-zone"]', prepare: choose('hot-zone') },
  { name: 'canvas-dark', hash: '#/flows/furnace', ready: '[data-id="hot-zone"]', prepare: choose('event'), dark: true },
  { name: 'table', hash: '#/flows/furnace?view=table', ready: '.sheet [role="row"]' },
  { name: 'find', hash: '#/flows/furnace', ready: '[data-id="hot-zone"]', prepare: findAlarm },
  { name: 'tags', hash: '#/project/tags', ready: '.sheet [role="row"]' },
  { name: 'connections', hash: '#/project/connections', ready: 'main h1, main h2, main table' },
  { name: 'health', hash: '#/project/health', ready: 'main h1, main h2' },
  { name: 'history', hash: '#/history', ready: 'main li, main tr' },
  { name: 'phone', hash: '#/flows/furnace', ready: '.nodes .row', width: 360, height: 640 },
]

async function findAlarm(page: Page): Promise<void> {
  await page.keyboard.press('Control+f')
  await page.locator('.finder input').fill('alarm')
  await page.locator('.find-hit').first().waitFor()
}

it.each(VIEWS)('takes $name', async ({ name, hash, ready, prepare, width = 1280, height = 720, dark = false }) => {
  for (const [language, locale] of Object.entries(LANGUAGES)) {
    const { page } = await openPage(browser, loginLink, { locale, viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' })
    await page.locator('.top-bar').waitFor()
    await page.goto(address + hash)
    await page.locator(ready).first().waitFor()
    await prepare?.(page)
    // Live values have come, and nothing moves any more.
    await page.waitForTimeout(2500)
    await page.screenshot({ path: join(folder, `${name}.${language}.png`) })
    await page.context().close()
  }
})
