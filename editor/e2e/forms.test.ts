import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { address, loginLink, openPage, startBrowser, type Opened } from './browser'

let browser: Browser

beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser.close())

const soon = { timeout: 15_000, interval: 100 }
const token = loginLink.replace(/^.*#token=/, '')

async function api<T>(path: string, init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {}): Promise<T> {
  const answer = await fetch(`${address}api/v1/${path}`, { ...init, headers: { ...init.headers, Authorization: `Bearer ${token}` } })
  return (await answer.json()) as T
}

interface Node {
  type: string
  name?: unknown
  config?: Record<string, unknown>
}
type Flow = { nodes: Record<string, Node>; wires: string[][] }

const drafted = () => api<Flow>('flows/kinds?version=draft')
const configOf = async (node: string) => (await drafted()).nodes[node]?.config

const pages = new Map<string, Opened>()

/** The inspector with a node, on one page for each language. */
async function openNode(node: string, locale = 'en-GB'): Promise<{ page: Page; complaints: string[]; inspector: Locator }> {
  const opened = pages.get(locale) ?? (await openPage(browser, loginLink, { locale }))
  pages.set(locale, opened)
  const { page, complaints } = opened
  await page.locator('a[href="#/flows/kinds"]').first().waitFor()
  const inspector = await go(page, 'kinds', node)
  return { page, complaints, inspector }
}

async function go(page: Page, flow: string, node: string): Promise<Locator> {
  await page.goto(`${address}#/flows/${flow}?view=canvas&node=${encodeURIComponent(node)}`)
  const inspector = page.locator('.inspector')
  await inspector.locator(`input[value="${node}"]`).waitFor()
  await inspector.getByRole('tab').first().click()
  return inspector
}

/** Chooses what a list offers. */
async function choose(page: Page, box: Locator, option: string): Promise<void> {
  await box.click()
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: option }).first().click()
}

const field = (inspector: Locator, name: string) => inspector.locator(`[data-field="${name}"]`)

describe('the form of a node', () => {
  it('takes a number, says at once what is none, and lists it before anything is deployed', async () => {
    const { page, inspector } = await openNode('limit')
    const high = inspector.getByRole('textbox', { name: 'High', exact: true })
    await high.fill('1150.5')
    await expect.poll(() => configOf('limit'), soon).toEqual({ low: 5, high: 1150.5 })
    await high.fill('12a')
    await field(inspector, 'high').getByText('Is not a number').waitFor()
    await page.getByRole('tab', { name: /Faults.*1/ }).click()
    const line = page.locator('.fault-line').filter({ hasText: 'limit: high' })
    await line.waitFor()
    await inspector.getByRole('textbox', { name: 'Deadband', exact: true }).focus()
    await line.click()
    await expect.poll(() => high.evaluate((input) => input === document.activeElement), soon).toBe(true)
    await high.fill('')
    await page.getByText('No faults', { exact: true }).waitFor()
    expect(await configOf('limit')).toEqual({ low: 5 })
  })

  it('puts a parameter in place of a value, and a value in place of a parameter', async () => {
    const { page, inspector } = await openNode('limit')
    await inspector.getByRole('button', { name: 'High high: use a parameter or a variable' }).click()
    await page.getByRole('menuitem', { name: 'Upper limit' }).click()
    await expect.poll(() => configOf('limit'), soon).toEqual({ low: 5, high_high: '${high}' })
    await inspector.getByRole('button', { name: 'High high: use a parameter or a variable' }).click()
    await page.getByRole('menuitem', { name: 'Enter a value instead' }).click()
    await expect.poll(() => configOf('limit'), soon).toEqual({ low: 5 })
  })

  it('says at the field that a default is no JSON, and what counts until it is', async () => {
    const { page } = await openNode('limit')
    await page.goto(`${address}#/flows/kinds?view=canvas`)
    await page.locator('.react-flow__pane').click({ position: { x: 4, y: 4 } })
    await page.getByRole('button', { name: 'Add a parameter' }).click()
    const card = page.locator('.parameter-card').last()
    await choose(page, card.getByLabel('Kind'), 'JSON')
    const field = card.getByLabel('Default')
    await field.fill('{"grade": A}')
    await field.press('Tab')
    await card.getByRole('alert').filter({ hasText: 'This is not JSON' }).filter({ hasText: 'until then there is no default' }).waitFor()
    expect(await field.inputValue()).toBe('{"grade": A}')
    await field.fill('{"grade": "A"}')
    await field.press('Tab')
    await card.getByRole('alert').waitFor({ state: 'detached' })
    const parameters = async () => Object.values((await api<Flow & { parameters: Record<string, { default?: unknown }> }>('flows/kinds?version=draft')).parameters)
    await expect.poll(async () => (await parameters()).map((each) => each.default), soon).toContainEqual({ grade: 'A' })
    await card.getByRole('button', { name: /^Remove the parameter/ }).click()
    await expect.poll(async () => (await parameters()).length, soon).toBe(1)
  })

  it('writes durations with their unit, and no default', async () => {
    const { page, inspector } = await openNode('wait')
    await inspector.getByRole('textbox', { name: 'For', exact: true }).fill('90')
    await choose(page, field(inspector, 'for').getByRole('combobox'), 'min')
    await expect.poll(() => configOf('wait'), soon).toEqual({ for: '90m' })
    expect(await field(inspector, 'count').count()).toBe(0)
    await choose(page, inspector.getByRole('combobox', { name: 'Mode' }), 'so many in a time')
    await field(inspector, 'count').waitFor()
    await choose(page, inspector.getByRole('combobox', { name: 'Mode' }), 'a fixed time')
    await expect.poll(() => configOf('wait'), soon).toEqual({ for: '90m' })
  })

  it('takes rules as rows, with typed values, and moves them', async () => {
    const { page, inspector } = await openNode('split')
    await inspector.getByRole('button', { name: 'Add a row to Rules' }).click()
    const second = inspector.locator('.form-row').nth(1)
    await choose(page, second.getByRole('combobox', { name: 'Comparison' }), 'between')
    await choose(page, second.getByRole('combobox', { name: 'Kind of value' }).first(), 'Number')
    const from = field(second, 'rules.1.value').getByRole('textbox')
    await from.fill('12x')
    await second.getByText('Is not a number').waitFor()
    await from.fill('12')
    await choose(page, second.getByRole('combobox', { name: 'Kind of value' }).nth(1), 'msg.')
    await second.getByRole('button', { name: 'Move row 2 up' }).click()
    const rules = [{ op: 'between', value: 12, value2: { from: 'msg', path: 'payload' } }, { op: 'gt', value: 5 }]
    await expect.poll(() => configOf('split'), soon).toEqual({ rules })
    await inspector.getByRole('button', { name: 'Remove row 2' }).click()
    await expect.poll(() => configOf('split'), soon).toEqual({ rules: rules.slice(0, 1) })
  })

  it('takes rows of several kinds', async () => {
    const { page, inspector } = await openNode('change')
    await inspector.getByRole('button', { name: 'Add a row to Rules' }).click()
    await choose(page, inspector.getByRole('combobox', { name: 'What the row does' }), 'Move')
    await inspector.getByRole('combobox', { name: 'To', exact: true }).fill('saved')
    await expect.poll(() => configOf('change'), soon).toEqual({ rules: [{ op: 'move', path: 'payload', to_path: 'saved' }] })
  })

  it('names the parts of a message', async () => {
    const { inspector } = await openNode('press')
    await inspector.getByRole('button', { name: 'Add a name' }).click()
    await inspector.getByRole('textbox', { name: 'Name', exact: true }).last().fill('topic')
    await inspector.getByRole('textbox', { name: 'Name', exact: true }).last().press('Enter')
    await expect.poll(() => configOf('press'), soon).toEqual({ message: { payload: 21, topic: '' } })
  })

  it('finds tags, with a new one made in place', async () => {
    const { page, inspector } = await openNode('read')
    const tags = inspector.getByRole('combobox', { name: 'Tags' })
    await tags.fill('Z2')
    await page.locator('.tag-option').filter({ hasText: 'F1.Z2.PV' }).click()
    await page.keyboard.press('Escape')
    await inspector.getByRole('button', { name: 'New tag' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Tag', exact: true }).fill('F1.Z3.PV')
    await choose(page, dialog.getByRole('combobox', { name: 'Connection' }), 'plc')
    await dialog.getByRole('textbox', { name: 'Address' }).fill('40003')
    await dialog.getByRole('button', { name: 'Add the tag' }).click()
    await expect.poll(() => configOf('read'), soon).toMatchObject({ tags: ['F1.Z1.PV', 'F1.Z2.PV', 'F1.Z3.PV'] })
    const { items } = await api<{ items: { id: string; address: string }[] }>('tags?version=draft&search=Z3')
    expect(items.map(({ id, address: at }) => [id, at])).toEqual([['F1.Z3.PV', '40003']])
  })

  it('makes a connection in place and tries it on a real device', async () => {
    const { page, inspector } = await openNode('read')
    await inspector.getByRole('button', { name: 'New connection' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('plc-2')
    await dialog.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1')
    await dialog.getByRole('textbox', { name: 'Port' }).fill('1')
    await dialog.getByRole('button', { name: 'Test the connection' }).click()
    await dialog.locator('.ant-alert-error').waitFor()
    await dialog.getByRole('textbox', { name: 'Port' }).fill(process.env['FURNACE_PORT'] ?? '')
    await dialog.getByRole('button', { name: 'Test the connection' }).click()
    await dialog.getByText('It works').waitFor()
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => configOf('read'), soon).toMatchObject({ connection: 'plc-2' })
    const connections = await api<Record<string, unknown>>('project/parts/connections?version=draft')
    expect(connections['plc-2']).toEqual({ type: 'modbus.tcp', config: { host: '127.0.0.1', port: Number(process.env['FURNACE_PORT']) } })
  })

  it('sets a secret that never comes back', async () => {
    const { page, inspector } = await openNode('ask')
    const answers: Promise<string>[] = []
    page.on('response', (response) => {
      if (response.url().includes('/api/')) answers.push(response.text().catch(() => ''))
    })
    await choose(page, inspector.getByRole('combobox', { name: 'Log in' }), 'token')
    await field(inspector, 'password').getByRole('button', { name: 'Set a secret' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('ORDERS')
    await dialog.getByLabel('Value').fill('tall-oak-4711')
    await dialog.getByRole('button', { name: 'Save the secret' }).click()
    await expect.poll(() => configOf('ask'), soon).toMatchObject({ auth: 'bearer', password: '${secret:ORDERS}' })
    await page.reload()
    await inspector.getByTitle('ORDERS').first().waitFor()
    expect((await Promise.all(answers)).join()).not.toContain('tall-oak-4711')
    expect(await page.content()).not.toContain('tall-oak-4711')
  })

  it('says a fault of code at its line, and completes what the code may use', async () => {
    const { page, inspector } = await openNode('code')
    const code = field(inspector, 'code').getByRole('textbox')
    await code.click()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('x = 1\ny = = 2')
    await inspector.locator('.cm-gutter-lint .cm-gutterElement:has(.cm-lint-marker-error)').waitFor()
    const distance = async () => {
      const place = await inspector.locator('.cm-lint-marker-error').boundingBox()
      const line = await inspector.locator('.cm-line').nth(1).boundingBox()
      return Math.abs((place?.y ?? 0) - (line?.y ?? 99))
    }
    await expect.poll(distance, soon).toBeLessThan(10)
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type('flow.se')
    await page.locator('.cm-tooltip-autocomplete').getByText('set', { exact: true }).click()
    await expect.poll(async () => (await configOf('code'))?.['code'], soon).toBe('flow.set')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    expect(await code.evaluate((element) => element === document.activeElement)).toBe(false)
  })

  it('gives another id as one act, which wires and configs follow', async () => {
    const { page, inspector } = await openNode('code')
    const id = inspector.getByRole('textbox', { name: 'ID' })
    await id.fill('show')
    await inspector.getByText('This name is taken').waitFor()
    await id.fill('convert')
    await id.press('Enter')
    await expect.poll(async () => (await drafted()).wires.slice(-2), soon).toEqual([['change', 'convert'], ['convert', 'show']])
    expect(await configOf('errors')).toEqual({ scope: ['convert'] })
    await page.locator('.react-flow__pane').click({ position: { x: 10, y: 10 } })
    await page.keyboard.press('ControlOrMeta+z')
    await expect.poll(async () => (await drafted()).wires.slice(-2), soon).toEqual([['change', 'code'], ['code', 'show']])
  })

  it('takes names in both languages, and speaks both', async () => {
    const { page, inspector } = await openNode('limit', 'zh-CN')
    await inspector.getByRole('button', { name: '同时填写 English' }).click()
    await inspector.getByRole('textbox', { name: '名称 (简体中文)' }).fill('限值')
    await inspector.getByRole('textbox', { name: '名称 (English)' }).fill('Limits')
    await expect.poll(async () => (await drafted()).nodes['limit']?.name, soon).toEqual({ zh: '限值', en: 'Limits' })
    await inspector.getByRole('textbox', { name: '上限', exact: true }).fill('高')
    await field(inspector, 'high').getByText('不是数值').waitFor()
    await page.getByRole('tab', { name: /问题/ }).click()
    await page.locator('.fault-line').filter({ hasText: '限值: high' }).waitFor()
    await inspector.getByRole('textbox', { name: '上限', exact: true }).fill('')
    await page.locator('.fault-line').filter({ hasText: '限值: high' }).waitFor({ state: 'hidden' })
  })
})

describe('the inspector', () => {
  it('gives a running node a message, whose end the debug stream shows', async () => {
    const { page, inspector } = await openNode('show')
    await page.getByRole('tab', { name: 'Debug' }).click()
    await page.locator('.debug').waitFor()
    await inspector.getByRole('tab', { name: 'Live' }).click()
    await inspector.locator('.give .cm-content').click()
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.insertText('{"payload": "by hand"}')
    const line = page.locator('.debug-lines li').filter({ hasText: 'by hand' })
    // The page listens a moment after the drawer was opened; nobody is as quick as this test.
    const sent = async () => {
      await inspector.getByRole('button', { name: 'Send' }).click()
      return line.count()
    }
    await expect.poll(sent, { timeout: 15_000, interval: 500 }).toBeGreaterThan(0)
    await inspector.locator('.node-live pre, .node-live .points').filter({ hasText: 'by hand' }).first().waitFor()
  })

  it('has a form for every installed type, with a control for every field', { timeout: 90_000 }, async () => {
    const { items } = await api<{ items: { type: string; config: { properties?: Record<string, { 'x-sinterflow'?: { when?: object } }> } }[] }>('node-types?limit=1000')
    const nodes = Object.fromEntries(items.map(({ type }) => [type.replace('.', '-'), { type }]))
    const body = JSON.stringify({ format: 1, id: 'all', nodes })
    await api('flows/all', { method: 'PUT', body, headers: { 'If-None-Match': '*', 'Content-Type': 'application/json' } })
    const { page, complaints } = await openNode('limit', 'en-US')
    for (const { type, config } of items) {
      const inspector = await go(page, 'all', type.replace('.', '-'))
      await inspector.getByText(type, { exact: true }).waitFor()
      for (const [name, { 'x-sinterflow': hints = {} }] of Object.entries(config.properties ?? {})) {
        if (hints.when) continue
        const control = field(inspector, name).locator('input, textarea, button, [contenteditable]').first()
        await control.waitFor({ state: 'attached' })
      }
    }
    // The flow is only drafted: what asks for its state is told that there is none.
    expect(complaints.filter((text) => !text.includes('404'))).toEqual([])
  })

  it('can be used by everybody', async () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    for (const node of ['limit', 'split', 'ask']) {
      const { page } = await openNode(node)
      await page.locator('.inspector .schema-form').waitFor()
      await page.evaluate(axe)
      const found = await page.evaluate(async () => {
        const { run } = (globalThis as unknown as { axe: { run: (where: unknown, how: unknown) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }).axe
        const { violations } = await run({ include: [['.inspector'], ['.editor-drawer']] }, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
      })
      expect(found).toEqual([])
    }
  })
})
