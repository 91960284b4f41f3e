import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { address, closePages, startBrowser } from './browser'
import { Api, PASSWORD, person, rename, saved, soon, violations } from './plant'

let browser: Browser
const api = new Api()
const TABLE = '#/flows/line?view=table'

beforeAll(async () => {
  browser = await startBrowser()
  for (const name of ['chen', 'zhao']) await api.add(name, 'engineer')
  await api.add('wu', 'maintenance')
})
afterEach(() => closePages(browser))
afterAll(() => browser.close())

const review = (page: Page) => page.getByRole('dialog').filter({ has: page.locator('.drafts') })

async function counted(): Promise<number> {
  const { nodes } = (await api.call('GET', 'flows/line/state')).json as { nodes: Record<string, { text: string }> }
  return Number(nodes['show']?.text)
}

describe('a deploy', () => {
  it('is reviewed in words, says what restarts, keeps the state of the rest, and stands in the history with its reason', async () => {
    const page = await person(browser, 'chen', TABLE)
    await api.draft('line', ({ nodes }) => {
      ;(nodes['scale'] ??= {}).config = { in: [0, 100], out: [0, 1000] }
    })
    await page.locator('.deploy-count').getByText('1').waitFor()
    await expect.poll(counted, soon).toBeGreaterThan(5)
    await page.locator('.top-bar').getByRole('button', { name: 'Deploy' }).click()
    const dialog = review(page)
    // It is another's draft: nothing is chosen for me.
    await dialog.getByText('Choose at least one draft').waitFor()
    await dialog.getByRole('checkbox', { name: 'Line' }).check()
    const change = dialog.locator('.change').filter({ hasText: 'Scale' })
    await change.getByText('1,000').or(change.getByText('1000')).waitFor()
    expect(await change.textContent()).not.toMatch(/\/nodes|[{[]/)
    await dialog.getByText('1 node restarts').waitFor()
    await dialog.getByText('3 keep running').waitFor()
    expect(await violations(page, '.review')).toEqual([])
    const before = await counted()
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('WO 4711')
    await dialog.getByRole('button', { name: 'Deploy', exact: true }).click()
    await page.getByText('Revision 2 runs').waitFor()
    const { items } = (await api.call('GET', 'history?limit=1')).json as { items: unknown[] }
    expect(items[0]).toMatchObject({ revision: 2, author: 'chen', reason: 'WO 4711', flows: ['line'] })
    // The counter was not restarted: it goes on from where it was, ten times as large after the new scale.
    await expect.poll(counted, soon).toBeGreaterThan(before * 10)
  })

  it('says in Chinese what it would do, and that a fault keeps it from being done', async () => {
    const etag = await api.draft('line', ({ nodes }) => {
      nodes['show'] = { ...nodes['show'], config: { shw: 1 } }
    })
    const page = await person(browser, 'chen', '#/flows/line', { locale: 'zh-CN' })
    await page.locator('.top-bar').getByRole('button', { name: '部署' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('checkbox', { name: '产线' }).check()
    await dialog.getByText('1 个错误，须先改正').waitFor()
    expect(await dialog.getByRole('button', { name: '部署', exact: true }).isDisabled()).toBe(true)
    await dialog.getByRole('link', { name: /产线 › 显示/ }).first().click()
    await expect.poll(() => page.url(), soon).toContain('node=show')
    await page.locator('.top-bar').getByRole('button', { name: '部署' }).click()
    await dialog.getByRole('button', { name: '放弃草稿: 产线' }).click()
    await page.getByText('local 的草稿将丢失').waitFor()
    await page.locator('.ant-popconfirm').getByRole('button', { name: '放弃草稿' }).click()
    await expect.poll(async () => (await api.call('GET', 'flows/line?version=draft')).etag, soon).not.toBe(etag)
  })

  it('is refused when somebody else was first, shows what they did, and goes on', async () => {
    const page = await person(browser, 'chen', TABLE)
    await rename(page, 'Show', 'Shown')
    await saved(page)
    await page.locator('.top-bar').getByRole('button', { name: 'Deploy' }).click()
    const dialog = review(page)
    await dialog.getByText('Shown').first().waitFor()
    await api.call('PUT', 'project/parts/settings', { timezone: 'Europe/Berlin' }, { 'If-Match': '*' })
    const { etag } = await api.call('GET', 'subflows')
    const order = { revision: await api.revision(), flows: {}, project: etag, reason: 'moved house' }
    expect((await api.call('POST', 'deploy', order)).status).toBe(200)
    await dialog.getByRole('button', { name: 'Deploy', exact: true }).click()
    await dialog.getByText('Somebody else has deployed meanwhile').waitFor()
    await dialog.locator('.meanwhile').getByText('moved house').waitFor()
    await dialog.locator('.meanwhile').getByText('Europe/Berlin').waitFor()
    await dialog.getByRole('button', { name: 'Deploy', exact: true }).click()
    await page.getByText(/Revision \d+ runs/).waitFor()
    expect(await api.name('line', 'show', 'deployed')).toBe('Shown')
  })

  it('is not offered to somebody who may not', async () => {
    const page = await person(browser, 'wu', '#/flows/line')
    await page.locator('#deploy-why', { hasText: 'You need the right to deploy' }).waitFor({ state: 'attached' })
    expect(await page.locator('.top-bar').getByRole('button', { name: 'Deploy' }).isDisabled()).toBe(true)
  })
})

describe('two people at one flow', () => {
  it('see each other, have their changes put together, and are asked where both changed the same', { timeout: 90_000 }, async () => {
    const [chen, zhao] = [await person(browser, 'chen', TABLE), await person(browser, 'zhao', TABLE)]
    await chen.getByRole('img', { name: 'zhao is at Line' }).waitFor()
    await saved(zhao)
    await rename(chen, 'Tick', 'Beat')
    await saved(chen)
    await rename(zhao, 'Count', 'Counter')
    // Different nodes: both are there, on both pages, and nobody was asked.
    for (const page of [chen, zhao]) {
      for (const name of ['Beat', 'Counter']) await page.locator('[role="row"]').filter({ hasText: name }).waitFor()
    }
    await saved(zhao)
    await saved(chen)

    await chen.route('**/api/v1/flows/line', (route) => (route.request().method() === 'PUT' ? route.abort() : route.fallback()))
    await rename(chen, 'Beat', 'Beat of chen')
    await rename(zhao, 'Beat', 'Beat of zhao')
    await saved(zhao)
    await chen.unroute('**/api/v1/flows/line')
    const dialog = chen.getByRole('dialog', { name: 'Two versions of Line' })
    await dialog.getByText('Node Beat of chen: Name').waitFor()
    expect(await violations(chen, '.merge')).toEqual([])
    await dialog.getByRole('radio', { name: /By zhao/ }).check()
    await dialog.getByRole('button', { name: 'Merge', exact: true }).click()
    await saved(chen)
    expect(await api.name('line', 'tick')).toBe('Beat of zhao')
    await chen.locator('[role="grid"], .sheet').first().click()
    await chen.keyboard.press('Control+z')
    await expect.poll(() => api.name('line', 'tick'), soon).toBe('Beat of chen')
  })
})

describe('the history', () => {
  it('says of a revision that there is not what there is, and leads there', async () => {
    const page = await person(browser, 'chen', '#/history/999')
    await page.getByRole('heading', { name: 'There is no revision 999' }).waitFor()
    expect(await page.locator('.history').textContent()).not.toContain('/api/')
    await page.getByRole('link', { name: `To revision ${await api.revision()}` }).click()
    await page.getByRole('heading', { name: `Revision ${await api.revision()}` }).waitFor()
  })

  it('shows what a revision changed, in words and drawn, and goes back', async () => {
    const page = await person(browser, 'chen', '#/history/2')
    await page.getByRole('heading', { name: 'Revision 2' }).waitFor()
    await page.locator('.change').filter({ hasText: 'Scale' }).waitFor()
    await page.getByText('On the canvas').click()
    await page.locator('.react-flow__node').filter({ hasText: 'Scale' }).locator('.diff-changed').first().waitFor()
    expect(await page.locator('.diff-node').count()).toBe(1)
    expect(await violations(page, '.history')).toEqual([])
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Download' }).click()
    await page.getByRole('menuitem', { name: 'flows/line.json' }).click()
    expect((await download).suggestedFilename()).toBe('line.json')
    await page.goto(`${address}#/history/1`)
    await page.getByRole('button', { name: 'Roll back to this' }).click()
    const dialog = page.getByRole('dialog')
    await expect.poll(() => dialog.textContent(), soon).toMatch(/nodes? restart/)
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('too much')
    await dialog.getByRole('button', { name: 'Roll back to this' }).click()
    await page.getByText(/as revision 1 was/).waitFor()
    const { items } = (await api.call('GET', 'history?limit=1')).json as { items: unknown[] }
    expect(items[0]).toMatchObject({ author: 'chen', reason: 'too much' })
    expect((await api.nodes('line', 'deployed'))['scale']?.config?.['out']).toEqual([0, 100])
  })
})

describe('a protected flow', () => {
  it('is deployed once a second person has signed', async () => {
    const page = await person(browser, 'chen', '#/flows/guarded?view=table')
    await rename(page, 'Press', 'Push')
    await saved(page)
    await page.locator('.top-bar').getByRole('button', { name: 'Deploy' }).click()
    const dialog = review(page)
    await dialog.getByText('A second person has to agree').waitFor()
    const go = dialog.getByRole('button', { name: 'Deploy', exact: true })
    expect(await go.isDisabled()).toBe(true)
    await dialog.getByText('A second person has to sign first').waitFor()
    const sign = async (user: string) => {
      await dialog.getByLabel('User name').fill(user)
      await dialog.getByRole('textbox', { name: 'Password' }).fill(PASSWORD)
      await dialog.getByRole('button', { name: 'Sign' }).click()
    }
    await sign('zhao')
    await dialog.getByText('zhao has signed').waitFor()
    await go.click()
    await page.getByText(/Revision \d+ runs/).waitFor()
    expect(await api.name('guarded', 'press', 'deployed')).toBe('Push')
  })
})
