import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { address, loginLink, openPage, startBrowser } from './browser'
import { cellIn, soon } from './plant'

const folder = process.env['TAG_FILES'] ?? ''

let browser: Browser
let page: Page

beforeAll(async () => {
  browser = await startBrowser()
  page = (await openPage(browser, loginLink)).page
  await page.locator('.main-nav').waitFor()
  await page.goto(`${address}#/project/tags`)
  await page.locator('.sheet').waitFor()
})
afterAll(() => browser.close())

/** Drags a file of this machine over the page, and lets it go there. */
async function drop(name: string): Promise<void> {
  const bytes = [...readFileSync(join(folder, name))]
  const dragged = await page.evaluateHandle(
    (given) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([new Uint8Array(given.bytes)], given.name))
      return transfer
    },
    { bytes, name },
  )
  await page.dispatchEvent('body', 'dragover', { dataTransfer: dragged })
  await page.locator('.drop-zone').waitFor()
  await page.dispatchEvent('body', 'drop', { dataTransfer: dragged })
}

it.each([
  ['gb18030.csv', '一区温度'],
  ['bom.csv', '二区温度'],
  ['semicolons.csv', '三区温度'],
  ['excel.xlsx', '四区温度'],
  ['unicode.txt', '五区温度'],
])('a tag list that is dropped is read, however it was saved: %s', async (name, title) => {
  await drop(name)
  const dialog = page.getByRole('dialog').filter({ hasText: name })
  await dialog.getByText(/^(2 tags are new|1 tag changes)$/).waitFor()
  await dialog.getByRole('button', { name: 'Save as draft' }).click()
  const text = async (row: string, column: string) => (await cellIn(page, row, column)).textContent()
  await expect.poll(() => text('Z1', 'Name (Chinese)'), soon).toBe(title)
  expect(await text('Z1', 'Unit')).toBe('°C')
  expect(await text('Z1', 'Scale')).toBe('0.1')
  expect(await text('Z2', 'Description')).toBe('炉前；左，“备用”')
  expect(await page.locator('.sheet-row .sheet-cell[data-column="0"]').allTextContents()).toEqual(['Z1', 'Z2', ''])
})
