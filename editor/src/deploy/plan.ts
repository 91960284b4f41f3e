import { ApiError, type Client } from '../api/client'
import type { Change } from '../model/changes'
import type { AnyDocument } from '../model/document'
import { problemOf } from '../model/problem'
import type { Draft, Fault, FlowItem, Project, Revision } from '../model/types'

/** `POST /deploy/plan`, and what a deploy answers. Nodes are `flow/node`; `gaps` in seconds. */
export interface Plan {
  revision: number
  restart: string[]
  keep: string[]
  start: string[]
  stop: string[]
  faults: Fault[]
  changes: Change[]
  rights: string[]
  protected: string[]
  record: Record<string, unknown> | null
  gaps: Record<string, number>
}

/** What is drafted, on which revision, and what has been deployed since the oldest of the drafts was begun. */
export interface Drafts {
  revision: number
  flows: FlowItem[]
  shared: Record<string, Draft>
  /** The ETag of what flows share; null: the person may not see that. */
  sharedTag: string | null
  since: Revision[]
  project: Project
}

/** Drafts that are chosen: flows by id, and whether what flows share goes with them. */
export interface Chosen {
  flows: ReadonlySet<string>
  shared: boolean
}

export interface Order {
  revision: number
  flows: Record<string, string>
  project: string | null
}

/** A deploy waits for drains and starts of nodes. */
const PATIENCE = 120_000

export async function readDrafts(client: Client): Promise<Drafts> {
  const tag = client.get<{ etag: string }>('subflows?limit=1').then(({ etag }) => etag, () => null)
  const [{ items, revision }, project, sharedTag] = await Promise.all([client.flows(), client.project(), tag])
  const flows = items.filter(({ draft }) => draft)
  const shared = project.drafts ?? {}
  const oldest = Math.min(revision, ...flows.map(({ draft }) => draft?.revision ?? revision), ...Object.values(shared).map((each) => each.revision))
  return { revision, flows, shared, sharedTag, project, since: oldest < revision ? await revisionsAfter(client, oldest) : [] }
}

/** The revisions after one, the newest first; at most a thousand. */
export async function revisionsAfter(client: Client, revision: number): Promise<Revision[]> {
  const { items } = await client.get<{ items: Revision[] }>('history?limit=1000')
  return items.filter((each) => each.revision > revision)
}

/** The last one who deployed a flow since its draft was begun. */
export function behind({ since }: Drafts, { id, draft }: FlowItem): Revision | null {
  return (draft && since.find((each) => each.revision > draft.revision && each.flows.includes(id))) ?? null
}

export function orderOf({ revision, flows, sharedTag }: Drafts, chosen: Chosen): Order | null {
  const tags = flows.flatMap(({ id, draft }) => (draft && chosen.flows.has(id) ? [[id, draft.etag] as const] : []))
  const project = chosen.shared ? sharedTag : null
  return tags.length > 0 || project !== null ? { revision, flows: Object.fromEntries(tags), project } : null
}

export const planned = (client: Client, order: Order): Promise<Plan> => client.send('POST', 'deploy/plan', order)

export const deployed = (client: Client, order: Order, reason: string): Promise<Plan> =>
  client.call('deploy', { method: 'POST', body: JSON.stringify({ ...order, reason }), patience: PATIENCE })

export const rollbackPlanned = (client: Client, to: number, revision: number): Promise<Plan> =>
  client.send('POST', `rollback/${to}/plan`, { revision })

export const rolledBack = (client: Client, to: number, revision: number, reason: string): Promise<Plan> =>
  client.call(`rollback/${to}`, { method: 'POST', body: JSON.stringify({ revision, reason }), patience: PATIENCE })

/** Versions of flows, the newer first, for the names of their nodes. */
export async function documentsOf(client: Client, flows: readonly string[]): Promise<Map<string, AnyDocument[]>> {
  const { items } = await client.flows()
  const version = (id: string, which: 'draft' | 'deployed') => client.document(`flow:${id}`, which).then(({ document }) => [document], () => [])
  const versions = (id: string) => (items.some((each) => each.id === id && each.deployed === false) ? (['draft'] as const) : (['draft', 'deployed'] as const))
  const read = flows.map(async (id) => [id, (await Promise.all(versions(id).map((which) => version(id, which)))).flat()] as const)
  return new Map(await Promise.all(read))
}

export function problemIn(error: unknown) {
  return error instanceof ApiError ? error.problem : problemOf(0, { title: String(error) })
}
