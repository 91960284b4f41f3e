import AxeBuilder from 'axe-core'
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { address, loginLink, openPage } from './browser'

export const soon = { timeout: 15_000, interval: 100 }
export const PASSWORD = 'tall oak by the gate'

type Json = Record<string, unknown>

/** The API of a running program, with the token of its login link. */
export class Api {
  private readonly base: string
  private readonly token: string

  constructor(link = loginLink) {
    this.base = link.replace(/#.*$/, '')
    this.token = decodeURIComponent(link.replace(/^.*#token=/, ''))
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<{ status: number; etag: string; json: Json }> {
    const init = { method, headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json', ...headers } }
    const answer = await fetch(`${this.base}api/v1/${path}`, body === undefined ? init : { ...init, body: JSON.stringify(body) })
    return { status: answer.status, etag: answer.headers.get('ETag') ?? '', json: (await answer.json().catch(() => ({}))) as Json }
  }

  async text(path: string): Promise<string> {
    return (await fetch(`${this.base}api/v1/${path}`, { headers: { Authorization: `Bearer ${this.token}` } })).text()
  }

  async nodes(flow: string, version = 'draft'): Promise<Record<string, { name?: unknown; config?: Json }>> {
    return (await this.call('GET', `flows/${flow}?version=${version}`)).json['nodes'] as Record<string, { name?: unknown; config?: Json }>
  }

  /** Drafts a change of a flow, as another program would. */
  async draft(flow: string, change: (document: { nodes: Record<string, { name?: unknown; config?: Json }>; [key: string]: unknown }) => void): Promise<string> {
    const { json, etag } = await this.call('GET', `flows/${flow}?version=draft`)
    change(json as Parameters<typeof change>[0])
    return (await this.call('PUT', `flows/${flow}`, json, { 'If-Match': etag })).etag
  }

  /** A node's name in English. */
  async name(flow: string, node: string, version = 'draft'): Promise<unknown> {
    const name = (await this.nodes(flow, version))[node]?.name
    return typeof name === 'object' ? (name as Json)['en'] : name
  }

  async revision(): Promise<number> {
    return (await this.call('GET', 'flows')).json['revision'] as number
  }

  async deploy(flows: Record<string, string>, reason: string): Promise<void> {
    const { status } = await this.call('POST', 'deploy', { revision: await this.revision(), flows, reason })
    if (status !== 200) throw new Error(`deploy: ${status}`)
  }

  async add(user: string, role: string): Promise<void> {
    await this.call('POST', 'users', { user, grants: [{ role }], password: PASSWORD, must_change: false })
  }
}

/** The page of somebody who is logged in by name. */
export async function person(browser: Browser, user: string, hash: string, options: BrowserContextOptions = {}, base = address): Promise<Page> {
  const { page } = await openPage(browser, 'about:blank', options)
  const answer = await page.context().request.post(`${base}api/v1/login`, { data: { user, password: PASSWORD } })
  if (!answer.ok()) throw new Error(await answer.text())
  await page.goto(base + hash)
  await page.locator('.editor-bar, .history, .flow-entry, .project-page').first().waitFor()
  return page
}

/** In the table of a flow: types another name for a node; done as soon as it is in the document. */
export async function rename(page: Page, before: string, after: string): Promise<void> {
  const cell = page.locator('[role="row"]').filter({ hasText: before }).locator('[data-column="0"]')
  await cell.click({ force: true }) // the field that takes the keys lies over the cell that is chosen
  await page.keyboard.type(after)
  await page.keyboard.press('Enter')
  await page.locator('[role="row"]').filter({ hasText: after }).waitFor()
}

/** What this person makes meanwhile does not reach the runtime. */
export async function cutOff(page: Page, act: () => Promise<void>): Promise<void> {
  await page.route('**/api/v1/**', (route) => (route.request().method() === 'PUT' ? route.abort() : route.fallback()))
  await act()
  await page.unroute('**/api/v1/**')
}

/** The session is over once something was made, and before it was saved. */
export async function sessionOver(page: Page, act: () => Promise<void>): Promise<void> {
  await cutOff(page, async () => {
    await act()
    await page.context().clearCookies()
  })
}

/** A cell of a sheet: the row in which a text stands, and the title of the column. */
export async function cellIn(page: Page, row: string, title: string): Promise<Locator> {
  const line = page.locator('.sheet-row').filter({ hasText: row })
  await line.first().waitFor()
  await page.locator('.sheet-head [role="columnheader"]').getByText(title, { exact: true }).waitFor()
  const titles = await page.locator('.sheet-head [role="columnheader"]').allTextContents()
  const column = titles.indexOf(title)
  if (column < 0) throw new Error(`no column is called ${title} any more: ${titles.join(', ')}`)
  return line.first().locator('[role="rowheader"], [role="gridcell"]').nth(column)
}

export async function typeInto(page: Page, row: string, title: string, text: string): Promise<void> {
  await (await cellIn(page, row, title)).click({ force: true }) // the field that takes the keys lies over the cell that is chosen
  await page.keyboard.type(text)
  await page.keyboard.press('Enter')
}

export async function saved(page: Page, said = 'Draft saved'): Promise<void> {
  await page.locator('.saving').filter({ hasText: said }).waitFor()
}

/** What axe finds in a part of the page. */
export async function violations(page: Page, part: string): Promise<string[]> {
  await page.evaluate(AxeBuilder.source)
  return page.evaluate(async (selector) => {
    const axe = (window as unknown as { axe: typeof AxeBuilder }).axe
    const { violations: found } = await axe.run(selector, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)
  }, part)
}
