export interface End {
  node: string
  port: string
}

export interface WireEnds {
  from: End
  to: End
}

/** The ends of a wire's id `from:port>to:port`. */
export function wireEnds(id: string): WireEnds {
  const [from = '', to = ''] = id.split('>')
  return { from: end(from, 'out'), to: end(to, 'in') }
}

/** A wire's end: `node` or `node:port`. */
export function end(text: string, port: string): End {
  const at = text.lastIndexOf(':')
  return at < 0 ? { node: text, port } : { node: text.slice(0, at), port: text.slice(at + 1) }
}

/** The topic of the tap on a node's port; the first input needs no name. */
export function tapTopic(flow: string, node: string, side: 'in' | 'out', port: string): string {
  return `tap:${flow}/${node}/${side === 'in' && port === 'in' ? 'in' : `${side}:${port}`}`
}

export interface Tap {
  topic: string
  side: 'in' | 'out'
  port: string
}

/** A node's taps by node: its wired outputs, or its inputs where nothing leaves it. The error port speaks only when wired. */
export function tapsByNode(flow: string, wireIds: readonly string[]): Map<string, Tap[]> {
  const outputs = new Map<string, Set<string>>()
  const inputs = new Map<string, Set<string>>()
  for (const id of wireIds) {
    const { from, to } = wireEnds(id)
    add(outputs, from)
    add(inputs, to)
  }
  const taps = new Map<string, Tap[]>()
  for (const node of new Set([...outputs.keys(), ...inputs.keys()])) {
    const side = outputs.has(node) ? 'out' : 'in'
    const ports = (side === 'out' ? outputs : inputs).get(node) ?? []
    taps.set(node, [...ports].map((port) => ({ topic: tapTopic(flow, node, side, port), side, port })))
  }
  return taps
}

function add(ports: Map<string, Set<string>>, { node, port }: End): void {
  const known = ports.get(node)
  if (known) known.add(port)
  else ports.set(node, new Set([port]))
}
