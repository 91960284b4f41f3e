import { useMemo, useState } from 'react'
import { partsOf, type Graph, type Scope } from '../model/document'
import type { Moving } from '../model/moving'
import { Stage, type Scene, type Setting } from '../model/scene'
import { useOwnSubflows } from '../state/documents'
import { useNodeTypes } from '../state/nodeTypes'
import { useSettings } from '../state/settings'
import { measure } from './measure'

/** What the canvas of a graph shows, each time sharing what did not change. */
export function useScene({ key }: Scope, graph: Graph, moving: Moving | null): Scene {
  const [stage] = useState(() => new Stage())
  const known = useNodeTypes()
  const inner = useOwnSubflows(key)
  const language = useSettings((settings) => settings.language)
  const setting = useMemo((): Setting => ({ known, inner, language, measure, flow: partsOf(key).id }), [known, inner, language, key])
  return stage.scene(graph, setting, moving)
}
