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

async function testsOf(flow: string): Promise<unknown> {
  const { passed, failed } = (await api.call('POST', 'tests/run', { flow })).json
  return { passed, failed }
}

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
    await expect.poll(() => testsOf('press'), soon).toEqual({ passed: 1, failed: 0 })
    await press(page, 'Control+z')
    await expect.poll(async () => (await api.nodes('press'))['errors']?.config, soon).toEqual({ scope: ['dose-a/times'] })
    expect(await testsOf('press')).toEqual({ passed: 1, failed: 0 })
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

describe('another name of a connection', () => {
  it('is one act: undo in a flow that uses it takes all of it back', async () => {
    await api.draft('store', ({ nodes }) => (nodes['read'] = { type: 'modbus.read', config: { connection: 'plc', points: [{ name: 'a', address: '40001', type: 'int16' }] } } as object))
    const page = await person(browser, 'chen', '#/project/connections')
    await page.getByRole('button', { name: 'More for plc' }).click()
    await page.getByRole('menuitem', { name: 'Rename' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('press-plc')
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click()
    const used = async () => [Object.keys((await api.call('GET', 'project/parts/connections?version=draft')).json), (await api.nodes('store'))['read']?.config?.['connection'], (await api.text('tags/files/press?version=draft')).includes(',press-plc,')]
    await expect.poll(used, soon).toEqual([['press-plc'], 'press-plc', true])

    await page.evaluate(() => (location.hash = '#/flows/store?view=canvas'))
    await page.locator('.canvas[aria-busy="false"] .react-flow__pane').waitFor()
    await press(page, 'Control+z')
    await expect.poll(used, soon).toEqual([['plc'], 'plc', false])
    await press(page, 'Control+Shift+z')
    await expect.poll(used, soon).toEqual([['press-plc'], 'press-plc', true])
    await page.evaluate(() => (location.hash = '#/project/connections'))
    await page.getByText('press-plc').first().waitFor()
    await page.keyboard.press('Control+z')
    await expect.poll(used, soon).toEqual([['plc'], 'plc', false])
  })
})

describe('the id of a flow', () => {
  it('is shown with the word that it stays', async () => {
    const page = await canvas('chen', '#/flows/furnace?view=canvas')
    await page.getByText('It stays: the file, links, rights').waitFor()
    expect(await page.getByLabel('ID', { exact: true }).inputValue()).toBe('furnace')
    expect(await page.getByLabel('ID', { exact: true }).isEditable()).toBe(false)
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
    await expect.poll(() => times('project'), { timeout: 40_000, interval: 100 }).toBe(3) // each five seconds, and later on a machine that is busy
    expect(times('flows')).toBeLessThanOrEqual(4)
  }, 60_000)
})
