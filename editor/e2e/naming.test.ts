import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { closePages, startBrowser } from './browser'
import { Api, person, soon } from './plant'

let browser: Browser
const api = new Api()

beforeAll(async () => {
  browser = await startBrowser()
  await api.add('chen', 'engineer')
  await api.call('POST', 'users', { user: 'lin', grants: [{ role: 'viewer' }, { role: 'engineer', area: 'pressing' }], password: 'tall oak by the gate', must_change: false })
})
afterEach(() => closePages(browser))
afterAll(() => browser.close())

const linksOf = async (flow: string, node = 'send') => (await api.nodes(flow))[node]?.config?.['to']
const ids = async (flow: string) => Object.keys(await api.nodes(flow))

async function canvas(user: string, hash: string): Promise<Page> {
  const page = await person(browser, user, hash)
  await page.locator('.canvas[aria-busy="false"] .react-flow__pane').waitFor()
  return page
}

async function rename(page: Page, id: string): Promise<void> {
  const field = page.getByLabel('ID', { exact: true })
  await field.fill(id)
  await field.press('Enter')
}

/** With the keys on the canvas, and nothing chosen. */
async function press(page: Page, keys: string): Promise<void> {
  await page.locator('.react-flow__pane').click({ position: { x: 300, y: 300 } })
  await page.keyboard.press(keys)
}

describe('another id of a node', () => {
  it('is followed by links of other flows, and undo in any of them takes all of it back', async () => {
    const page = await canvas('chen', '#/flows/store?view=canvas&node=arrive')
    await rename(page, 'enter')
    await expect.poll(() => ids('store'), soon).toContain('enter')
    for (const flow of ['press', 'furnace']) await expect.poll(() => linksOf(flow), soon).toEqual(['store/enter'])

    await page.goto(page.url().replace(/#.*/, '#/flows/furnace?view=canvas'))
    await page.reload()
    await page.locator('.canvas[aria-busy="false"] .react-flow__pane').waitFor()
    await press(page, 'Control+z')
    await expect.poll(() => ids('store'), soon).toContain('arrive')
    for (const flow of ['press', 'furnace']) await expect.poll(() => linksOf(flow), soon).toEqual(['store/arrive'])
    await press(page, 'Control+Shift+z')
    await expect.poll(() => ids('store'), soon).toContain('enter')
    await expect.poll(() => linksOf('press'), soon).toEqual(['store/enter'])
    await press(page, 'Control+z')
    await expect.poll(() => linksOf('press'), soon).toEqual(['store/arrive'])
  })

  it('of a node in a subflow that all flows share is followed by what is for it in each of them', async () => {
    const page = await canvas('chen', '#/subflows/dose?node=times')
    await rename(page, 'factor')
    await expect.poll(async () => (await api.nodes('press'))['errors']?.config, soon).toEqual({ scope: ['dose-a/factor'] })
    expect(Object.keys((await api.call('GET', 'subflows/dose?version=draft')).json['nodes'] as object)).toEqual(['factor', 'pass'])
    await press(page, 'Control+z')
    await expect.poll(async () => (await api.nodes('press'))['errors']?.config, soon).toEqual({ scope: ['dose-a/times'] })
  })

  it('says before which flow cannot follow, because the person may not edit it', async () => {
    const page = await canvas('lin', '#/flows/press?view=canvas&node=start')
    await rename(page, 'begin')
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Links in store lead to this node').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect(await ids('press')).toContain('start')
    await page.getByLabel('ID', { exact: true }).waitFor()
    await rename(page, 'begin')
    await dialog.getByRole('button', { name: 'Change the ID' }).click()
    await expect.poll(() => ids('press'), soon).toContain('begin')
    expect(await linksOf('store', 'order')).toEqual(['press/start'])
  })
})

describe('a subflow that all flows share', () => {
  it('shows what runs in the instance that is chosen', async () => {
    const page = await canvas('chen', '#/subflows/dose')
    const choice = page.getByLabel('Instance whose values are shown')
    const reading = page.locator('.react-flow__node[data-id="pass"]')
    await expect.poll(() => choice.locator('option').allTextContents(), soon).toEqual(['Furnace › dose-b', 'Press › dose-a'])
    await reading.getByText('400', { exact: true }).first().waitFor()
    await choice.selectOption({ label: 'Press › dose-a' })
    await reading.getByText('70', { exact: true }).first().waitFor()
    await reading.click()
    await page.getByRole('tab', { name: 'Live' }).click()
    await page.locator('.node-live').getByText('70').first().waitFor()
  })
})

describe('the canvas', () => {
  it('asks for the flows once a time, like for the project', async () => {
    const page = await canvas('chen', '#/flows/furnace?view=canvas')
    const asked: string[] = []
    page.on('request', (request) => asked.push(new URL(request.url()).pathname.split('/').at(-1) ?? ''))
    const times = (what: string) => asked.filter((each) => each === what).length
    await expect.poll(() => times('project'), soon).toBe(3)
    expect(times('flows')).toBeLessThanOrEqual(4)
  })
})
