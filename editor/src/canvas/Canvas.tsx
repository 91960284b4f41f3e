import { ReactFlowProvider } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Scope } from '../model/document'
import { useCommands } from '../state/commands'
import { useDeployedKept } from '../state/deployed'
import { useGraph } from '../state/documents'
import { useRunningKept } from '../state/running'
import { scopeName } from '../state/canvasSettings'
import { Board } from './Board'
import { useDark } from './useDark'

/*
 * Seams for the parts that edit:
 * - `acts.ts`: `offerActs({ onConnect, canConnect, onDropOnCanvas, … })` says what happens; the canvas only recognises the gesture.
 * - `view.ts`: `viewNow()` has screen ↔ graph coordinates, `middle()`, `reveal(node)`, `fit()`, `wireAt(point)`.
 * - `model/scene.ts` and `model/look.ts` know sizes and ports' places; `useCanvas().sceneNow()` within, `GRID` to snap to.
 * - What is chosen is in `state/selection.ts`, wires by their place in the graph's list.
 * - Icons by `<TypeIcon icon family>`, colours of families by `model/family.ts`.
 */

/** The graph, drawn. `reveal` is the node to show at first. */
export function Canvas({ scope, reveal }: { scope: Scope; reveal: string | null }) {
  const { t } = useTranslation()
  const graph = useGraph(scope)
  const [size, setSize] = useState<{ width: number; height: number } | null>(null)
  const measured = useCallback((element: HTMLDivElement | null) => {
    if (element) setSize({ width: element.clientWidth, height: element.clientHeight })
  }, [])
  const dark = useDark()
  // The acts of editing come a moment after the picture.
  const ready = useCommands(({ commands }) => commands.some(({ id }) => id === 'choose.all'))
  useRunningKept(scope)
  useDeployedKept(scope.key)
  return (
    <div className={dark ? 'canvas canvas-dark' : 'canvas'} aria-label={t('canvas.label')} role="region" aria-busy={!ready} ref={measured}>
      {graph && size && (
        <ReactFlowProvider key={scopeName(scope)} initialWidth={size.width} initialHeight={size.height}>
          <Board scope={scope} graph={graph} reveal={reveal} size={size} />
        </ReactFlowProvider>
      )}
    </div>
  )
}
