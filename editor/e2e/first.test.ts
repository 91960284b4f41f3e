import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { address, closePages, loginLink, openPage, startBrowser } from './browser'
import { soon, wires } from './drawing'

let browser: Browser

beforeAll(async () => {
  browser = await startBrowser()
})
afterEach(() => closePages(browser))
afterAll(() => browser.close())

describe('the first minutes', () => {
  it('offer templates in an empty project; one is taken with all that it needs', async () => {
    const { page, complaints } = await openPage(browser, loginLink, { locale: 'zh-CN', viewport: { width: 360, height: 640 } })
    await page.getByRole('heading', { name: '这台网关首先要做什么？' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360)
    await page.setViewportSize({ width: 1280, height: 720 })
    await page.locator('.first-choice').filter({ hasText: '烧结炉监控' }).getByRole('button').click()
    await page.locator('.flow-tab.chosen').waitFor()
    expect(page.url()).toContain('#/flows/furnace')
    // What was never deployed is asked for in vain, which the browser notes.
    expect(complaints.filter((each) => !each.includes('404'))).toEqual([])
  })

  it('show somebody new around, once', async () => {
    const { page } = await openPage(browser, `${address}#/flows/furnace`, {}, true)
    await page.goto('about:blank')
    await page.goto(loginLink)
    await page.goto(`${address}#/flows/furnace`)
    for (const title of ['The palette', 'The canvas', 'The form', 'Deploy', 'Live values']) {
      await page.locator('.ant-tour-title').getByText(title, { exact: true }).waitFor()
      await page.getByRole('button', { name: /Next|Done/ }).click()
    }
    await expect.poll(() => page.locator('.ant-tour').count(), soon).toBe(0)
    await page.reload()
    await page.locator('.flow-tab.chosen').waitFor()
    expect(await page.locator('.ant-tour').count()).toBe(0)
  })

  it('make an empty flow, whose id follows from its name', async () => {
    const { page } = await openPage(browser, loginLink)
    await page.getByRole('button', { name: 'New flow' }).click()
    const name = page.getByPlaceholder('Such as: Press line 1') // the form of the flow behind it has a Name, too
    expect(await name.inputValue()).toBe('Flow 1')
    await page.keyboard.type('Press line 1') // over the name that is offered
    expect(await page.getByRole('dialog').getByLabel('ID', { exact: true }).inputValue()).toBe('press-line-1')
    await page.getByRole('dialog').getByLabel('ID', { exact: true }).fill('FURNACE')
    await page.getByText('There is a flow FURNACE already').waitFor()
    await page.getByRole('dialog').getByLabel('ID', { exact: true }).fill('press-1')
    await page.getByRole('button', { name: 'Create' }).click()
    await expect.poll(() => page.locator('.flow-tab.chosen').textContent(), soon).toContain('Press line 1')
  })

  it('have a flow at work without leaving the mouse, and see what it says', async () => {
    const { page } = await openPage(browser, loginLink, { locale: 'zh-CN' })
    await page.getByRole('button', { name: '新建流程' }).click()
    await page.getByPlaceholder('例如：压制一线').press('Enter')
    await expect.poll(() => page.locator('.flow-tab.chosen').textContent(), soon).toContain('流程 1')
    expect(page.url()).toContain('flow-1')
    await page.locator('.canvas[aria-busy="false"] .react-flow__pane').waitFor()
    for (const type of ['inject', 'debug']) await page.locator(`.palette-entry[data-type="core.${type}"]`).dblclick()
    await expect.poll(() => wires('flow-1'), soon).toEqual(['inject > debug'])
    expect(await page.locator('.step-name').allTextContents()).toEqual(['注入', '调试'])

    const drawer = page.getByRole('tabpanel', { name: '调试' })
    expect(await drawer.count()).toBe(0)
    await page.locator('.top-bar').getByRole('button', { name: '部署' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '部署', exact: true }).click()
    await drawer.waitFor()
    const said = async () => {
      await page.locator('.react-flow__node[data-id="inject"] .press').click() // faster than a person: the list may not listen yet
      return drawer.locator('.debug-lines li').count()
    }
    await expect.poll(said, { ...soon, interval: 500 }).toBeGreaterThan(0)
    await page.getByRole('button', { name: '收起底栏' }).click()
    await drawer.waitFor({ state: 'detached' })
  }, 60_000)

  it('are told who they are and what there is, although the first question got lost', async () => {
    const { page } = await openPage(browser, 'about:blank')
    const lost = new Set<string>()
    await page.route(/\/api\/v1\/(me|node-types)(\?|$)/, (route) => {
      const path = new URL(route.request().url()).pathname
      const first = !lost.has(path)
      lost.add(path)
      return first ? route.abort() : route.fallback()
    })
    await page.goto(loginLink)
    await page.locator('.palette-entry').first().waitFor()
    await page.getByRole('button', { name: 'Account of local' }).waitFor()
    expect(lost.size).toBe(2)
  })
})
