import { tapTopic, wireEnds, type Tap } from './wires'

/** The taps of a node: each wired input, then each wired output. */
export function tapsAt(flow: string, node: string, wireIds: readonly string[]): Tap[] {
  const ends = wireIds.map(wireEnds)
  const inputs = ends.flatMap(({ to }) => (to.node === node ? [to.port] : []))
  const outputs = ends.flatMap(({ from }) => (from.node === node ? [from.port] : []))
  const taps = (side: 'in' | 'out', ports: string[]): Tap[] => [...new Set(ports)].map((port) => ({ topic: tapTopic(flow, node, side, port), side, port }))
  return [...taps('in', inputs), ...taps('out', outputs)]
}
