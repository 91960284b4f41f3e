import { useEffect, useMemo } from 'react'
import { create } from 'zustand'
import { othersHere, type Present } from '../model/presence'
import type { LiveEvent } from '../model/types'
import { useMe } from './me'
import { useSelection } from './selection'
import { useRoute } from './useRoute'
import { useWorkspace } from './workspace'

interface Presence {
  people: readonly Present[]
  /** How many more there are than the runtime lists. */
  more: number
  /** Where this page is. */
  own: { flow: string | null; node: string | null }
}

/** Who is connected to this Sinterflow, and what they edit. */
export const usePresence = create<Presence>(() => ({ people: [], more: 0, own: { flow: null, node: null } }))

/** Hears who is here. */
export function heardOfPeople(events: readonly LiveEvent[]): void {
  const last = events.findLast(({ topic }) => topic === 'presence')?.data as Pick<Presence, 'people' | 'more'> | undefined
  if (last) usePresence.setState({ people: last.people, more: last.more })
}

/** Tells others which flow and node is edited on this page, and listens to where they are. */
export function usePresenceKept(): void {
  const { link } = useWorkspace()
  const route = useRoute()
  const [chosen] = useSelection(({ nodes }) => nodes)
  const flow = route.page === 'flow' ? route.flow : null
  const inside = route.page === 'flow' ? route.inside : null
  const node = flow === null || chosen === undefined ? null : placeOf(inside, chosen)
  useEffect(() => link.watch(['presence']), [link])
  useEffect(() => {
    usePresence.setState({ own: { flow, node } })
    link.say({ presence: { flow, node } })
  }, [link, flow, node])
}

/** A node as others are told of it: one that is written in a subflow belongs to all its instances. */
export function placeOf(inside: string | null, node: string): string {
  return inside === null ? node : `${inside}/${node}`
}

/** The others that are here, each once for a place. */
export function useOthers(): readonly Present[] {
  const { people, own } = usePresence()
  const author = useMe(({ me }) => me?.author)
  return useMemo(() => othersHere(people, author ?? null, own), [people, own, author])
}

/** The others who edit a flow or, when it is given, a node of it (see `placeOf`). */
export function useOthersAt(flow: string | null, node?: string | null): readonly Present[] {
  const others = useOthers()
  return useMemo(
    () => others.filter((each) => flow !== null && each.flow === flow && (node === undefined || (node !== null && each.node === node))),
    [others, flow, node],
  )
}
