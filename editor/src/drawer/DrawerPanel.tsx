import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { Panel, usePanelRef } from 'react-resizable-panels'
import type { Scope } from '../model/document'
import { useDeployed } from '../state/deployed'
import { Drawer, isDealtWith } from './Drawer'
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
  useFirstWord(scope, () => {
    if (!open) fold(true)
  })
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

/** Calls `unfold` when a flow begins to speak while it is looked at, as long as nobody has dealt with the drawer. */
function useFirstWord({ key }: Scope, unfold: () => void): void {
  const speaks = useDeployed(({ documents }) => {
    const deployed = documents[key]
    return deployed === undefined ? null : Object.values(deployed?.nodes ?? {}).some(({ type }) => type === 'core.debug')
  })
  const last = useRef({ key, speaks })
  const act = useEffectEvent(unfold)
  useEffect(() => {
    const begins = last.current.key === key && last.current.speaks === false && speaks === true
    last.current = { key, speaks }
    if (begins && !isDealtWith()) act()
  }, [key, speaks])
}
