import type { EquipmentTable, Parameters, Connections, PlantSettings } from '../model/plant'
import { parseExactly, writeDocument } from '../model/lossless'
import { decoded } from '../model/decoded'
import { readList, writeList, type TagList, type TagLists } from '../model/tagList'
import type { Fault } from '../model/types'
import type { Client, Read, Saved } from './client'

/** Something that all flows share, which is read and drafted as one. All of them have one ETag together. */
export interface Part<T extends object> {
  key: string
  /** With the faults of what is drafted, where they can be asked for. */
  read: (client: Client) => Promise<Read<T> & { faults?: Fault[] }>
  /** Drafts what differs from `base`, and tells the faults of all of it; `known` are those from before. */
  write: (client: Client, value: T, base: T, etag: string, known: readonly Fault[]) => Promise<Saved>
  /** Whether the draft of a file is (also) one of this part. */
  owns: (file: string) => boolean
  discard: (client: Client, file: string) => Promise<unknown>
}

const PROJECT_FILE = 'project.json'

function projectPart<T extends object>(name: string): Part<T> {
  return {
    ...jsonPart<T>(name, `project/parts/${name}`),
    owns: (file) => file === PROJECT_FILE,
    discard: (client, file) => client.send('DELETE', `project/drafts/${encodeURIComponent(file)}`),
  }
}

function jsonPart<T extends object>(key: string, path: string): Pick<Part<T>, 'key' | 'read' | 'write'> {
  return {
    key,
    read: async (client) => {
      // Without a word it would be what is deployed, and a save on top of that is refused as soon as there is a draft.
      const answer = await client.answered(`${path}?version=draft`, {})
      return { document: parseExactly(await answer.text()) as T, etag: etagOf(answer) }
    },
    write: (client, value, _, etag) => client.call(path, { method: 'PUT', body: writeDocument(value), headers: { 'If-Match': etag } }),
  }
}

export const CONNECTIONS = projectPart<Connections>('connections')
export const PARAMETERS = projectPart<Parameters>('parameters')
export const SETTINGS = projectPart<PlantSettings>('settings')

export const EQUIPMENT: Part<EquipmentTable> = {
  ...jsonPart<EquipmentTable>('equipment', 'equipment/document'),
  owns: (file) => file === 'equipment.json',
  discard: (client) => client.send('DELETE', 'equipment/document?draft=1'),
}

interface FileItem {
  name: string
  draft: { deleted: boolean } | null
}

/** All tag lists as one: an act may change several of them. */
export const TAGS: Part<TagLists> = {
  key: 'tags',
  read: async (client) => {
    const { items, etag } = await client.get<{ items: FileItem[]; etag: string }>('tags/files?limit=1000')
    const there = items.filter(({ draft }) => !draft?.deleted)
    const lists = there.map(async ({ name }) => {
      const answer = await client.answered(pathOfList(name), {})
      return [name, readList(decoded(await answer.arrayBuffer()))] as const
    })
    const document: TagLists = Object.fromEntries(await Promise.all(lists))
    const drafted = there.filter(({ draft }) => draft).map(({ name }) => faultsOfList(client, name, document[name]))
    return { document, etag, faults: (await Promise.all(drafted)).flat() }
  },
  write: async (client, lists, base, etag, known) => {
    let saved: Saved = { etag, faults: [] }
    let faults = [...known]
    for (const name of new Set([...Object.keys(base), ...Object.keys(lists)])) {
      const list = lists[name]
      if (list === base[name]) continue
      const headers = { 'If-Match': saved.etag, 'Content-Type': 'text/csv' }
      const made = list ? { method: 'PUT', body: writeList(list), headers } : { method: 'DELETE', headers: { 'If-Match': saved.etag } }
      saved = await client.call<Saved>(pathOfList(name), made)
      const ofList = ({ file }: Fault) => file === `tags/${name}.csv`
      faults = [...faults.filter((fault) => !ofList(fault)), ...saved.faults.filter(ofList)]
    }
    return { etag: saved.etag, faults }
  },
  owns: (file) => file.startsWith('tags/'),
  discard: (client, file) => client.send('DELETE', `${pathOfList(file.slice('tags/'.length, -'.csv'.length))}?draft=1`),
}

/** What is wrong with a draft that was saved before; none for somebody who may not ask. */
async function faultsOfList(client: Client, name: string, list: TagList | undefined): Promise<Fault[]> {
  const body = list ? writeList(list) : ''
  const asked = { method: 'POST', body, headers: { 'Content-Type': 'text/csv' } }
  const { faults } = await client.call<{ faults: Fault[] }>(`${pathOfList(name)}/validate`, asked).catch(() => ({ faults: [] }))
  return faults
}

export const pathOfList = (name: string): string => `tags/files/${encodeURIComponent(name)}`

function etagOf(answer: Response): string {
  return answer.headers.get('ETag') ?? ''
}
