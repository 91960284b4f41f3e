import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { address, closePages, loginLink, openPage, signOut, startBrowser } from './browser'

let browser: Browser

beforeAll(async () => {
  browser = await startBrowser()
})
afterEach(() => closePages(browser))
afterAll(() => browser.close())

describe('signing in', () => {
  it('takes the token out of the address and keeps it for this tab', async () => {
    const { page, complaints } = await openPage(browser, loginLink)
    await page.locator('.flow-tab').first().waitFor()
    expect(page.url()).not.toContain('token')
    await page.reload()
    await page.locator('.flow-tab').first().waitFor()
    expect(complaints).toEqual([])
  })

  it('asks for the token, says where it is, and takes the whole link', async () => {
    const { page } = await openPage(browser, address)
    expect(await page.locator('.login-file').textContent()).toBe('<data>/start-token')
    await page.getByLabel('Start token or login link').fill(loginLink)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.locator('.flow-tab').first().waitFor()
  })

  it('says that a wrong token was not accepted', async () => {
    const { page } = await openPage(browser, `${address}#token=wrong`)
    await page.getByText('The token was not accepted').waitFor()
    expect(page.url()).not.toContain('wrong')
  })

  it('signs out for good', async () => {
    const { page } = await openPage(browser, loginLink)
    await signOut(page)
    await page.locator('.login-box').waitFor()
    await page.reload()
    await page.locator('.login-box').waitFor()
  })

  it('speaks the language of the browser until somebody chooses another, and remembers', async () => {
    const { page } = await openPage(browser, loginLink, { locale: 'zh-CN' })
    await page.getByRole('link', { name: '流程' }).waitFor()
    await page.getByRole('button', { name: /的账户$/ }).click()
    await page.getByRole('menuitem', { name: 'English' }).click()
    await page.getByRole('link', { name: 'Flows' }).waitFor()
    await page.reload()
    await page.getByRole('link', { name: 'Flows' }).waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('en')
  })
})
