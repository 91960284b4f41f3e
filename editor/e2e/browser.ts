import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core'

const link = process.env['SINTERFLOW_LINK']
if (!link) throw new Error('SINTERFLOW_LINK must be the login link of a running program; tests/e2e sets it')

/** The login link that the program printed. */
export const loginLink = link
export const address = link.replace(/#.*$/, '')

/** Milliseconds, fewer than a test has: what was waited for in vain is then named. */
const PATIENCE = 20_000

export function startBrowser(): Promise<Browser> {
  // A container's root may not use the sandbox; the pages are our own.
  return chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
}

/** Ends every page, so that none goes on asking behind the next test's back. */
export async function closePages(browser: Browser): Promise<void> {
  await Promise.all(browser.contexts().map((context) => context.close()))
}

export interface Opened {
  page: Page
  /** What the page complained about. */
  complaints: string[]
}

/** A new page in a context of its own, English and at a desktop's size unless `options` says otherwise. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}, newcomer = false): Promise<Opened> {
  // A hand waits until a menu has come; a click of these tests would press on one item and let go on another while it slides.
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce', ...options })
  // Somebody new is shown around; that is a test of its own.
  if (!newcomer) await context.addInitScript(() => localStorage.setItem('sinterflow.tour', 'seen'))
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE)
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(url)
  return { page, complaints }
}

/** Leaves by the menu of who is here. */
export async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Account of/ }).click()
  await page.getByRole('menuitem', { name: 'Log out' }).click()
}

/** The row of a node, by its name. */
export function nodeRow(page: Page, name: string) {
  return page.locator('.nodes .row').filter({ hasText: name })
}

/** The flow's page for somebody who followed the login link. */
export async function openFlow(browser: Browser, flow: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const opened = await openPage(browser, loginLink, options)
  await opened.page.locator(`a[href="#/flows/${flow}"]`).first().waitFor()
  await opened.page.goto(`${address}#/flows/${flow}?view=live`)
  await opened.page.locator('.nodes .row').first().waitFor()
  return opened
}
