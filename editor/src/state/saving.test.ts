import { afterEach, expect, it, vi } from 'vitest'
import type { Client } from '../api/client'
import type { FlowDocument } from '../model/document'
import type { Kept } from './kept'

vi.useFakeTimers()
vi.stubGlobal('window', Object.assign(new EventTarget(), { setTimeout, clearTimeout, location: { pathname: '/' } }))
vi.stubGlobal('document', new EventTarget())
vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
vi.stubGlobal('sessionStorage', { getItem: () => null, removeItem: () => undefined })
vi.stubGlobal('navigator', { languages: ['en'] })

const { Saver } = await import('./saving')
const { close, documentNow, editDocument, load } = await import('./documents')

const KEY = 'flow:line'
const flow = (name: string): FlowDocument => ({ format: 1, id: 'line', name, nodes: {} })
const nothingKept = { start: () => undefined, stop: () => undefined, unsaved: () => Promise.resolve([]) } as unknown as Kept

afterEach(() => close(KEY))

it('saves what was done during a save after it, under its ETag', async () => {
  const saves: { name: unknown; etag: string | null; end: () => void }[] = []
  const client = {
    get: () => Promise.resolve({ author: 'chen' }),
    project: () => Promise.resolve({ name: 'Plant' }),
    saveDocument: (_: string, { name }: FlowDocument, etag: string | null) =>
      new Promise((resolve) => saves.push({ name, etag, end: () => resolve({ etag: `"${saves.length}"`, faults: [] }) })),
  } as unknown as Client
  const saver = new Saver(client, nothingKept)
  saver.start()
  load(KEY, flow('read'), '"0"')
  editDocument(KEY, 'step', (draft) => void (draft.name = 'first'))
  await vi.advanceTimersByTimeAsync(1000)
  editDocument(KEY, 'step', (draft) => void (draft.name = 'second'))
  await vi.advanceTimersByTimeAsync(5000) // the first save takes long
  expect(saves.map(({ name }) => name)).toEqual(['first'])
  saves[0]?.end()
  await vi.advanceTimersByTimeAsync(1000)
  expect(saves.map(({ name, etag }) => [name, etag])).toEqual([['first', '"0"'], ['second', '"1"']])
  saves[1]?.end()
  await vi.advanceTimersByTimeAsync(0)
  expect(documentNow(KEY)).toMatchObject({ saving: 'saved', etag: '"2"', present: { name: 'second' } })
  saver.stop()
})
