import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { address, closePages, openPage, signOut, startBrowser } from './browser'

const first = process.env['SINTERFLOW_PASSWORD'] ?? ''
const own = 'tall oak by the gate'

let browser: Browser

beforeAll(async () => {
  browser = await startBrowser()
})
afterEach(() => closePages(browser))
afterAll(() => browser.close())

describe('signing in by name', () => {
  it('asks for another password the first time, keeps the session for the browser, and ends it', async () => {
    const { page } = await openPage(browser, address)
    await page.getByText('User name', { exact: true }).first().click()
    await page.getByRole('textbox', { name: 'User name' }).fill('admin')
    await page.getByLabel('Password').fill('not the one')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByText('the user name or the password is wrong').waitFor()
    await page.getByLabel('Password').fill(first)
    await page.getByRole('button', { name: 'Log in' }).click()

    await page.getByLabel('Current password').fill(first)
    await page.getByLabel('New password', { exact: true }).fill(own)
    await page.getByLabel('New password again').fill('another')
    await page.getByRole('button', { name: 'Change the password' }).click()
    await page.getByText('The two do not match').waitFor()
    await page.getByLabel('New password again').fill(own)
    await page.getByRole('button', { name: 'Change the password' }).click()
    await page.locator('.flow-tab').first().waitFor()
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor()

    await page.reload()
    await page.locator('.flow-tab').first().waitFor()
    await signOut(page)
    await page.getByRole('textbox', { name: 'User name' }).waitFor()
    await page.reload()
    await page.getByRole('textbox', { name: 'User name' }).waitFor()
    expect(await page.locator('.login-file').count()).toBe(0) // the start token counts no longer
  })
})
