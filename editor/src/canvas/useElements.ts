import type { EdgeChange, NodeChange } from '@xyflow/react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { elementOf } from '../model/elements'
import type { Scene, SceneNode, SceneWire } from '../model/scene'
import { select, useSelection, type Selection } from '../state/selection'
import { Elements, type Drawn, type Element, type WireElement } from './elements'

const NOTHING: Drawn = { nodes: [], edges: [] }

/** A scene as React Flow takes it; nothing while it is painted from afar. */
export function useElements(scene: Scene, far: boolean): Drawn {
  const { t, i18n } = useTranslation()
  const chosen = useSelection()
  // Another language means other names: all elements are made anew.
  const elements = useMemo(() => ({ language: i18n.language, of: new Elements() }), [i18n.language])
  const [names] = useState(() => ({
    node: ({ look }: SceneNode) => `${look.name}, ${look.title}`,
    wire: ({ from, to }: SceneWire) => t('canvas.wire.name', { from: `${from.node}:${from.port}`, to: `${to.node}:${to.port}` }),
  }))
  return useMemo(() => (far ? NOTHING : elements.of.of(scene, chosen, names.node, names.wire)), [far, elements, scene, chosen, names])
}

/** Takes what React Flow says was chosen. */
export function chooseNodes(changes: readonly NodeChange<Element>[]): void {
  const lists: Record<'node' | 'note' | 'group', Set<string>> = sets()
  let changed = false
  for (const change of changes) {
    if (change.type !== 'select') continue
    const { kind, id } = elementOf(change.id)
    if (change.selected) lists[kind].add(id)
    else lists[kind].delete(id)
    changed = true
  }
  if (changed) choose({ nodes: [...lists.node], notes: [...lists.note], groups: [...lists.group] })
}

export function chooseWires(changes: readonly EdgeChange<WireElement>[]): void {
  const wires = new Set(useSelection.getState().wires)
  let changed = false
  for (const change of changes) {
    if (change.type !== 'select') continue
    if (change.selected) wires.add(Number(change.id))
    else wires.delete(Number(change.id))
    changed = true
  }
  if (changed) choose({ wires: [...wires] })
}

function choose(some: Partial<Selection>): void {
  select({ ...useSelection.getState(), ...some })
}

function sets() {
  const { nodes, notes, groups } = useSelection.getState()
  return { node: new Set(nodes), note: new Set(notes), group: new Set(groups) }
}
