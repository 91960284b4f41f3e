import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { closePages, startBrowser } from './browser'
import { node, open, port, ready } from './drawing'
import { Api, PASSWORD, person, saved, soon } from './plant'

let browser: Browser
const api = new Api()

beforeAll(async () => {
  browser = await startBrowser()
  const add = (user: string, ...grants: { role: string; area?: string }[]) => api.call('POST', 'users', { user, grants, password: PASSWORD, must_change: false })
  await add('mei', { role: 'engineer', area: 'pressing' })
  await add('lin', { role: 'viewer' }, { role: 'engineer', area: 'pressing' })
})
afterEach(() => closePages(browser))
afterAll(() => browser.close())

/** What the runtime refuses while a page does what it offers. */
function refusals(page: Page): string[] {
  const found: string[] = []
  page.on('response', (response) => {
    if (response.status() === 403) found.push(`${response.request().method()} ${new URL(response.url()).pathname}`)
  })
  return found
}

async function go(page: Page, hash: string): Promise<void> {
  await page.goto(page.url().replace(/#.*/, hash))
}

describe('somebody with rights in one area alone', () => {
  it('is shown the flows and pages of that area, and asks for nothing that is refused', async () => {
    const page = await person(browser, 'mei', '#/project')
    const refused = refusals(page)
    await page.locator('.project-nav a').first().waitFor()
    expect(await page.locator('.project-nav a').allTextContents()).toEqual(['My account', 'Health', 'Dead letters'])
    await go(page, '#/project/letters')
    await page.locator('.tray').waitFor()
    await go(page, '#/project/health')
    await page.locator('.figures-grid').waitFor()
    await go(page, '#/flows/press?view=canvas')
    await page.locator('.canvas[aria-busy="false"] .react-flow__pane').waitFor()
    expect(await page.locator('.flow-tab').allTextContents()).toEqual(['Press'])
    await page.locator('.palette-entry').first().waitFor()
    await page.reload()
    await port(page, 'dose-a', 'target', 'in').waitFor()
    await port(page, 'dose-a', 'source', 'out').waitFor()
    expect(await page.getByRole('button', { name: 'Equipment and tags' }).count()).toBe(0)
    expect(await page.getByRole('tab', { name: 'Tests' }).count()).toBe(0)
    // What the flow consists of is looked at, and not changed: it is in flows of other areas, too.
    await node(page, 'dose-a').locator('.step-name').dblclick()
    await page.getByRole('navigation', { name: 'Where this is' }).getByText('Dose').waitFor()
    await node(page, 'times').click()
    await page.getByText('You may look at this and not change it').waitFor()
    expect(refused).toEqual([])
  })

  it('edits and deploys a flow of the area, and may add the one that the area has room for', async () => {
    const page = await person(browser, 'mei', '#/flows/press?view=canvas&node=tick')
    await page.getByRole('textbox', { name: 'Name' }).first().fill('Beat')
    await saved(page)
    await page.locator('.top-bar').getByRole('button', { name: 'Deploy' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Deploy', exact: true }).click()
    await page.getByText(/Revision \d+ runs/).waitFor()
    await expect.poll(() => api.name('press', 'tick', 'deployed'), soon).toBe('Beat')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'New flow' }).click()
    const dialog = page.getByRole('dialog').filter({ hasText: 'New flow' })
    await dialog.getByLabel('ID', { exact: true }).fill('other')
    await dialog.getByText('Your areas have room for flows with these ids: press-2').waitFor()
    await dialog.getByLabel('ID', { exact: true }).fill('press-2')
    await dialog.getByRole('button', { name: 'Create' }).click()
    await saved(page)
    await expect.poll(async () => (await api.call('GET', 'flows/press-2?version=draft')).status, soon).toBe(200)
    expect(await page.getByRole('button', { name: 'New flow' }).count()).toBe(0)
  })
})

describe('somebody who sees the plant and edits one area', () => {
  it('looks at the other flows and at what flows share, and is offered no change of them', async () => {
    const page = await person(browser, 'lin', '#/flows/furnace?view=canvas&node=tick')
    const refused = refusals(page)
    await page.getByText('You may look at this and not change it').waitFor()
    expect(await page.getByRole('textbox', { name: 'Name' }).first().isDisabled()).toBe(true)
    await page.locator('.react-flow__pane').click({ position: { x: 300, y: 300 } })
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
    await page.getByRole('button', { name: /^What to do with Furnace/ }).click()
    expect(await page.getByRole('menuitem').allTextContents()).toEqual(['Print as a document'])
    await page.keyboard.press('Escape')
    await go(page, '#/project/connections')
    await page.getByRole('rowheader', { name: 'plc' }).waitFor()
    expect(await page.getByRole('button', { name: 'Add connection' }).count()).toBe(0)
    await go(page, '#/project/tags')
    await page.locator('.sheet-row').first().waitFor()
    expect(await page.getByRole('button', { name: 'Import' }).count()).toBe(0)
    await go(page, '#/project/equipment')
    await page.locator('.project-head h1').getByText('Equipment').waitFor()
    expect(await page.getByRole('button', { name: 'Add equipment' }).count()).toBe(0)
    await go(page, '#/flows/press?view=canvas&node=tick')
    await page.getByText('You may look at this and not change it').waitFor({ state: 'hidden' })
    expect(await page.getByRole('textbox', { name: 'Name' }).first().isDisabled()).toBe(false)
    expect(await api.nodes('furnace')).toHaveProperty('tick')
    expect(refused).toEqual([])
  })
})

describe('a subflow that all flows share', () => {
  it('has at once the ports that are drawn, in the flows that use it', async () => {
    const { page } = await open(browser, 'furnace')
    await port(page, 'dose-b', 'source', 'out').waitFor()
    await node(page, 'dose-b').locator('.step-name').dblclick()
    await node(page, 'times').waitFor()
    await page.getByRole('combobox', { name: 'Add a port: Outputs' }).click()
    await page.locator('.ant-select-item').filter({ hasText: 'times · error' }).click()
    await go(page, '#/flows/furnace?view=canvas')
    await ready(page)
    await expect.poll(() => node(page, 'dose-b').locator('.port-out').count(), soon).toBe(2)
  })
})
