/** What can be chosen and dragged on a canvas, besides wires. */
export interface Chosen {
  kind: 'node' | 'note' | 'group'
  id: string
}

/** One name for each of them: no node's id has a colon. */
export function elementId({ kind, id }: Chosen): string {
  return kind === 'node' ? id : `${kind}:${id}`
}

export function elementOf(name: string): Chosen {
  if (name.startsWith('note:')) return { kind: 'note', id: name.slice('note:'.length) }
  if (name.startsWith('group:')) return { kind: 'group', id: name.slice('group:'.length) }
  return { kind: 'node', id: name }
}
