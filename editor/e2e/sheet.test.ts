import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { address, closePages, loginLink, openPage, startBrowser } from './browser'
import { cellIn, soon, typeInto, violations } from './plant'

let browser: Browser

beforeAll(async () => {
  browser = await startBrowser()
})
afterEach(() => closePages(browser))
afterAll(() => browser.close())

async function opened(): Promise<Page> {
  const { page } = await openPage(browser, loginLink)
  await page.locator('.main-nav').waitFor()
  await page.goto(`${address}#/project/tags`)
  await page.locator('.sheet-row').first().waitFor()
  return page
}

/** The first rows that are shown, from the top. */
const first = async (page: Page) => (await page.locator('.sheet-row .sheet-cell[data-column="0"]').allTextContents()).slice(0, 3)

async function menuOf(page: Page, title: string) {
  await page.locator('.sheet-title').filter({ hasText: title }).first().click()
  return page.getByRole('dialog', { name: `Sort, filter and width: ${title}` })
}

describe('five thousand tags', () => {
  it('are sorted by a column, and a row stays where it is while one types into it', async () => {
    const page = await opened()
    await (await menuOf(page, 'Tag')).getByText('Descending').click()
    await page.keyboard.press('Escape')
    await expect.poll(() => first(page), soon).toEqual(['T5000', 'T4999', 'T4998'])
    expect(await page.getByRole('columnheader').filter({ hasText: 'Tag' }).first().getAttribute('aria-sort')).toBe('descending')
    await typeInto(page, 'T4999', 'Tag', 'A1')
    await expect.poll(() => first(page), soon).toEqual(['T5000', 'A1', 'T4998'])
    await page.keyboard.press('Control+z')
  })

  it('are filtered by keys alone, as in Excel, and what is changed stays in sight', async () => {
    const page = await opened()
    await (await cellIn(page, 'T1', 'Unit')).click()
    await page.keyboard.press('Alt+ArrowDown')
    const menu = page.getByRole('dialog', { name: 'Sort, filter and width: Unit' })
    await menu.getByRole('combobox', { name: 'Only rows with' }).focus()
    await page.keyboard.type('bar')
    await page.keyboard.press('Enter')
    await page.getByText('50 of 5,000 rows are shown').waitFor()
    await expect.poll(() => first(page), soon).toEqual(['T100', 'T200', 'T300'])
    expect(await violations(page, '.column-menu')).toEqual([])
    // The first one is the list's, while it is open.
    await expect.poll(async () => (await page.keyboard.press('Escape'), menu.isVisible()), soon).toBe(false)
    await typeInto(page, 'T100', 'Unit', 'mbar')
    await expect.poll(() => first(page), soon).toEqual(['T100', 'T200', 'T300'])
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect.poll(() => first(page), soon).toEqual(['T1', 'T2', 'T3'])
  })

  it('are filtered by their numbers, with a word on how that is written', async () => {
    const page = await opened()
    const menu = await menuOf(page, 'Address')
    await menu.getByText('10..20 for a range').waitFor()
    const condition = menu.getByRole('textbox', { name: 'Condition' })
    for (const [typed, count, top] of [
      ['>44990', '10', 'T4991'],
      ['40011..40020', '10', 'T11'],
      ['≤40003', '3', 'T1'],
      ['4001', '11', 'T10'],
    ] as const) {
      await condition.fill(typed)
      await page.getByText(`${count} of 5,000 rows are shown`).waitFor()
      await expect.poll(async () => (await first(page))[0], soon).toBe(top)
    }
    await condition.fill('>')
    await menu.getByText('A number is missing after the sign').waitFor()
    await page.getByText('5,000 of 5,000 rows are shown').waitFor()
    expect(await violations(page, '.column-menu')).toEqual([])
  })

  it('have columns that stay as wide as they were made', async () => {
    const page = await opened()
    const head = page.getByRole('columnheader').filter({ hasText: 'Tag' }).first()
    const edge = await head.locator('.sheet-edge').boundingBox()
    const before = (await head.boundingBox())?.width ?? 0
    if (!edge) throw new Error('the column has no edge')
    await page.mouse.move(edge.x + 4, edge.y + 8)
    await page.mouse.down()
    await page.mouse.move(edge.x + 64, edge.y + 8, { steps: 4 })
    await page.mouse.up()
    await page.reload()
    await page.locator('.sheet-row').first().waitFor()
    expect((await head.boundingBox())?.width).toBeCloseTo(before + 60, -1)
    const menu = await menuOf(page, 'Tag')
    await menu.getByRole('spinbutton', { name: 'Width' }).fill('100')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await head.boundingBox())?.width, soon).toBe(100)
  })
})
