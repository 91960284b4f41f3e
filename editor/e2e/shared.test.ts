import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { closePages, startBrowser } from './browser'
import { Api, cellIn, cutOff, PASSWORD, person, sessionOver, soon, typeInto, violations } from './plant'

const project = process.env['PROJECT'] ?? ''

let browser: Browser
const api = new Api()

beforeAll(async () => {
  browser = await startBrowser()
  for (const name of ['chen', 'zhao']) await api.add(name, 'engineer')
})
afterEach(() => closePages(browser))
afterAll(() => browser.close())

const list = async () => (await api.text('tags/files/furnace')).trim().split(/\r?\n/).slice(1)
const equipment = async () => (await api.call('GET', 'equipment/document?version=draft')).json

describe('two people at one tag list', () => {
  it('have their changes put together, and are asked where both changed the same', { timeout: 60_000 }, async () => {
    const [chen, zhao] = [await person(browser, 'chen', '#/project/tags'), await person(browser, 'zhao', '#/project/tags')]
    await cellIn(zhao, 'F1.T', 'Unit')
    await typeInto(chen, 'F1.T', 'Unit', 'K')
    await typeInto(zhao, 'F1.P', 'Unit', 'mbar')
    // Nobody was asked, and both see both.
    for (const page of [chen, zhao]) {
      await (await cellIn(page, 'F1.T', 'Unit')).getByText('K', { exact: true }).waitFor()
      await (await cellIn(page, 'F1.P', 'Unit')).getByText('mbar').waitFor()
    }
    await expect.poll(list, soon).toEqual(['F1.T,Temperature,plc,40001,int16,K', 'F1.P,Pressure,plc,40002,int16,mbar'])

    await cutOff(chen, async () => {
      await typeInto(chen, 'F1.P', 'Unit', 'kPa')
      await typeInto(chen, 'F1.T', 'Unit', '°F')
      await typeInto(zhao, 'F1.P', 'Unit', 'MPa')
      await expect.poll(list, soon).toContain('F1.P,Pressure,plc,40002,int16,MPa')
    })
    const asked = chen.locator('.project-content .ant-alert').filter({ hasText: 'changed the same meanwhile' })
    await asked.getByText('furnace › rows › F1.P › unit').waitFor()
    for (const unit of ['kPa', 'MPa']) await asked.getByText(unit).waitFor()
    expect(await violations(chen, '.project-content')).toEqual([])
    await asked.getByRole('button', { name: 'Take theirs in these places' }).click()
    await expect.poll(list, soon).toEqual(['F1.T,Temperature,plc,40001,int16,°F', 'F1.P,Pressure,plc,40002,int16,MPa'])
    await (await cellIn(chen, 'F1.P', 'Unit')).click({ force: true })
    await chen.keyboard.press('Control+z')
    await expect.poll(list, soon).toContain('F1.P,Pressure,plc,40002,int16,kPa')
  })
})

describe('the parts of project.json', () => {
  it('do not get into each other’s way, and a parameter that both set is asked for', { timeout: 60_000 }, async () => {
    const [chen, zhao] = [await person(browser, 'chen', '#/project/connections'), await person(browser, 'zhao', '#/project/parameters')]
    const limit = (page: Page) => page.getByRole('textbox', { name: 'Limit' })
    await limit(zhao).waitFor()
    await chen.getByRole('button', { name: 'plc', exact: true }).click()
    await chen.getByRole('dialog').getByRole('textbox', { name: 'Host' }).fill('10.0.0.2')
    await chen.getByRole('dialog').locator('.ant-modal-footer .ant-btn-primary').click()
    await chen.getByText('10.0.0.2').waitFor()
    await limit(zhao).fill('1160')
    const drafted = async () => (await api.call('GET', 'project/document?version=draft')).json
    await expect.poll(drafted, soon).toMatchObject({ connections: { plc: { config: { host: '10.0.0.2' } } }, parameters: { watch: { limit: 1160 } } })

    await chen.goto(chen.url().replace(/#.*/, '#/project/parameters'))
    await expect.poll(() => limit(chen).inputValue(), soon).toBe('1160')
    await cutOff(chen, async () => {
      await limit(chen).fill('1170')
      await limit(zhao).fill('1180')
      await expect.poll(drafted, soon).toMatchObject({ parameters: { watch: { limit: 1180 } } })
      await zhao.keyboard.press('Tab')
    })
    await chen.getByText('watch › limit').waitFor()
    await chen.getByRole('button', { name: 'Keep mine in these places' }).click()
    await expect.poll(drafted, soon).toMatchObject({ parameters: { watch: { limit: 1170 } } })
    await expect.poll(() => limit(zhao).inputValue(), soon).toBe('1170')
  })
})

describe('a session that is over', () => {
  it('loses nothing that was typed, and saves it for nobody else', { timeout: 60_000 }, async () => {
    const page = await person(browser, 'chen', '#/project/tags')
    const signIn = async (user: string) => {
      await page.getByText('The session is over').waitFor()
      await page.getByText('User name', { exact: true }).first().click()
      await page.getByRole('textbox', { name: 'User name' }).fill(user)
      await page.getByLabel('Password').fill(PASSWORD)
      await page.getByRole('button', { name: 'Log in', exact: true }).click()
    }
    const typed = (unit: string) => sessionOver(page, () => typeInto(page, 'F1.T', 'Unit', unit))
    await typed('mK')
    await signIn('chen')
    await expect.poll(list, soon).toContain('F1.T,Temperature,plc,40001,int16,mK')
    await typed('nK')
    // As long as it is not known who that is, what somebody else has typed is not shown.
    let tell = (): void => undefined
    const told = new Promise<void>((resolve) => (tell = resolve))
    await page.route('**/api/v1/me', (route) => void told.then(() => route.fallback()))
    await signIn('zhao')
    await page.locator('.top-bar').waitFor()
    await page.locator('.project-content .ant-skeleton').first().waitFor()
    expect(await page.getByText('nK').count()).toBe(0)
    tell()
    await (await cellIn(page, 'F1.T', 'Unit')).getByText('mK').waitFor()
    expect(await list()).toContain('F1.T,Temperature,plc,40001,int16,mK')
  })
})

describe('a file that is changed on the disk', () => {
  it('is shown as it is now, and meets what is edited here', { timeout: 60_000 }, async () => {
    const file = join(project, 'equipment.json')
    const onDisk = (change: (table: Record<string, { name: { en: string }; kind?: string }>) => void) => {
      const table = JSON.parse(readFileSync(file, 'utf-8')) as Parameters<typeof change>[0]
      change(table)
      writeFileSync(file, JSON.stringify(table))
    }
    const chen = await person(browser, 'chen', '#/project/equipment')
    await chen.locator('.equipment-tree').getByText('Press 1').click()
    const kind = chen.getByRole('combobox', { name: 'Kind' })
    onDisk((table) => (table['P1'] = { name: { en: 'Press One' } }))
    await chen.locator('.equipment-tree').getByText('Press One').waitFor()
    await cutOff(chen, async () => {
      await kind.fill('powder press')
      onDisk((table) => (table['P1'] = { name: { en: 'Press One' }, kind: 'hydraulic press' }))
      await expect.poll(equipment, soon).toMatchObject({ P1: { kind: 'hydraulic press' } })
    })
    await chen.getByText('P1 › kind').waitFor()
    await chen.getByText('hydraulic press').first().waitFor()
    await chen.getByRole('button', { name: 'Keep mine in these places' }).click()
    await expect.poll(equipment, soon).toMatchObject({ P1: { kind: 'powder press' } })
  })
})
