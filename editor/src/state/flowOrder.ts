import { useEffect } from 'react'
import { create } from 'zustand'
import { ApiError, type Client } from '../api/client'
import { useWorkspace } from './workspace'

const PATH = 'project/parts/flow_order'

/** The drafted order of the flows, and the ETag that a change of it must name. */
const useOrder = create<{ order: readonly string[]; etag: string }>(() => ({ order: [], etag: '' }))

/** The drafted order of `count` flows; the deployed one is that of their list. A single flow has none. */
export function useFlowOrder(count: number): readonly string[] {
  const several = count > 1
  const { client } = useWorkspace()
  useEffect(() => {
    if (!several) return
    // Without it the flows stand as they are deployed.
    read(client).catch(() => undefined)
  }, [client, several])
  return useOrder(({ order }) => order)
}

async function read(client: Client): Promise<void> {
  const answer = await client.answered(PATH, {})
  const order = (await answer.json()) as string[] | null
  useOrder.setState({ order: order ?? [], etag: answer.headers.get('ETag') ?? '' })
}

/** Drafts another order; when somebody changed the project meanwhile, once more on top of that. */
export async function saveFlowOrder(client: Client, order: readonly string[]): Promise<void> {
  const before = useOrder.getState()
  useOrder.setState({ order })
  try {
    await save(client, order)
  } catch (error) {
    if (!(error instanceof ApiError) || error.problem.status !== 412) {
      useOrder.setState(before)
      throw error
    }
    await read(client)
    await save(client, order)
  }
}

async function save(client: Client, order: readonly string[]): Promise<void> {
  const { etag } = await client.send<{ etag: string }>('PUT', PATH, order, { 'If-Match': useOrder.getState().etag })
  useOrder.setState({ order, etag })
}
