import axe from 'axe-core'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { address, closePages, loginLink, openPage, startBrowser } from './browser'

const port = process.env['PLC_PORT'] ?? ''
const sheet = process.env['TAG_SHEET'] ?? ''
const exported = process.env['EXPORTED'] ?? ''
const soon = { timeout: 15_000, interval: 100 }
const token = decodeURIComponent(loginLink.replace(/^.*#token=/, ''))

let browser: Browser

beforeAll(async () => {
  browser = await startBrowser()
})
afterEach(() => closePages(browser))
afterAll(() => browser.close())

/** What the runtime says. */
async function api<T>(path: string, init: RequestInit = {}): Promise<T> {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...(init.headers as Record<string, string>) }
  const answer = await fetch(`${address}api/v1/${path}`, { ...init, headers })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

const ids = async (version: string) => (await api<{ items: { id: string }[] }>(`tags?version=${version}`)).items.map(({ id }) => id)

async function opened(tab: string, options: BrowserContextOptions = {}): Promise<Page> {
  const { page } = await openPage(browser, loginLink, options)
  await page.locator('.main-nav').waitFor()
  await page.goto(`${address}#/project/${tab}`)
  return page
}

/** Gives the clipboard a text and presses the keys of paste. */
async function paste(page: Page, text: string): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.evaluate((given) => navigator.clipboard.writeText(given), text)
  await page.keyboard.press('Control+V')
}

const cell = (page: Page, text: string) => page.locator('.sheet-cell').filter({ hasText: text }).first()

async function deployDrafts(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Review and deploy' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Deploy', exact: true }).click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
}

describe('setting up a plant', () => {
  it('connects a device and tries it before anything is deployed', async () => {
    const page = await opened('connections')
    await page.getByText('No connections yet').waitFor()
    await page.getByRole('button', { name: 'Add connection' }).click()
    await page.getByRole('textbox', { name: 'Search' }).fill('modbus.tcp')
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog').filter({ hasText: 'Modbus TCP' })
    await dialog.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1')
    await dialog.getByLabel('Port', { exact: true }).fill(port)
    await dialog.getByRole('button', { name: 'Test the connection' }).click()
    await dialog.locator('.ant-alert-success').waitFor()
    await dialog.locator('.ant-modal-footer .ant-btn-primary').click()
    await page.getByRole('rowheader', { name: 'tcp' }).waitFor()
    expect(await api('project/parts/connections?version=draft')).toMatchObject({ tcp: { type: 'modbus.tcp', config: { host: '127.0.0.1', port: Number(port) } } })
    await deployDrafts(page)
    expect(await api('project/parts/connections?version=deployed')).toHaveProperty('tcp')
  })

  it('takes 200 tags pasted from Excel, marks the cell that is wrong, and shows their live values once they are deployed', async () => {
    const page = await opened('tags')
    const rows = Array.from({ length: 200 }, (_, index) => `T${index + 1}\tZone ${index + 1}\t${index + 1} 区\ttcp\t${40001 + index}\t\t\t${index === 1 ? '0,1' : '1'}\t\t°C`)
    await page.locator('.sheet-focus input').click()
    await paste(page, rows.join('\r\n') + '\r\n')
    await expect.poll(async () => (await api<{ items: unknown[] }>('tags/files')).items.length, soon).toBe(1)

    const fault = page.getByRole('button', { name: /^tags\.csv · 3 · scale$/ })
    await fault.click()
    await page.locator('.sheet-cell.is-error').filter({ hasText: '0,1' }).waitFor()
    await page.keyboard.type('x')
    await page.getByText('Write a number with a point').waitFor()
    await page.keyboard.press('Control+A')
    await page.keyboard.type('0.1')
    await page.keyboard.press('Enter')
    await fault.waitFor({ state: 'hidden' })
    expect(await ids('draft')).toHaveLength(200)

    await page.locator('.sheet-focus input').focus()
    await page.keyboard.press('Control+A')
    await page.getByRole('button', { name: 'Read 200 tags in a new flow' }).click()
    await page.locator('.react-flow__node').filter({ hasText: 'tcp' }).waitFor()
    await page.locator('.top-bar').getByRole('button', { name: 'Deploy' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Deploy', exact: true }).click()
    await expect.poll(() => ids('deployed'), soon).toHaveLength(200)
    await page.goBack()
    await cell(page, '1234').waitFor()
    await page.locator('.sheet-row').first().getByText('Good').waitFor()
  })

  it('fills, empties, undoes and copies like Excel', async () => {
    const page = await opened('tags')
    const unit = () => page.locator('.sheet-row').nth(2).locator('.sheet-cell').nth(12)
    await page.locator('.sheet-row').first().locator('.sheet-cell').nth(12).click()
    await page.keyboard.type('bar')
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Control+D')
    await expect.poll(() => unit().textContent(), soon).toBe('bar')
    await page.keyboard.press('Control+Z')
    await expect.poll(() => unit().textContent(), soon).toBe('°C')
    await page.keyboard.press('Control+Z')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.keyboard.press('Control+C')
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^°C\r?\n°C\r?\n°C\r?\n$/)
  })

  it('says what an Excel file changes before it is taken over, and gives the list back as Excel', async () => {
    const page = await opened('tags')
    await page.locator('.sheet-row').first().waitFor()
    await page.getByLabel('Tag list as Excel or CSV file').setInputFiles(sheet)
    const dialog = page.getByRole('dialog')
    await dialog.getByText('199 tags are deleted').waitFor()
    await dialog.getByText('Add and change, delete nothing').click()
    await dialog.getByText('1 tag is new').waitFor()
    await dialog.getByText('1 tag changes').waitFor()
    await dialog.getByText('0 tags are deleted').waitFor()
    await dialog.getByRole('button', { name: 'Save as draft' }).click()
    await expect.poll(() => ids('draft'), soon).toContain('NEW.1')
    await page.getByRole('button', { name: 'Export' }).click()
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'tags as Excel' }).click()])
    await download.saveAs(exported)
  })

  it('moves equipment', async () => {
    const page = await opened('equipment')
    await page.getByText('Press 1').click()
    await page.getByRole('combobox', { name: 'Part of' }).click()
    await page.locator('.ant-select-item-option').filter({ hasText: 'Line 1' }).click()
    await expect.poll(() => api('equipment/document?version=draft'), soon).toMatchObject({ P1: { parent: 'L1', area: 'sintering' } })
    await page.locator('.equipment-tree').getByText('Press 1').waitFor()
  })

  it('keeps a secret to itself', async () => {
    const value = 'correct horse battery'
    const page = await opened('secrets')
    const answers: Promise<string>[] = []
    page.on('response', (response) => answers.push(response.text().catch(() => '')))
    await page.getByRole('button', { name: 'Add secret' }).click()
    await page.getByRole('dialog').getByLabel('Name').fill('PLC_PASSWORD')
    await page.getByRole('dialog').getByLabel('Value').fill(value)
    await page.getByRole('dialog').locator('.ant-btn-primary').click()
    await page.getByRole('rowheader', { name: 'PLC_PASSWORD' }).waitFor()
    expect(await page.content()).not.toContain(value)
    expect((await Promise.all(answers)).join()).not.toContain(value)
  })

  it('knows the shifts and says where they overlap', async () => {
    const page = await opened('time')
    await page.getByRole('button', { name: 'Add shift' }).click()
    await page.getByRole('button', { name: 'Add shift' }).click()
    await page.getByLabel('Start of Shift-2').fill('15:00')
    await page.keyboard.press('Enter')
    await page.getByText('15:00–16:00 (1:00 h) is in Shift, Shift-2; Shift counts').waitFor()
    await expect.poll(() => api('project/parts/settings?version=draft'), soon).toMatchObject({ shifts: { Shift: { start: '08:00', end: '16:00' }, 'Shift-2': { start: '15:00' } } })
  })

  it('gives a parameter the value of this plant, and refuses what is no number', async () => {
    const page = await opened('parameters')
    await page.getByRole('textbox', { name: 'Limit' }).fill('hot')
    await page.getByText('Write a number, such as 1150.5').waitFor()
    await page.getByRole('textbox', { name: 'Limit' }).fill('1160')
    await expect.poll(() => api('project/parts/parameters?version=draft'), soon).toEqual({ watch: { limit: 1160 } })
  })

  it.each(['en-GB', 'zh-CN'])('has pages that axe finds nothing in, and that fit a phone (%s)', async (locale) => {
    const page = await opened('connections', { locale, viewport: { width: 360, height: 640 }, colorScheme: locale === 'zh-CN' ? 'dark' : 'light' })
    await page.evaluate(axe.source)
    for (const tab of ['connections', 'tags', 'equipment', 'parameters', 'secrets', 'time']) {
      await page.goto(`${address}#/project/${tab}`)
      await page.locator('.project-head h1').waitFor()
      await page.locator('.ant-skeleton').first().waitFor({ state: 'detached' })
      expect([tab, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([tab, 360])
      const found = await page.evaluate(async () => {
        const { violations } = await (window as unknown as { axe: typeof axe }).axe.run('.project-content', { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
        return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''} ${nodes[0]?.failureSummary ?? ''}`)
      })
      expect([tab, found]).toEqual([tab, []])
    }
    await page.locator('.project-back').click()
    await page.locator('.project-nav').waitFor()
  })
})
