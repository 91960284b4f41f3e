import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { violations } from './axe'
import { address, closePages, loginLink, openPage, startBrowser } from './browser'

let browser: Browser

beforeAll(async () => {
  browser = await startBrowser()
})
afterEach(() => closePages(browser))
afterAll(() => browser.close())

const soon = { timeout: 15_000, interval: 100 }
const token = decodeURIComponent(loginLink.replace(/^.*#token=/, ''))

/** What the runtime has as the draft of a flow. */
async function draft(flow: string): Promise<Record<string, Record<string, Record<string, unknown>>>> {
  const answer = await fetch(`${address}api/v1/flows/${flow}?version=draft`, { headers: { Authorization: `Bearer ${token}` } })
  return (await answer.json()) as Record<string, Record<string, Record<string, unknown>>>
}

async function opened(hash: string, locale = 'en-GB'): Promise<Page> {
  const { page } = await openPage(browser, loginLink, { locale })
  await page.locator('.main-nav').waitFor()
  await page.goto(address + hash)
  return page
}

describe('finding', () => {
  it.each([
    ['en-GB', 'Find in all flows', 'Name, ID, type or a value of the settings'],
    ['zh-CN', '在所有流程中查找', '名称、编号、类型或设置值'],
  ])('finds a node by a value of its config in another flow, and goes there (%s)', async (locale, open, placeholder) => {
    const page = await opened('#/flows/press', locale)
    await page.getByRole('button', { name: open }).click()
    await page.getByLabel(placeholder).fill('plant/alarms')
    await page.locator('.find-hit').waitFor()
    expect(await violations(page, '.finder')).toEqual([])
    await page.keyboard.press('Enter')
    await expect.poll(() => page.url(), soon).toContain('#/flows/furnace?view=canvas&node=send')
  })

  it('says who reads and who writes a key of a context', async () => {
    const page = await opened('#/flows/press')
    await page.locator('.editor-bar').waitFor()
    await page.keyboard.press('Control+Shift+U')
    await page.getByText('Flow context').click()
    await page.getByRole('button', { name: /^count/ }).click()
    await expect.poll(() => page.locator('.uses-user').allTextContents(), soon).toEqual([
      expect.stringMatching(/writes.*Count/) as string, expect.stringMatching(/reads.*Count/) as string,
    ])
    await page.getByText('Connections', { exact: true }).click()
    await page.getByRole('button', { name: /^broker/ }).click()
    await page.locator('.uses-user').filter({ hasText: 'Send' }).click()
    await expect.poll(() => page.url(), soon).toContain('node=send')
  })
})

describe('the tabs of flows', () => {
  const names = (page: Page) => page.locator('.flow-tab a').allTextContents()

  it('order, copy and delete flows as drafts', async () => {
    const page = await opened('#/flows/press')
    await expect.poll(() => names(page), soon).toEqual(['Press', 'Furnace'])
    await page.getByRole('button', { name: 'What to do with Press' }).click()
    await page.getByRole('menuitem', { name: 'Move to the right' }).click()
    await expect.poll(() => names(page), soon).toEqual(['Furnace', 'Press'])
    await page.locator('.flow-tab').first().dragTo(page.locator('.flow-tab').nth(1))
    await expect.poll(() => names(page), soon).toEqual(['Press', 'Furnace'])

    await page.getByRole('button', { name: 'What to do with Press' }).click()
    await page.getByRole('menuitem', { name: 'Duplicate' }).click()
    await expect.poll(() => names(page), { ...soon, timeout: 20_000 }).toContain('Press (2)')
    expect(Object.keys((await draft('press-2'))['nodes'] ?? {})).toEqual(['tick', 'count'])

    await page.getByRole('button', { name: 'What to do with Press (2)' }).click()
    await page.getByRole('menuitem', { name: 'Delete' }).click()
    await page.getByText('It was never deployed: its 2 nodes are lost for good.').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await expect.poll(() => names(page), soon).toEqual(['Press', 'Furnace'])
  })
})

describe('a flow as a table', () => {
  it('takes what is typed and pasted, refuses what is no value, and undo takes it back', async () => {
    const page = await opened('#/flows/furnace?view=table')
    const cell = (row: string, column: number) => page.locator('[role="row"]').filter({ hasText: row }).locator(`[data-column="${column}"]`)
    await page.getByLabel('Type').click({ force: true })
    await page.getByRole('option', { name: 'Limit' }).click()
    await page.locator('.sheet input').focus() // the cell that is chosen at first
    await page.keyboard.type('Hot zone')
    await page.keyboard.press('Enter')
    const limits = async () => {
      const { hot, cold } = (await draft('furnace'))['nodes'] ?? {}
      return [hot?.['name'], (hot?.['config'] as Record<string, unknown>)['high'], (cold?.['config'] as Record<string, unknown>)['high']]
    }
    await expect.poll(limits, soon).toEqual(['Hot zone', 1150, 100])
    const high = await page.getByRole('columnheader', { name: 'High', exact: true }).evaluate((head) => Array.from(head.parentElement?.children ?? []).indexOf(head) - 1)
    await cell('hot', high).click()
    await page.locator('.sheet input').evaluate((input) => {
      const data = new DataTransfer()
      data.setData('text/plain', '1160\nwarm')
      input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    })
    await page.getByText('warm is not a number').waitFor()
    await expect.poll(limits, soon).toEqual(['Hot zone', 1160, 100])
    await page.keyboard.press('Control+z')
    await expect.poll(limits, soon).toEqual(['Hot zone', 1150, 100])
    expect(await violations(page, '.node-table')).toEqual([])
  })
})

describe('a flow on paper', () => {
  it('has its parameters, drawing, nodes and wires', async () => {
    const page = await opened('#/flows/furnace?view=document', 'zh-CN')
    await page.getByRole('heading', { name: '烧结炉' }).waitFor()
    expect(await page.locator('.drawing rect').count()).toBe(4)
    expect(await page.locator('.flow-document').textContent()).toContain('上限: ${high}'.replace('${high}', '1150'))
    expect(await violations(page, '.flow-document')).toEqual([])
  })
})
