import 'fake-indexeddb/auto'
import { clear, createStore, get, keys, set, type UseStore } from 'idb-keyval'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { FlowDocument } from '../model/document'

/** As in a browser: what is kept are the own keys. */
const texts = Object.create({
  getItem(this: Record<string, string>, key: string) {
    return this[key] ?? null
  },
  setItem(this: Record<string, string>, key: string, value: string) {
    this[key] = value
  },
  removeItem(this: Record<string, string>, key: string) {
    Reflect.deleteProperty(this, key)
  },
}) as Record<string, string>
const page = new EventTarget()
vi.stubGlobal('localStorage', texts)
vi.stubGlobal('sessionStorage', { getItem: () => null, removeItem: () => undefined })
vi.stubGlobal('window', Object.assign(page, { setTimeout, clearTimeout }))
vi.stubGlobal('document', new EventTarget())
vi.stubGlobal('navigator', { languages: ['en'] })

const { Kept } = await import('./kept')
const { close, documentNow, editDocument, load, put, setAside, takeUp, useDocuments } = await import('./documents')
const { undo } = await import('./together')

const store = createStore('test', 'documents')
const flow = (name: string): FlowDocument => ({ format: 1, id: 'line', name, nodes: { big: { type: 't', config: { x: 9007199254740993n } } } })
const soon = { timeout: 5000, interval: 10 }
let kept: InstanceType<typeof Kept>

function rename(name: string): void {
  editDocument('flow:line', 'step', (draft) => void (draft.name = name))
}

/** The page as it is after a reload. */
async function reloaded() {
  kept.stop()
  useDocuments.setState({ open: {} })
  kept = new Kept(() => Promise.resolve('chen'), store)
  return kept.read('flow:line')
}

beforeEach(async () => {
  for (const key of Object.keys(texts)) Reflect.deleteProperty(texts, key)
  await clear(store)
  useDocuments.setState({ open: {} })
  kept = new Kept(() => Promise.resolve('chen'), store)
  await kept.read('flow:line')
  kept.start()
  load('flow:line', flow('Line'), '"1"')
})
afterEach(() => kept.stop())

describe('what a browser keeps', () => {
  it('is the document with its exact numbers, and what can be undone', async () => {
    rename('Press line')
    await expect.poll(() => get(`chen\nflow:line`, store), soon).toMatchObject({ unsaved: true, present: { name: 'Press line' } })
    const found = await reloaded()
    expect(await kept.unsaved()).toEqual(['flow:line'])
    put('flow:line', { ...(found ?? fail()), saving: 'waiting', problem: null, faults: [] })
    undo('flow:line')
    expect(documentNow('flow:line')?.present).toEqual(flow('Line'))
  })

  it('is also what was typed in the moment in which the page was left', async () => {
    kept.stop()
    let gone = false
    const slow: UseStore = (mode, act) => (gone ? new Promise(() => undefined) : store(mode, act))
    kept = new Kept(() => Promise.resolve('chen'), slow)
    await kept.read('flow:line')
    kept.start()
    gone = true
    rename('Just now')
    page.dispatchEvent(new Event('pagehide'))
    kept.stop()
    useDocuments.setState({ open: {} })
    const after = new Kept(() => Promise.resolve('chen'), store)
    expect(await after.unsaved()).toEqual(['flow:line'])
    expect((await after.read('flow:line'))?.present).toEqual(flow('Just now'))
  })

  it('is nobody else’s', async () => {
    rename('Mine')
    await expect.poll(() => keys(store), soon).toEqual(['chen\nflow:line'])
    const other = new Kept(() => Promise.resolve('zhao'), store)
    expect([await other.read('flow:line'), await other.unsaved()]).toEqual([null, []])
  })

  it('stays when the session is over, and is open again for the same person alone', async () => {
    rename('Mine')
    const typed = documentNow('flow:line')
    kept.stop()
    setAside()
    expect(documentNow('flow:line')).toBe(null)
    await expect.poll(() => get('chen\nflow:line', store), soon).toMatchObject({ present: { name: 'Mine' } })
    const nobody = new Kept(() => new Promise(() => undefined), store)
    nobody.start()
    nobody.stop()
    takeUp(true)
    expect(documentNow('flow:line')).toBe(typed)
    setAside()
    takeUp(false)
    takeUp(true)
    expect(documentNow('flow:line')).toBe(null)
    expect(await get('chen\nflow:line', store)).toMatchObject({ present: { name: 'Mine' } })
  })

  it('is thrown away when it is damaged, or when the document is closed', async () => {
    await expect.poll(() => keys(store), soon).toEqual(['chen\nflow:line'])
    await set('chen\nflow:line', { form: 1, at: 1, present: { id: 'line' }, base: null, etag: null, past: 'x', future: [] }, store)
    expect(await kept.read('flow:line')).toBe(null)
    expect(await keys(store)).toEqual([])
    rename('Again')
    await expect.poll(() => keys(store), soon).toEqual(['chen\nflow:line'])
    close('flow:line')
    await expect.poll(() => keys(store), soon).toEqual([])
  })
})

function fail(): never {
  throw new Error('nothing was kept')
}
