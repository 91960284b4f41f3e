import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core'
import { address, loginLink, openPage } from './browser'

export const soon = { timeout: 15_000, interval: 100 }

export interface Flow {
  nodes: Record<string, { type: string; name?: unknown; disabled?: boolean; config?: Record<string, unknown> }>
  wires?: [string, string, unknown?][]
  subflows?: Record<string, { parameters?: Record<string, unknown> }>
  groups?: Record<string, { name?: unknown; nodes: string[]; color?: string; parent?: string }>
  notes?: Record<string, { text: unknown; at: [number, number] }>
  layout?: Record<string, [number, number]>
}

/** The draft that the runtime has. */
export async function draft(flow: string): Promise<Flow> {
  const token = /token=([^&]+)/.exec(loginLink)?.[1] ?? ''
  const answer = await fetch(`${address}api/v1/flows/${flow}?version=draft`, { headers: { Authorization: `Bearer ${token}` } })
  return (await answer.json()) as Flow
}

export const wires = async (flow: string) => ((await draft(flow)).wires ?? []).map(([from, to]) => `${from} > ${to}`).sort()
export const types = async (flow: string) => Object.values((await draft(flow)).nodes).map(({ type }) => type).sort()

/** The canvas of a flow, once it hears keys. */
export async function open(browser: Browser, flow: string, options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[] }> {
  const opened = await openPage(browser, loginLink, options)
  const { page } = opened
  await page.locator(`a[href="#/flows/${flow}"]`).first().waitFor()
  await page.goto(`${address}#/flows/${flow}?view=canvas`)
  await ready(page)
  return opened
}

export async function ready(page: Page): Promise<void> {
  await page.locator('.canvas[aria-busy="false"] .react-flow__pane').waitFor()
}

export const node = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"]`)
export const port = (page: Page, id: string, side: 'source' | 'target', name: string) => node(page, id).locator(`.react-flow__handle.${side}[data-handleid="${name}"]`)

export async function centre(of: Locator): Promise<[number, number]> {
  const box = await of.boundingBox()
  if (!box) throw new Error('what should be pointed at is not on the screen')
  return [box.x + box.width / 2, box.y + box.height / 2]
}

/** A point of a wire that is drawn between two ports: `part` of the way from the first. */
export async function alongWire(page: Page, from: string, to: string, part: number): Promise<[number, number]> {
  const [start, end] = [await centre(port(page, from, 'source', 'out')), await centre(port(page, to, 'target', 'in'))]
  return [start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part]
}

export async function drag(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  await page.mouse.move(...from)
  await page.mouse.down()
  // A hand begins slowly: what is held is taken along from where it was by then.
  await page.mouse.move(from[0] + 4, from[1])
  await page.mouse.move((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, { steps: 4 })
  await page.mouse.move(...to, { steps: 4 })
  await page.mouse.up()
}
