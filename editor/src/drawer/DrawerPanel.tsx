import { useState } from 'react'
import { Panel, usePanelRef } from 'react-resizable-panels'
import type { Scope } from '../model/document'
import { Drawer } from './Drawer'
import { useFaultsKept } from './useFaultsKept'

/** Pixels of the line to which the drawer folds. */
const FOLDED = 32
const FIRST = 220

/** The drawer's place below the canvas; it folds to a line, and comes back as it was. */
export function DrawerPanel({ scope }: { scope: Scope }) {
  const panel = usePanelRef()
  const [height, setHeight] = useState(FOLDED)
  const [before, setBefore] = useState(FIRST)
  const open = height > FOLDED + 1
  useFaultsKept(scope)
  const fold = (wanted: boolean) => {
    if (!wanted && open) setBefore(height)
    panel.current?.resize(wanted ? before : FOLDED)
  }
  return (
    <Panel
      id="drawer"
      panelRef={panel}
      defaultSize={FOLDED}
      minSize={FOLDED}
      groupResizeBehavior="preserve-pixel-size"
      onResize={({ inPixels }) => setHeight(inPixels)}
    >
      <Drawer scope={scope} open={open} setOpen={fold} />
    </Panel>
  )
}
