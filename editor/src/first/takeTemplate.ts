import { condition, type Client } from '../api/client'
import { parseExactly } from '../model/lossless'
import { added, flowsOf, type Template } from '../model/templates'

/** Drafts all that a template brings, and gives the id of its first flow. Nothing of it runs before it is deployed. */
export async function takeTemplate(client: Client, id: string, taken: readonly string[]): Promise<string | null> {
  const answer = await client.answered(`templates/${encodeURIComponent(id)}`, {})
  const template = parseExactly(await answer.text()) as Template
  for (const [subflow, document] of Object.entries(template.subflows)) {
    await client.send('PUT', `subflows/${encodeURIComponent(subflow)}`, document, await sharedCondition(client))
  }
  await add(client, 'project/parts/connections', template.connections)
  await add(client, 'equipment/document', template.equipment)
  for (const [file, csv] of Object.entries(template.tags)) {
    const headers = { ...(await sharedCondition(client)), 'Content-Type': 'text/csv; charset=utf-8' }
    await client.call(`tags/files/${encodeURIComponent(file)}`, { method: 'PUT', body: csv, headers })
  }
  const flows = flowsOf(template, taken)
  for (const flow of flows) await client.saveDocument(`flow:${flow.id}`, flow, null)
  return flows[0]?.id ?? null
}

async function add(client: Client, path: string, more: Record<string, object>): Promise<void> {
  if (Object.keys(more).length === 0) return
  const answer = await client.answered(`${path}?version=draft`, {})
  const present = (await answer.json()) as Record<string, object> | null
  await client.send('PUT', path, added(present, more), condition(answer.headers.get('ETag') ?? ''))
}

/** All that flows share has one ETag, which each save renews. */
async function sharedCondition(client: Client): Promise<Record<string, string>> {
  const answer = await client.answered('project/parts/name?version=draft', {})
  return condition(answer.headers.get('ETag') ?? '')
}
