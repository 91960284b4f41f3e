import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, it } from 'vitest'
import { address, closePages, openPage, startBrowser } from './browser'
import { Api, PASSWORD, person } from './plant'

const folder = process.env['PICTURES'] ?? 'pictures'
const language = process.env['PICTURES_IN'] === 'zh' ? 'zh' : 'en'

/** What is written in the plant that is shown. */
const WORDS = {
  en: { locale: 'en-GB', person: 'Chen Wei', reason: 'WO 4711: no alarms from noise', station: 'Press 1', node: 'Atmosphere' },
  zh: { locale: 'zh-CN', person: '陈伟', reason: '工单 4711：消除波动引起的误报', station: '1 号压机', node: '气氛' },
}[language]

const USER = 'chen'
const CANVAS = '#/flows/furnace?view=canvas'
/** Wide enough for most of the flow at a size that is read. */
const WIDE: BrowserContextOptions = { viewport: { width: 1440, height: 810 } }
const PHONE: BrowserContextOptions = { viewport: { width: 360, height: 640 }, deviceScaleFactor: 2, hasTouch: true }

let browser: Browser
const api = new Api()

beforeAll(async () => {
  mkdirSync(folder, { recursive: true })
  browser = await startBrowser()
  await api.call('POST', 'users', { user: USER, name: WORDS.person, grants: [{ role: 'engineer' }], password: PASSWORD, must_change: false })
  await api.call('PUT', 'stations/press-1', { name: WORDS.station })
})
afterAll(async () => {
  await closePages(browser)
  await browser.close()
})

async function opened(hash: string, ready: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await person(browser, USER, CANVAS, { locale: WORDS.locale, ...options })
  await page.goto(address + hash)
  await page.locator(ready).first().waitFor()
  return page
}

async function taken(page: Page, name: string): Promise<void> {
  // Nothing is pointed at, live values have come, and nothing moves any more.
  await page.mouse.move(0, 0)
  await page.waitForTimeout(2500)
  await page.screenshot({ path: join(folder, `${name}.${language}.png`) })
  await page.context().close()
}

async function choose(page: Page, node: string): Promise<void> {
  await page.locator(`[data-id="${node}"]`).click()
  await page.locator('#inspector .ant-tabs').waitFor()
}

/** As somebody types it into the form of the hot zones' limits. */
async function deadband(page: Page, value: string): Promise<void> {
  await choose(page, 'hot-zone')
  await page.locator('[data-field="deadband"] input').fill(value)
  await page.locator('.deploy-count .ant-badge-count').waitFor()
}

async function review(page: Page): Promise<void> {
  await page.locator('.deploy-count button').click()
  await page.locator('.drafts input[type="checkbox"]').first().check()
  await page.locator('.review .change').first().waitFor()
  await page.locator('.review-foot .ant-input').fill(WORDS.reason)
  await page.locator('.restart-rows').waitFor()
}

it('takes the canvas with the form of a node', async () => {
  const page = await opened(CANVAS, '[data-id="hot-zone"]', WIDE)
  await choose(page, 'hot-zone')
  await taken(page, 'canvas')
})

it('takes the canvas in the dark', async () => {
  const page = await opened(CANVAS, '[data-id="hot-zone"]', { ...WIDE, colorScheme: 'dark' })
  await choose(page, 'read')
  await page.locator('#inspector .ant-tabs-tab').nth(2).click()
  await taken(page, 'canvas-dark')
})

it('takes the form of rules', async () => {
  const page = await opened(CANVAS, '[data-id="by-limit"]')
  await choose(page, 'by-limit')
  await page.locator('#inspector .form-row').first().waitFor()
  await taken(page, 'form')
})

it('takes the tests of a flow', async () => {
  const page = await opened(CANVAS, '.drawer-tab')
  await page.locator('.drawer-tab').nth(3).click()
  await page.locator('.test-file').waitFor()
  await page.locator('.drawer-content .ant-btn-primary').click()
  await page.locator('.drawer-content .status .anticon-check-circle').first().waitFor()
  await taken(page, 'tests')
})

it('takes the tags', async () => {
  await taken(await opened('#/project/tags', '.sheet [role="row"]'), 'tags')
})

it('takes the review of a deploy', async () => {
  await api.draft('furnace', ({ nodes }) => {
    ;(nodes['atmosphere'] ??= {}).name = WORDS.node
  })
  const page = await opened(CANVAS, '[data-id="hot-zone"]')
  await deadband(page, '5')
  await review(page)
  await page.locator('.review').getByText(WORDS.node).first().waitFor()
  await taken(page, 'review')
})

it('takes the difference of a revision', async () => {
  const page = await opened(CANVAS, '[data-id="hot-zone"]')
  await review(page)
  await page.locator('.review-foot .ant-btn-primary').click()
  await page.locator('.ant-modal a[href="#/history/2"]').click()
  await page.locator('.revision-tools .ant-segmented-item').last().click()
  await page.locator('.diff-node').first().waitFor()
  await taken(page, 'history')
})

it('takes a flow on a phone', async () => {
  await taken(await opened('#/flows/furnace', '.nodes .row', PHONE), 'phone')
})

it('takes a station on a phone', async () => {
  const { code } = (await api.call('POST', 'stations/press-1/pairing')).json as { code: string }
  const { page } = await openPage(browser, `${address}#/station?code=${code}`, { locale: WORDS.locale, ...PHONE })
  await page.locator('.station-card button').first().click()
  await page.locator('.station-icon').waitFor()
  await taken(page, 'station')
})
