import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { closePages, startBrowser } from './browser'
import { Api, PASSWORD, person, rename, saved, sessionOver, soon } from './plant'

let browser: Browser
const api = new Api()
const TABLE = '#/flows/line?view=table'

beforeAll(async () => {
  browser = await startBrowser()
  await api.add('chen', 'engineer')
})
afterEach(() => closePages(browser))
afterAll(() => browser.close())

const name = (node: string, of = api) => of.name('line', node)

/** A program of its own, to be killed; gives its login link. */
async function run(port: string): Promise<{ link: string; program: ChildProcess }> {
  const [command = '', ...rest] = JSON.parse(process.env['SINTERFLOW_RUN'] ?? '[]') as string[]
  const program = spawn(command, [...rest, '--port', port], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface({ input: program.stdout })) {
    const link = /http:\S+#token=\S+/.exec(line)?.[0]
    if (link) return { link, program }
  }
  throw new Error('the program printed no login link')
}

function ended(program: ChildProcess): Promise<void> {
  return new Promise((done) => {
    program.once('exit', () => done())
    program.kill('SIGKILL')
  })
}

describe('what was typed', () => {
  it('is there after a reload before it was saved, and can still be undone', async () => {
    const page = await person(browser, 'chen', TABLE)
    await rename(page, 'Show', 'Shown once')
    await saved(page)
    await page.route('**/api/v1/flows/line', (route) => (route.request().method() === 'PUT' ? route.abort() : route.fallback()))
    await rename(page, 'Shown once', 'Shown twice')
    await page.reload()
    await page.locator('[role="row"]').filter({ hasText: 'Shown twice' }).waitFor()
    await page.getByText('Kept in this browser').waitFor()
    expect(await name('show')).toBe('Shown once')
    await page.unroute('**/api/v1/flows/line')
    await expect.poll(() => name('show'), soon).toBe('Shown twice')
    await page.locator('.saving').click()
    await page.keyboard.press('Control+z')
    await expect.poll(() => name('show'), soon).toBe('Shown once')
    await page.keyboard.press('Control+z')
    await expect.poll(() => name('show'), soon).toBe('Show')
    await saved(page)
    await page.reload()
    await page.locator('.sheet-row').filter({ hasText: 'Show' }).waitFor()
    await page.locator('.sheet input').press('Control+y')
    await expect.poll(() => name('show'), soon).toBe('Shown once')
  })

  it('is put together with what others saved while the page was away', async () => {
    const page = await person(browser, 'chen', TABLE)
    await page.route('**/api/v1/flows/line', (route) => (route.request().method() === 'PUT' ? route.abort() : route.fallback()))
    await rename(page, 'Count', 'Counted here')
    await page.goto('about:blank')
    await api.draft('line', ({ nodes }) => {
      ;(nodes['tick'] ??= {}).name = 'Ticked there'
    })
    await page.unroute('**/api/v1/flows/line')
    await page.goBack()
    for (const each of ['Counted here', 'Ticked there']) await page.locator('[role="row"]').filter({ hasText: each }).waitFor()
    await expect.poll(() => name('count'), soon).toBe('Counted here')
    expect(await name('tick')).toBe('Ticked there')
  })

  it('is there after the session was over and somebody has logged in again', async () => {
    const page = await person(browser, 'chen', TABLE)
    await saved(page)
    await sessionOver(page, () => rename(page, 'Scale', 'Scaled late'))
    await page.getByText('The session is over').waitFor()
    await page.getByText('User name', { exact: true }).first().click()
    await page.getByRole('textbox', { name: 'User name' }).fill('chen')
    await page.getByLabel('Password').fill(PASSWORD)
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.locator('[role="row"]').filter({ hasText: 'Scaled late' }).waitFor()
    await expect.poll(() => name('scale'), soon).toBe('Scaled late')
  })

  it('is saved when the program was killed meanwhile and runs again', { timeout: 90_000 }, async () => {
    const { link, program } = await run('0')
    const own = new Api(link)
    const base = link.replace(/#.*$/, '')
    await own.add('chen', 'engineer')
    const page = await person(browser, 'chen', TABLE, {}, base)
    await page.locator('.sheet-row').filter({ hasText: 'Show' }).waitFor()
    await ended(program)
    await rename(page, 'Show', 'Shown anyway')
    await page.getByText('Kept in this browser').waitFor()
    const again = await run(new URL(base).port)
    try {
      await expect.poll(() => name('show', new Api(again.link)), soon).toBe('Shown anyway')
      await saved(page)
    } finally {
      await ended(again.program)
    }
  })
})
