// Whole tasks done by a scripted person in Chromium. The work is a line of JSON on standard input, what it took one on standard output.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'

const { chromium } = createRequire(new URL('../editor/package.json', import.meta.url))('playwright-core')
const { task, url, plc } = JSON.parse(readFileSync(0, 'utf8'))

/**
 * Seconds that an act takes a practised person: the keystroke-level model (Card, Moran, Newell, Communications of the
 * ACM 23 (7), 1980, pp. 396–410): a key 0.28 (average non-secretary typist), pointing 1.1, a hand moved between mouse and
 * keys 0.4, thinking what comes next 1.35, once for what belongs together. A button pressed or let go is 0.1 (Kieras'
 * later reckoning).
 */
const [KEY, POINT, HOME, THINK, BUTTON] = [0.28, 1.1, 0.4, 1.35, 0.1]

/** Does what a person would and counts it. Time in which the person waits for the program is measured, not reckoned. */
class Person {
  acts = 0
  reckoned = 0
  thought = 0
  hand = 'mouse'

  constructor(page) {
    this.page = page
  }

  /** Acts that one does without thinking in between. */
  async at(once) {
    this.reckoned += THINK
    await once()
  }

  /** Thinks for real, where the program would be hurried else; that time is reckoned already. */
  async think() {
    await this.page.waitForTimeout(THINK * 1000)
    this.thought += THINK
  }

  did(hand, seconds) {
    this.acts += 1
    this.reckoned += (hand === this.hand ? 0 : HOME) + seconds
    this.hand = hand
  }

  async click(what) {
    await what.click()
    this.did('mouse', POINT + 2 * BUTTON)
  }

  async doubleClick(what) {
    await what.dblclick()
    this.did('mouse', POINT + 4 * BUTTON)
  }

  async type(text) {
    await this.page.keyboard.type(text)
    this.did('keys', KEY * [...text].length)
  }

  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key)
    this.did('keys', KEY * keys.reduce((sum, key) => sum + key.split('+').length, 0))
  }

  async drag([x, y], [toX, toY]) {
    const { mouse } = this.page
    await mouse.move(x, y)
    await mouse.down()
    await mouse.move((x + toX) / 2, (y + toY) / 2, { steps: 4 })
    await mouse.move(toX, toY, { steps: 4 })
    await mouse.up()
    this.did('mouse', 2 * POINT + 2 * BUTTON)
  }

  /** What was copied in another program. */
  async paste(text) {
    await this.page.evaluate((said) => {
      const data = new DataTransfer()
      data.setData('text/plain', said)
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    }, text)
    this.did('keys', 2 * KEY)
  }
}

const centre = async (what) => {
  const { x, y, width, height } = await what.boundingBox()
  return [x + width / 2, y + height / 2]
}

/** A person points at what is on the screen: nothing is scrolled to without an act. */
async function seen(page, what) {
  await what.waitFor()
  const inside = await what.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect()
    return element.contains(document.elementFromPoint(left + width / 2, top + height / 2))
  })
  if (!inside) throw new Error('what is to be clicked is not on the screen')
}

const TASKS = {
  /** From an empty project to the first message in the debug list. */
  async first(page, person) {
    await page.getByRole('button', { name: 'New flow' }).waitFor()
    return async () => {
      await person.at(async () => {
        await person.click(page.getByRole('button', { name: 'New flow' }))
        await page.getByRole('dialog').getByLabel('Name', { exact: true }).waitFor()
        await person.press('Enter') // the name that it offers is taken
      })
      await page.locator('.canvas[aria-busy="false"] .react-flow__pane').waitFor()
      for (const word of ['inject', 'debug']) {
        const entry = page.locator(`.palette-entry[data-type="core.${word}"]`)
        await seen(page, entry)
        await person.at(() => person.doubleClick(entry))
        await page.locator(`.react-flow__node[data-id="${word}"]`).waitFor()
      }
      await deploy(page, person)
      await page.getByRole('tabpanel', { name: 'Debug' }).waitFor()
      await person.think() // nobody presses before the list has asked for what comes
      await person.at(() => person.click(page.locator('.react-flow__node[data-id="inject"]').getByRole('button').first()))
      await page.locator('.debug-lines li').first().waitFor()
    }
  },

  /** From a list of 200 tags in Excel to a value for each. */
  async tags(page, person) {
    await page.goto(`${url.replace(/#.*$/, '')}#/project/connections`)
    await page.getByRole('button', { name: 'Add connection' }).waitFor()
    return async () => {
      await person.at(async () => {
        await person.click(page.getByRole('button', { name: 'Add connection' }))
        await page.getByRole('textbox', { name: 'Search' }).waitFor()
        await person.type('modbus.tcp')
        await person.press('Enter')
      })
      const dialog = page.getByRole('dialog').filter({ hasText: 'Modbus TCP' })
      await person.at(async () => {
        await person.click(dialog.getByRole('textbox', { name: 'Host' }))
        await person.type('127.0.0.1')
      })
      await person.at(async () => {
        await person.click(dialog.getByLabel('Port', { exact: true }))
        await person.press('Control+a')
        await person.type(String(plc))
      })
      await person.at(() => person.click(dialog.getByRole('button', { name: 'Test the connection' })))
      await dialog.locator('.ant-alert-success').waitFor()
      await person.at(() => person.click(dialog.locator('.ant-modal-footer .ant-btn-primary')))
      await person.at(() => person.click(page.getByRole('link', { name: 'Tags' }).or(page.getByRole('menuitem', { name: 'Tags' })).first()))
      await person.at(async () => {
        await person.click(page.locator('.sheet-focus input'))
        const rows = Array.from({ length: 200 }, (_, at) => `T${at + 1}\tZone ${at + 1}\t${at + 1} 区\ttcp\t${40001 + at}`)
        await person.paste(`${rows.join('\r\n')}\r\n`)
      })
      await person.at(async () => {
        await person.press('Control+a')
        await person.click(page.getByRole('button', { name: 'Read 200 tags in a new flow' }))
      })
      await page.locator('.react-flow__node').first().waitFor()
      await deploy(page, person)
      await person.at(async () => {
        await page.goBack()
        person.did('mouse', POINT + 2 * BUTTON)
      })
      await page.locator('.sheet-row').first().getByText('Good').waitFor()
      await page.waitForFunction(async () => {
        const answer = await fetch('api/v1/tags?limit=1000', { headers: { Authorization: `Bearer ${sessionStorage.getItem('sinterflow.token')}` } })
        const { items } = await answer.json()
        return items.filter(({ seen }) => seen?.quality === 'good').length === 200
      })
    }
  },

  /** The first task, as Node-RED's editor has it: from its empty tab. */
  async red(page, person) {
    await page.locator('.red-ui-palette-node[data-palette-type="inject"]').waitFor()
    await page.locator('#red-ui-loading-progress').waitFor({ state: 'hidden' })
    const chart = await page.locator('#red-ui-workspace-chart').boundingBox()
    return async () => {
      for (const [nth, [type, at]] of [['inject', 150], ['debug', 400]].entries()) {
        const entry = await centre(page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`))
        await person.at(() => person.drag(entry, [chart.x + at, chart.y + 150]))
        await page.locator('.red-ui-flow-node-group').nth(nth).waitFor()
      }
      const [from, to] = [await centre(page.locator('.red-ui-flow-port-output .red-ui-flow-port')), await centre(page.locator('.red-ui-flow-port-input .red-ui-flow-port'))]
      await person.at(() => person.drag(from, to))
      await person.at(() => person.click(page.locator('#red-ui-header-button-deploy')))
      await page.locator('.red-ui-notification').first().waitFor()
      await person.at(() => person.press('Control+g', 'd'))
      await person.at(() => person.click(page.locator('.red-ui-flow-node-button').first()))
      await page.locator('.red-ui-debug-msg').first().waitFor()
    }
  },
}

/** The review is read: it is thought about. */
async function deploy(page, person) {
  await person.at(() => person.click(page.locator('.top-bar').getByRole('button', { name: 'Deploy' })))
  await person.at(() => person.click(page.getByRole('dialog').getByRole('button', { name: 'Deploy', exact: true })))
  await page.getByText(/Revision \d+ runs/).waitFor()
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] })
const page = await (await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'en-GB' })).newPage()
await page.addInitScript(() => localStorage.setItem('sinterflow.tour', 'seen'))
await page.goto(url)
const person = new Person(page)
page.setDefaultTimeout(15_000)
const work = await TASKS[task](page, person)
const began = performance.now()
await work()
const waited = (performance.now() - began) / 1000 - person.thought
console.log(JSON.stringify({ acts: person.acts, reckoned: person.reckoned, waited, whole: person.reckoned + waited }))
await browser.close()
