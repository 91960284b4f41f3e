import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { closePages, startBrowser } from './browser'
import { alongWire, centre, drag, draft, node, open as openOn, port, ready, soon, types, wires } from './drawing'
import { Api, person } from './plant'

const INJECT = { type: 'core.inject' }

let browser: Browser

beforeAll(async () => {
  browser = await startBrowser()
})
afterEach(() => closePages(browser))
afterAll(() => browser.close())

const open = async (flow: string, options: BrowserContextOptions = {}) => (await openOn(browser, flow, options)).page
const menu = (page: Page, name: string | RegExp) => page.getByRole('menuitem', { name })
const chosen = (page: Page) => page.locator('.react-flow__node .chosen').count()

async function choose(page: Page, ...ids: string[]): Promise<void> {
  for (const [index, id] of ids.entries()) await node(page, id).locator('.step-name').click(index ? { modifiers: ['Shift'] } : {})
}

describe('wires', () => {
  it('keep their policy and place when an end is put on another port, and refuse a port that is none', async () => {
    const page = await open('wires')
    const [x, y] = await centre(port(page, 'b', 'target', 'in'))
    await drag(page, [x - 18, y], await centre(port(page, 'd', 'target', 'in')))
    await expect.poll(async () => (await draft('wires')).wires, soon).toEqual([['a', 'd', { policy: 'durable' }], ['b', 'c']])
    await page.keyboard.press('Control+z')
    await expect.poll(() => wires('wires'), soon).toEqual(['a > b', 'b > c'])
    // Let go in empty space it stays where it was.
    await drag(page, [x - 18, y], [x - 40, y + 90])
    await drag(page, await centre(node(page, 'e').locator('.step-name')), await alongWire(page, 'b', 'c', 0.5))
    await expect.poll(() => wires('wires'), soon).toEqual(['a > b', 'b > e', 'e > c'])
  })

  it('take what is added by keys, by a double click, and a junction', async () => {
    const page = await open('into')
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key)
    }
    await page.mouse.click(...(await alongWire(page, 'a', 'b', 0.7)))
    await press('/')
    await page.getByText('Into the wire a → b').waitFor()
    await page.getByRole('combobox', { name: 'Add a node' }).fill('template')
    await press('Enter')
    await expect.poll(() => wires('into'), soon).toEqual(['a > template', 'template > b'])
    await page.mouse.dblclick(...(await alongWire(page, 'template', 'b', 0.5)))
    await page.getByRole('combobox', { name: 'Add a node' }).fill('range')
    await press('Enter')
    await expect.poll(() => wires('into'), soon).toEqual(['a > template', 'range > b', 'template > range'])
    await page.mouse.click(...(await alongWire(page, 'a', 'template', 0.5)))
    await press('Alt+j')
    await expect.poll(() => wires('into'), soon).toEqual(['a > junction', 'junction > template', 'range > b', 'template > range'])
  })
})

describe('Escape while the button is held', () => {
  it('calls off a wire, a wire put elsewhere, a drag and a box, and nothing comes of them', async () => {
    const page = await open('held')
    const before = await draft('held')
    const place = (id: string) => node(page, id).evaluate((element) => element.style.transform)
    const [places, names] = [await Promise.all(['a', 'b', 'c'].map(place)), () => page.locator('.react-flow__node:has(.chosen)').evaluateAll((all) => all.map((each) => each.getAttribute('data-id')))]
    await choose(page, 'a')
    const [out, into] = [await centre(port(page, 'b', 'source', 'out')), await centre(port(page, 'c', 'target', 'in'))]
    const [start, name] = [await centre(port(page, 'b', 'target', 'in')), await centre(node(page, 'b').locator('.step-name'))]
    const held = page.locator('.react-flow__connection, .react-flow__selection')
    const pull = async (from: [number, number], to: [number, number], shows: () => Promise<unknown>) => {
      await page.mouse.move(...from)
      await page.mouse.down()
      await page.mouse.move(from[0] + 4, from[1])
      await page.mouse.move(...to, { steps: 4 })
      await shows()
      await page.keyboard.press('Escape')
      await held.waitFor({ state: 'detached' })
      await page.mouse.move(to[0] + 8, to[1])
      await page.mouse.up()
      expect([await names(), await page.getByRole('dialog').count(), await page.locator('.chooser').count()]).toEqual([['a'], 0, 0])
    }
    const drawn = () => held.waitFor({ state: 'attached' })
    await pull(out, into, drawn)
    await pull(out, [out[0] + 90, out[1] + 60], drawn)
    await pull([start[0] - 18, start[1]], into, drawn)
    await pull(name, [name[0] + 80, name[1] + 90], () => expect.poll(() => place('b'), soon).not.toBe(places[1]))
    expect(await Promise.all(['a', 'b', 'c'].map(place))).toEqual(places)
    await page.keyboard.down('Shift')
    await pull([name[0] - 90, name[1] - 60], [name[0] + 60, name[1] + 30], async () => {
      await drawn()
      await expect.poll(names, soon).toEqual(['b'])
    })
    await page.keyboard.up('Shift')
    // What comes after is meant again.
    await drag(page, name, [name[0] + 48, name[1]])
    await expect.poll(async () => (await draft('held')).layout?.['b']?.[0], soon).toBeGreaterThan(240)
    expect({ ...(await draft('held')), layout: before.layout }).toEqual(before)
  })
})

describe('nodes', () => {
  it('are aligned, spread, and moved onto the grid or by a pixel', async () => {
    const page = await open('moves')
    const layout = async () => (await draft('moves')).layout
    await choose(page, 'b')
    for (const key of ['ArrowRight', 'ArrowUp', 'Shift+ArrowDown']) await page.keyboard.press(key)
    await expect.poll(layout, soon).toMatchObject({ b: [208, 97] })
    await choose(page, 'a', 'b', 'c')
    for (const key of ['Alt+Shift+ArrowLeft', 'Alt+Shift+v']) await page.keyboard.press(key)
    await expect.poll(layout, soon).toEqual({ a: [0, 0], b: [0, 120], c: [0, 240] })
    await node(page, 'b').click({ button: 'right' })
    await menu(page, 'Align').hover()
    await menu(page, 'Align bottom').click()
    await expect.poll(layout, soon).toEqual({ a: [0, 240], b: [0, 240], c: [0, 240] })
  })

  it('are switched off and on, doubled, cut and put elsewhere, and leave no gap', async () => {
    const page = await open('edits')
    await choose(page, 'b')
    await page.keyboard.press('Alt+o')
    await node(page, 'b').getByText('disabled').waitFor()
    await expect.poll(async () => (await draft('edits')).nodes['b']?.disabled, soon).toBe(true)
    await page.keyboard.press('Alt+o')
    await node(page, 'b').getByText('disabled').waitFor({ state: 'hidden' })
    await choose(page, 'b', 'c')
    for (const [keys, nodes] of [['Control+d', 5], ['Control+x', 3], ['Control+v', 5]] as const) {
      await page.keyboard.press(keys)
      await expect.poll(() => page.locator('.react-flow__node').count(), soon).toBe(nodes)
    }
    expect(await page.locator('.ant-notification-notice').count()).toBe(0)
    await choose(page, 'b')
    await page.keyboard.press('Control+Delete')
    await expect.poll(() => wires('edits'), soon).toEqual(['a > c', 'b-2 > c-2'])
    expect((await draft('edits')).nodes['b-2']).toEqual({ type: 'core.change' })
  })
})

describe('the clipboard', () => {
  const put = (page: Page, text: string) =>
    page.evaluate((given) => {
      const data = new DataTransfer()
      data.setData('text/plain', given)
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }))
    }, text)

  it('takes a piece of another plant, and says what is not as it was there; rubbish is refused', async () => {
    const page = await open('foreign')
    const piece = {
      nodes: { a: { type: 'core.inject' }, m: { type: 'mqtt.out', config: { connection: 'their-broker', topic: 'x' } }, w: { type: 'laser.weld' }, 'bad id': { type: 'core.debug' } },
      wires: [['a', 'm'], ['a', 'w'], ['a', 'bad id']],
    }
    await put(page, JSON.stringify(piece))
    await expect.poll(() => wires('foreign'), soon).toEqual(['a-2 > m', 'a-2 > w'])
    const said = page.locator('.notice-lines li')
    await expect.poll(() => said.allTextContents(), soon).toEqual([
      expect.stringMatching(/^Left out.*bad id$/), expect.stringMatching(/^1 wire was left out/), 'Another id, because theirs was taken: a → a-2',
      expect.stringMatching(/^Not installed here: laser\.weld\./), expect.stringMatching(/no connection of this name: their-broker\./),
    ] as string[])
    await node(page, 'w').getByText('laser.weld is not installed').waitFor()
    await page.keyboard.press('Control+z')
    for (const rubbish of ['last week’s minutes', '{"nodes": {"a": 7}}', '{"nodes": {', '[[[[']) await put(page, rubbish)
    await expect.poll(() => page.getByText('There is nothing on the clipboard').count(), soon).toBe(4)
    await expect.poll(() => types('foreign'), soon).toEqual(['core.debug'])
  })
})

describe('groups and notes', () => {
  it('are made, named, painted, put into each other and taken apart', async () => {
    const page = await open('groups')
    const groups = async () => (await draft('groups')).groups
    await choose(page, 'a', 'b')
    await page.keyboard.press('Control+g')
    const name = page.getByRole('textbox', { name: 'Name' })
    await name.fill('Press')
    await page.getByLabel('Purple').check()
    await expect.poll(groups, soon).toEqual({ group: { name: 'Press', nodes: ['a', 'b'], color: 'purple' } })
    await page.locator('.group-name').getByText('Press').click()
    await node(page, 'c').locator('.step-name').click({ modifiers: ['Shift'] })
    await page.keyboard.press('Control+g')
    await expect.poll(groups, soon).toMatchObject({ group: { parent: 'group-2' }, 'group-2': { nodes: ['c'] } })
    await page.keyboard.press('Control+Shift+g')
    await expect.poll(() => page.locator('.group-name').allTextContents(), soon).toEqual(['Press'])
    await page.locator('.group-name').getByText('Press').click()
    await page.keyboard.press('Control+Shift+g')
    await expect.poll(() => page.locator('.group-name').count(), soon).toBe(0)
    await page.keyboard.press('Alt+n')
    await page.locator('.note').dblclick()
    await page.getByLabel('Text of the note').fill('Mind the oil')
    await page.keyboard.press('Escape')
    await expect.poll(async () => Object.values((await draft('groups')).notes ?? {}).map(({ text }) => text), soon).toEqual(['Mind the oil'])
    expect(await groups()).toBeUndefined()
    await page.keyboard.press('Delete')
    await expect.poll(() => page.locator('.note').count(), soon).toBe(0)
  })
})

describe('a subflow', () => {
  it('gets a parameter, its instance a value, and unpacked the value is in the nodes', async () => {
    const page = await open('doses')
    await choose(page, 'one')
    await page.keyboard.press('Alt+ArrowDown')
    await node(page, 'times').waitFor()
    await page.getByRole('button', { name: 'Add a parameter' }).click()
    const card = page.locator('.parameter-card').last()
    await card.getByLabel('Name').fill('place')
    await card.getByLabel('Default').fill('payload')
    await node(page, 'times').locator('.step-name').click()
    await page.locator('.inspector').getByRole('combobox', { name: 'Property' }).fill('${place}')
    await expect.poll(async () => (await draft('doses')).subflows?.['dose']?.parameters, soon).toMatchObject({ place: { type: 'string', default: 'payload' } })
    await page.locator('.react-flow__pane').click({ position: { x: 30, y: 120 } })
    await page.getByRole('navigation', { name: 'Where this is' }).filter({ hasText: 'Dose' }).getByRole('link', { name: 'doses' }).click()
    await choose(page, 'one')
    await page.locator('.inspector').getByRole('textbox', { name: 'factor' }).fill('7')
    await expect.poll(async () => (await draft('doses')).nodes['one']?.config, soon).toEqual({ factor: 7 })
    await page.locator('.react-flow__pane').click({ position: { x: 30, y: 30 } })
    await choose(page, 'one')
    await page.keyboard.press('Alt+Shift+U')
    await expect.poll(async () => (await draft('doses')).nodes['times']?.config, soon).toMatchObject({ out: [0, 7], property: 'payload' })
    expect(await wires('doses')).toEqual(['a > times', 'times > c'])
  })
})

describe('undo', () => {
  it('takes back acts of every kind, one by one, after a reload too, and does them again', async () => {
    const page = await open('back')
    const whole = () => draft('back')
    const before = await whole()
    await choose(page, 'b')
    await page.locator('.inspector').getByRole('textbox', { name: 'Band' }).fill('5')
    await page.locator('.inspector').getByLabel('ID').fill('gap')
    await page.keyboard.press('Tab')
    await node(page, 'gap').locator('.chosen').waitFor()
    expect(await page.evaluate(() => document.activeElement?.closest('.inspector') != null)).toBe(true)
    await page.mouse.click(...(await alongWire(page, 'a', 'gap', 0.5)))
    await page.getByText('Durable', { exact: true }).click()
    await choose(page, 'a', 'gap')
    await page.keyboard.press('Control+g')
    const after = { nodes: { gap: { config: { band: 5 } } }, wires: [['a', 'gap', { policy: 'durable' }]], groups: { group: { nodes: ['a', 'gap'] } } }
    await expect.poll(whole, soon).toMatchObject(after)
    const made = await whole()
    await page.reload()
    await ready(page)
    await page.keyboard.press('Control+z')
    await expect.poll(async () => (await whole()).groups, soon).toBeUndefined()
    for (let step = 0; step < 3; step++) await page.keyboard.press('Control+z')
    await expect.poll(whole, soon).toEqual(before)
    for (let step = 0; step < 4; step++) await page.keyboard.press('Control+y')
    await expect.poll(whole, soon).toEqual(made)
  })
})

describe('acts', () => {
  it('are found by the name of either language', async () => {
    const page = await open('acts')
    await choose(page, 'a', 'b', 'c')
    await page.keyboard.press('Control+k')
    for (const word of ['distribute across', '横向等距']) {
      await page.getByRole('combobox', { name: 'All commands' }).fill(word)
      await page.getByRole('option', { name: /Distribute across/ }).waitFor()
    }
  })

  it('are in a menu by the right button and by the menu key, and Escape leads back from everything', async () => {
    const page = await open('acts')
    const focus = () => page.evaluate(() => document.activeElement?.closest('[data-id]')?.getAttribute('data-id') ?? document.activeElement?.tagName)
    await choose(page, 'b')
    for (const surface of [
      { keys: '?', shows: page.getByRole('dialog', { name: 'All keys' }) },
      { keys: 'Control+k', shows: page.getByRole('combobox', { name: 'All commands' }) },
      { keys: '/', shows: page.getByRole('combobox', { name: 'Add a node' }) },
      { keys: 'ContextMenu', shows: menu(page, /^Duplicate/) },
      { keys: 'Shift+F10', shows: menu(page, /^Duplicate/) },
    ]) {
      await page.keyboard.press(surface.keys)
      await surface.shows.waitFor()
      await page.keyboard.press('Escape')
      await surface.shows.waitFor({ state: 'hidden' })
      await expect.poll(focus, soon).toBe('b')
      expect(await chosen(page)).toBe(1)
    }
    await page.keyboard.press('Escape')
    expect(await chosen(page)).toBe(0)
    await node(page, 'c').click({ button: 'right' })
    await menu(page, /^Duplicate/).waitFor()
    await page.keyboard.press('Escape')
    await menu(page, /^Duplicate/).waitFor({ state: 'hidden' })
    expect(await chosen(page)).toBe(1)
    await page.locator('.react-flow__pane').click({ position: { x: 30, y: 30 } })
    await page.keyboard.press('ContextMenu')
    await menu(page, /^Select all/).click()
    await expect.poll(() => chosen(page), soon).toBe(3)
  })

  it('show the whole, a part by the map, and the node that is named', async () => {
    const page = await open('far')
    await page.keyboard.press('Shift+Digit1')
    const seen = async (id: string) => {
      const [box, pane] = [await node(page, id).boundingBox(), await page.locator('.react-flow').boundingBox()]
      return box !== null && pane !== null && box.x >= pane.x && box.y >= pane.y && box.x + box.width <= pane.x + pane.width && box.y + box.height <= pane.y + pane.height
    }
    await expect.poll(async () => Promise.all(['n0', 'n3', 'n8', 'n11'].map(seen)), soon).toEqual([true, true, true, true])
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'All commands' }).fill('n11')
    await page.keyboard.press('Enter')
    await node(page, 'n11').locator('.chosen').waitFor()
    await expect.poll(async () => [await seen('n11'), await seen('n0')], soon).toEqual([true, false])
    const map = await page.locator('.mini-map canvas').boundingBox()
    await page.mouse.click((map?.x ?? 0) + 24, (map?.y ?? 0) + 24)
    await expect.poll(async () => [await seen('n0'), await seen('n11')], soon).toEqual([true, false])
  })
})

describe('somebody without a right', () => {
  it('is told why nothing can be pressed, and is offered no breakpoint', async () => {
    await new Api().add('li', 'viewer')
    const page = await person(browser, 'li', '#/flows/phone?view=canvas')
    const press = node(page, 'press').getByRole('button', { name: 'To send it a message you need the right to operate here' })
    await press.waitFor()
    expect(await press.isDisabled()).toBe(true)
    await page.locator('.react-flow__edge[data-id="0"] .wire-reach').click({ button: 'right', force: true })
    await node(page, 'limit').click({ button: 'right' })
    expect(await page.getByText('Set a breakpoint').count()).toBe(0)
  })
})

describe('a flow that was never deployed', () => {
  it('asks for nothing that is not there, and says so where live values would be', async () => {
    await new Api().call('PUT', 'flows/fresh', { format: 1, id: 'fresh', nodes: { a: INJECT } }, { 'If-None-Match': '*' })
    const { page, complaints } = await openOn(browser, 'fresh')
    await node(page, 'a').locator('.step-name').click()
    await page.getByRole('tab', { name: 'Live' }).click()
    await page.getByText('The flow does not run').waitFor()
    await page.locator('.corner-changed').waitFor()
    await page.getByLabel('View').getByText('Live values').click()
    await page.getByText('The flow fresh was never deployed').waitFor()
    expect(complaints).toEqual([])
  })
})

describe('fingers on a phone', () => {
  const PHONE = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true }

  it('move and pinch the view, choose by a tap and open the menu by a long press', async () => {
    const page = await open('phone', PHONE)
    const touch = await fingers(page)
    const view = () => page.locator('.react-flow__viewport').evaluate((element) => new DOMMatrix(getComputedStyle(element).transform).toFloat64Array())
    const [before, pane] = [await view(), await page.locator('.react-flow').boundingBox()]
    const [x, y] = [(pane?.x ?? 0) + 280, (pane?.y ?? 0) + 40]
    await touch([[x, y]], [[x - 60, y]])
    await expect.poll(async () => (await view())[12], soon).toBeLessThan((before[12] ?? 0) - 30)
    await touch([[x - 40, y], [x + 40, y]], [[x - 10, y], [x + 10, y]])
    await expect.poll(async () => (await view())[0], soon).toBeLessThan((before[0] ?? 0) * 0.7)
    await page.getByRole('button', { name: 'Show everything' }).tap()
    await expect.poll(async () => (await view())[0], soon).toBeGreaterThan((before[0] ?? 0) * 0.75)
    await node(page, 'limit').locator('.step-name').tap()
    await expect.poll(() => chosen(page), soon).toBe(1)
    await touch([await centre(node(page, 'show').locator('.step-name'))], null)
    await menu(page, /^Duplicate/).waitFor()
    expect(await node(page, 'show').locator('.chosen').count()).toBe(1)
  })

  it('have one bar above the canvas, and messages and faults in a sheet that leads to the place of a fault', async () => {
    const nodes = { tick: INJECT, send: { type: 'mqtt.out', name: 'Send', config: { connection: 'nowhere', topic: 'x' } } }
    await new Api().call('PUT', 'flows/small', { format: 1, id: 'small', nodes, layout: { tick: [0, 0], send: [0, 120] } }, { 'If-None-Match': '*' })
    const page = await open('small', PHONE)
    const bar = page.getByRole('toolbar', { name: 'Actions' })
    const [canvas, above] = [await page.locator('.react-flow').boundingBox(), await bar.boundingBox()]
    expect([(canvas?.height ?? 0) > 0.65 * 640, (above?.height ?? 99) <= 64, (above?.width ?? 999) <= 360]).toEqual([true, true, true])
    expect(await page.locator('.canvas-tools').isVisible()).toBe(false)
    await bar.getByRole('button', { name: 'More' }).tap()
    await menu(page, 'Zoom out').tap()
    await expect.poll(() => page.locator('.react-flow__viewport').evaluate((element) => new DOMMatrix(getComputedStyle(element).transform).a), soon).toBeLessThan(1)
    await page.getByRole('button', { name: /^Messages and faults 1 fault/ }).tap()
    const sheet = page.getByRole('dialog', { name: 'Messages and faults' })
    for (const [tab, shows] of [['Debug', '.debug'], ['Dead letters', '.tray'], ['Tests', '.drawer-empty']] as const) {
      await sheet.getByRole('tab', { name: tab }).tap()
      await sheet.locator(shows).waitFor()
    }
    await sheet.getByRole('tab', { name: /^Faults/ }).tap()
    await sheet.locator('.fault-line').tap()
    await sheet.waitFor({ state: 'hidden' })
    await page.getByRole('dialog', { name: 'Send' }).locator('[data-field="connection"]').waitFor()
    await expect.poll(() => chosen(page), soon).toBe(1)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    await page.getByRole('dialog', { name: 'Send' }).getByRole('button', { name: 'Close' }).tap()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await (await fingers(page))([await centre(node(page, 'tick').locator('.step-name'))], null)
    await menu(page, /^Delete/).waitFor()
  })

  it('change a value and deploy it', async () => {
    const page = await open('phone', PHONE)
    await node(page, 'limit').locator('.step-name').tap()
    await page.getByRole('button', { name: /^Limit.*Inspector/ }).tap()
    await page.getByRole('dialog').getByLabel('High', { exact: true }).fill('9')
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).tap()
    await expect.poll(async () => (await draft('phone')).nodes['limit']?.config, soon).toEqual({ high: 9 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    await page.locator('.deploy-count').getByRole('button').tap()
    await page.getByRole('dialog').getByRole('checkbox', { name: /phone/ }).waitFor()
    for (const box of await page.getByRole('dialog').getByRole('checkbox').all()) if (!(await box.isDisabled())) await box.uncheck()
    await page.getByRole('dialog').getByRole('checkbox', { name: /phone/ }).check()
    await page.getByRole('dialog').getByRole('button', { name: 'Deploy', exact: true }).tap()
    await expect.poll(async () => (await new Api().nodes('phone', 'deployed'))['limit']?.config, soon).toEqual({ high: 9 })
  })
})

type Finger = [number, number]

/** Puts fingers down and moves them; null: they stay where they are until a menu is there. */
async function fingers(page: Page): Promise<(from: Finger[], to: Finger[] | null) => Promise<void>> {
  const hand = await page.context().newCDPSession(page)
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', at: Finger[]) => hand.send('Input.dispatchTouchEvent', { type, touchPoints: at.map(([x, y], id) => ({ x, y, id })) })
  return async (from, to) => {
    await send('touchStart', from)
    if (to) for (let step = 1; step <= 5; step++) await send('touchMove', from.map(([x, y], id) => [x + (((to[id]?.[0] ?? x) - x) * step) / 5, y + (((to[id]?.[1] ?? y) - y) * step) / 5]))
    else await page.getByRole('menu').waitFor()
    await send('touchEnd', [])
  }
}
