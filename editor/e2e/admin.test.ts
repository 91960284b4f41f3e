import { createHmac } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violations } from './axe'
import { address, closePages, openPage, signOut, startBrowser } from './browser'

const first = process.env['SINTERFLOW_PASSWORD'] ?? ''
const own = 'tall oak by the gate'
const soon = { timeout: 15_000, interval: 100 }

let browser: Browser
/** The administrator, signed in for all of the tests. */
let admin: Page

beforeAll(async () => {
  browser = await startBrowser()
  admin = await signedIn('admin', first, own)
}, 60_000)
afterAll(async () => {
  await closePages(browser)
  await browser.close()
})

/** Somebody who logs in; with `chosen` they have to choose another password first. */
async function signedIn(user: string, password: string, chosen: string | null, options: BrowserContextOptions = {}): Promise<Page> {
  const { page } = await openPage(browser, address, options)
  await page.locator('.login-box').waitFor()
  await page.locator('.login-box .ant-segmented-item').first().click()
  await page.locator('input[autocomplete="username"]').fill(user)
  await page.locator('input[autocomplete="current-password"]').fill(password)
  await page.locator('.login-box button[type="submit"]').click()
  if (chosen !== null) {
    await page.locator('input[autocomplete="new-password"]').first().fill(chosen)
    await page.locator('input[autocomplete="new-password"]').nth(1).fill(chosen)
    await page.locator('input[autocomplete="current-password"]').fill(password)
    await page.locator('.login-box button[type="submit"]').click()
  }
  await page.locator('.top-bar').waitFor()
  return page
}

const show = (page: Page, tab: string) => page.goto(`${address}#/project/${tab}`)
const row = (page: Page, name: string) => page.locator('.list .row').filter({ hasText: name })
const dialog = (page: Page) => page.getByRole('dialog').last()

/** What a keyboard wedge sends, with a Chinese input method on. */
async function scan(page: Page, text: string): Promise<void> {
  await page.evaluate((digits) => {
    for (const code of [...Array.from(digits, (digit) => `Digit${digit}`), 'Enter']) {
      for (const type of ['keydown', 'keyup']) {
        const target = document.activeElement ?? document.body
        target.dispatchEvent(new KeyboardEvent(type, { code, key: 'Process', bubbles: true, cancelable: true }))
      }
    }
  }, text)
}

/** The code that an authenticator app shows at a time (RFC 6238). */
function codeAt(secret: string, time: number): string {
  const bits = Array.from(secret.replace(/[\s=]/g, ''), (letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(time / 30_000)))
  const hash = createHmac('sha1', key).update(counter).digest()
  return String((hash.readUInt32BE((hash.at(-1) ?? 0) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

describe('an administrator', () => {
  it('adds a person with a role, who then sees what that role may', async () => {
    await show(admin, 'users')
    await admin.getByRole('button', { name: 'Add a person' }).click()
    const form = dialog(admin)
    await form.getByLabel('User name').fill('li')
    await form.getByLabel('Name', { exact: true }).fill('Li Wei')
    await form.getByLabel('Roles').click()
    await admin.getByTitle('Operator', { exact: true }).click()
    await admin.keyboard.press('Escape')
    await form.getByRole('button', { name: 'Add a person' }).click()
    await admin.getByText('Password of li').waitFor()
    const made = (await admin.locator('.once-value').textContent()) ?? ''
    await admin.getByRole('button', { name: 'I have kept it' }).click()
    await row(admin, 'Li Wei').getByText('Operator').waitFor()
    await row(admin, 'Li Wei').getByText('Must change the password').waitFor()

    const li = await signedIn('li', made, 'an oak of their own')
    await show(li, '')
    await li.getByRole('link', { name: 'Dead letters' }).waitFor()
    for (const hidden of ['Users', 'Audit', 'Backup', 'Logs']) expect(await li.getByRole('link', { name: hidden, exact: true }).count()).toBe(0)
    await li.context().close()
  })

  it('gives a badge by holding it to the reader, and a PIN', async () => {
    await show(admin, 'users')
    await row(admin, 'Li Wei').getByRole('button').click()
    await admin.getByRole('menuitem', { name: 'Badges…' }).click()
    await admin.getByRole('button', { name: 'Add a badge' }).click()
    const badge = admin.getByRole('dialog').filter({ has: admin.getByLabel('Label') })
    await badge.getByLabel('Label').fill('blue')
    await scan(admin, '00412775')
    await admin.getByText('Read: 8 characters').waitFor()
    expect(await badge.getByLabel('Label').inputValue()).toBe('blue')
    await badge.getByRole('button', { name: 'Add a badge' }).click()
    await admin.getByRole('dialog').getByText('blue').waitFor()
    await admin.keyboard.press('Escape')

    await row(admin, 'Li Wei').getByRole('button').click()
    await admin.getByRole('menuitem', { name: 'PIN…' }).click()
    await dialog(admin).getByLabel('PIN', { exact: true }).fill('8305')
    await dialog(admin).getByRole('button', { name: 'Set the PIN' }).click()
    await row(admin, 'Li Wei').getByText('1 badge, PIN').waitFor()
  })

  it('pairs a device, at which a person signs on by badge, types the PIN, and signs off', async () => {
    await show(admin, 'stations')
    await admin.getByRole('button', { name: 'Add a station' }).click()
    await dialog(admin).getByLabel('ID').fill('press-1')
    await dialog(admin).getByLabel('Name in English').fill('Press 1')
    await dialog(admin).getByRole('button', { name: 'Add a station' }).click()
    await row(admin, 'Press 1').getByRole('button', { name: 'Pair…', exact: true }).click()
    const code = (await admin.locator('.pairing-code').textContent()) ?? ''
    await admin.getByText(/Works once, for 9:\d\d more/).waitFor()

    const { page: panel } = await openPage(browser, `${address}#/station?code=${code}`, { viewport: { width: 1024, height: 768 } })
    expect(await panel.getByLabel('Code').inputValue()).toBe(code)
    expect(await violations(panel, '#content')).toEqual([])
    await panel.getByRole('button', { name: 'Pair' }).click()
    await panel.getByRole('heading', { name: 'Scan your badge' }).waitFor()
    await admin.getByText('The device is paired.').waitFor()
    expect(await violations(panel, '#content')).toEqual([])

    await scan(panel, '99999999')
    await panel.getByRole('alert').waitFor()
    await scan(panel, '00412775')
    await panel.getByRole('heading', { name: 'Li Wei' }).waitFor()
    expect(await violations(panel, '#content')).toEqual([])
    await panel.getByRole('button', { name: 'PIN for more' }).click()
    const keys = await panel.locator('.pin-pad button').evaluateAll((buttons) => buttons.map((button) => button.getBoundingClientRect().height))
    expect(Math.min(...keys)).toBeGreaterThanOrEqual(64)
    for (const digit of '8305') await panel.getByRole('button', { name: digit, exact: true }).click()
    await panel.getByRole('button', { name: 'Done' }).click()
    await panel.getByRole('heading', { name: 'Li Wei' }).waitFor()

    await panel.getByRole('link', { name: 'Open the flows' }).click()
    await panel.getByRole('button', { name: 'Account of Li Wei' }).click()
    await panel.getByRole('menuitem', { name: 'Sign off' }).click()
    await panel.getByRole('heading', { name: 'Scan your badge' }).waitFor()

    // Whoever walks away is signed off, wherever at the station they were.
    await panel.clock.install()
    await panel.goto(`${address}#/station`)
    await panel.reload()
    for (const place of ['#/station', '#/flows']) {
      await panel.getByRole('heading', { name: 'Scan your badge' }).waitFor()
      await scan(panel, '00412775')
      await panel.getByRole('heading', { name: 'Li Wei' }).waitFor()
      if (place === '#/flows') {
        await panel.getByRole('link', { name: 'Open the flows' }).click()
        await panel.getByRole('button', { name: 'Account of Li Wei' }).waitFor()
      }
      // A page asks first how long that may be, and what it asks later takes its real time.
      const signedOff = () => panel.getByRole('heading', { name: 'Scan your badge' }).waitFor({ timeout: 4000 }).then(() => true, () => false)
      const left = async () => (await panel.clock.fastForward('15:00'), signedOff())
      await expect.poll(left, { timeout: 20_000 }).toBe(true)
    }
    await panel.context().close()
  }, 60_000)

  it('makes a token that is shown once, and revokes it', async () => {
    await show(admin, 'tokens')
    await admin.getByRole('button', { name: 'Make a token' }).click()
    await dialog(admin).getByLabel('Name').fill('MES')
    await dialog(admin).getByRole('button', { name: 'Make a token' }).click()
    const token = (await admin.locator('.once-value').textContent()) ?? ''
    await admin.getByRole('button', { name: 'I have kept it' }).click()
    const ask = async () => (await fetch(`${address}api/v1/me`, { headers: { Authorization: `Bearer ${token}` } })).status
    expect(await ask()).toBe(200)
    await expect.poll(() => admin.content(), soon).not.toContain(token) // once the dialog has gone
    await row(admin, 'MES').getByRole('button', { name: 'Revoke' }).click()
    await dialog(admin).getByRole('button', { name: 'Revoke' }).click()
    await admin.getByText('No tokens yet').waitFor()
    expect(await ask()).toBe(401)
  })

  it('verifies the audit, and saves it as a file', async () => {
    await show(admin, 'audit')
    await admin.getByRole('button', { name: 'Verify' }).click()
    await admin.getByText(/Whole: all \d+ entries/).waitFor()
    const zh = await signedIn('admin', own, null, { locale: 'zh-CN' })
    await show(zh, 'audit')
    for (const page of [admin, zh]) {
      await page.locator('.audit-lines').first().waitFor()
      const places = await page.locator('.audit-lines .muted').allTextContents()
      expect(places.filter((place) => /[a-z]_[a-z]|^(grants|idle|title|address|method)/.test(place))).toEqual([])
    }
    await zh.locator('.audit-lines').filter({ hasText: '登录方式：密码' }).first().waitFor()
    await zh.context().close()
    await admin.getByLabel('To what').fill('press-1')
    await admin.getByLabel('To what').press('Enter')
    await expect.poll(() => admin.locator('.list .row').count(), soon).toBeLessThan(6)
    await row(admin, 'Device paired').getByText('Address').waitFor()
    const [file] = await Promise.all([admin.waitForEvent('download'), admin.getByRole('button', { name: 'Save as CSV' }).click()])
    const csv = await readFile(await file.path(), 'utf8')
    expect(csv).toMatch(/^\ufeffNo\.,Time,Who/)
    expect(csv).toContain('Pairing code made,press-1')
  })

  it('sets up the recovery passphrase, makes a backup and takes it away', async () => {
    await show(admin, 'backup')
    await admin.getByRole('button', { name: 'Set up' }).click()
    await dialog(admin).getByRole('button', { name: 'Set up' }).click()
    await admin.locator('.once-value').waitFor()
    await admin.getByRole('button', { name: 'I have kept it' }).click()
    await admin.getByRole('button', { name: 'Back up now' }).click()
    const [file] = await Promise.all([admin.waitForEvent('download'), admin.getByRole('button', { name: /^Download .*sfbackup$/ }).click()])
    expect(file.suggestedFilename()).toMatch(/\.sfbackup$/)
    expect((await readFile(await file.path())).length).toBeGreaterThan(1000)
  })
})

describe('a flow', () => {
  it('has its dead letters sent once more and deleted with a reason, from its drawer', async () => {
    await admin.goto(`${address}#/flows/line`)
    await admin.getByRole('tab', { name: /Dead letters/ }).click()
    const letters = admin.locator('.letter')
    await letters.first().waitFor()
    await letters.first().getByRole('button', { name: 'Message of fails' }).click()
    await admin.locator('.letter-open').getByRole('button', { name: 'Send this one again' }).click()
    await admin.getByText('1 failed again.').waitFor()
    await letters.first().getByRole('checkbox').check()
    await admin.locator('.tray-bar').getByRole('button', { name: 'Delete' }).click()
    await dialog(admin).getByLabel('Reason').fill('a trial')
    await dialog(admin).getByRole('button', { name: 'Delete' }).click()
    await admin.getByText('Handled', { exact: true }).click()
    await row(admin, 'a trial').getByText('Deleted').waitFor()
    await row(admin, 'Sent again').first().waitFor()
  }, 60_000)

  it('has its tests run against the draft, case by case', async () => {
    await admin.getByRole('tab', { name: 'Tests' }).click()
    await admin.getByRole('button', { name: 'Run all' }).click()
    await admin.getByText('1 of 2 failed').waitFor({ timeout: 60_000 })
    await admin.locator('.test-file li').filter({ hasText: 'passes on what comes' }).getByText('Passed').waitFor()
    await admin.locator('.test-message').getByText(/show/).waitFor()
  }, 90_000)
})

describe('everybody', () => {
  it('sets up an authenticator and is asked for its code from then on', async () => {
    const page = await signedIn('li', 'an oak of their own', null)
    await page.getByRole('button', { name: /^Account of/ }).click()
    await page.getByRole('link', { name: 'My account' }).click()
    await page.getByRole('button', { name: 'Set up an authenticator' }).click()
    await dialog(page).getByLabel('Password').fill('an oak of their own')
    await dialog(page).getByRole('button', { name: 'Next' }).click()
    await page.getByAltText('QR code for the authenticator app').waitFor()
    const secret = (await page.locator('.totp-secret').textContent()) ?? ''
    await dialog(page).getByLabel('One-time password').fill(codeAt(secret, Date.now()))
    await dialog(page).getByRole('button', { name: 'Confirm' }).click()
    await page.getByText('Asked for at each log-in').waitFor()
    await signOut(page)

    await page.getByText('User name', { exact: true }).first().click()
    await page.getByRole('textbox', { name: 'User name' }).fill('li')
    await page.getByLabel('Password').fill('an oak of their own')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByLabel('One-time password').fill(codeAt(secret, Date.now() + 30_000)) // each code counts once
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('button', { name: 'Account of Li Wei' }).waitFor()
    await page.context().close()
  }, 60_000)

  const PAGES = ['users', 'roles', 'stations', 'policy', 'tokens', 'signatures', 'audit', 'me', 'health', 'letters', 'logs', 'backup', 'plugins']
  it.each([
    ['en-GB', 'light', 1280],
    ['zh-CN', 'dark', 360],
  ] as const)('has pages that everybody can use and that fit (%s, %s, %i px)', async (locale, colorScheme, width) => {
    const page = await signedIn('admin', own, null, { locale, colorScheme, viewport: { width, height: 640 } })
    for (const tab of PAGES) {
      await show(page, tab)
      await page.locator('#content h1').waitFor()
      await page.locator('#content .ant-skeleton').first().waitFor({ state: 'detached' })
      expect([tab, await violations(page, '#content')]).toEqual([tab, []])
      expect([tab, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([tab, width])
    }
    await page.context().close()
  }, 120_000)
})
