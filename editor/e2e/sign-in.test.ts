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

  it('offers the ways to log in once it knows them, so that none is changed under a hand', async () => {
    const { page } = await openPage(browser, 'about:blank')
    let asked = 0
    let answer = (): void => undefined
    const held = new Promise<void>((resolve) => (answer = resolve))
    await page.route('**/api/v1/login', async (route) => {
      // The first asks whose session this browser has, the second how one may log in.
      if (++asked > 1) await held
      await route.continue()
    })
    await page.goto(address)
    await page.locator('.login-box h1').waitFor()
    expect(await page.getByText('User name', { exact: true }).count()).toBe(0)
    answer()
    await page.getByText('User name', { exact: true }).click()
    await page.getByRole('textbox', { name: 'User name' }).waitFor()
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
  it.each([
    ['no-preference', '0.1s'],
    ['reduce', '0.001s'],
  ] as const)('moves what opens as the system of the person says (%s: %s)', async (reducedMotion, seconds) => {
    const { page } = await openPage(browser, loginLink, { reducedMotion })
    const button = page.getByRole('button', { name: /^Account of/ })
    await button.waitFor()
    await page.evaluate(() => {
      const note = ({ target }: AnimationEvent) => (target as Element).closest('.ant-dropdown')?.setAttribute('data-moved', getComputedStyle(target as Element).animationDuration)
      document.addEventListener('animationstart', note, true)
    })
    await button.click()
    await page.getByRole('menuitem', { name: 'Log out' }).hover()
    expect(await page.locator('.ant-dropdown').getAttribute('data-moved')).toBe(seconds)
  })
})
