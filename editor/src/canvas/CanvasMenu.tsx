import { Dropdown, type MenuProps } from 'antd'
import { useCallback, useMemo, useState, type MouseEvent as ReactMouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { elementOf } from '../model/elements'
import { useBreakpoints } from '../state/breakpoints'
import { useMayAt } from '../state/me'
import { inInstance, useRunning } from '../state/running'
import { select, useSelection } from '../state/selection'
import { acts, type MenuTarget } from './acts'
import { useCanvas } from './context'
import type { Element, WireElement } from './elements'
import { useBreakpointActs } from './useBreakpointActs'
import { viewNow } from './view'

interface Opened extends MenuTarget {
  screen: [number, number]
}

interface Menu {
  target: Opened | null
  close: () => void
}

/** Opens the context menu on what is under the pointer, which is chosen by that. */
export function useMenu() {
  const [target, setTarget] = useState<Opened | null>(null)
  const close = useCallback(() => setTarget(null), [])
  const menu = useMemo(() => {
    const open = (event: ReactMouseEvent | MouseEvent, node: string | null, wire: number | null) => {
      event.preventDefault()
      const screen: [number, number] = [event.clientX, event.clientY]
      setTarget({ node, wire, screen, at: viewNow()?.toGraph(screen) ?? [0, 0] })
    }
    return {
      onNodeContextMenu: (event: ReactMouseEvent, element: Element) => {
        const { kind, id } = elementOf(element.id)
        if (!useSelection.getState()[`${kind}s`].includes(id)) select({ [`${kind}s`]: [id] })
        open(event, kind === 'node' ? id : null, null)
      },
      onEdgeContextMenu: (event: ReactMouseEvent, wire: WireElement) => {
        const index = Number(wire.id)
        if (!useSelection.getState().wires.includes(index)) select({ wires: [index] })
        open(event, null, index)
      },
      onPaneContextMenu: (event: ReactMouseEvent | MouseEvent) => open(event, null, null),
    }
  }, [])
  return { menu, opened: { target, close } }
}

export function CanvasMenu({ opened: { target, close } }: { opened: Menu }) {
  const { scope } = useCanvas()
  const own = useWireItems(target?.wire ?? null)
  if (!target) return null
  const others = acts.menu?.(scope, target) ?? []
  const items = [...own, ...(own.length && others.length ? [{ type: 'divider' as const }] : []), ...others]
  if (items.length === 0) return null
  const [left, top] = target.screen
  return (
    <Dropdown open menu={{ items, autoFocus: true, onClick: close }} onOpenChange={(open) => (open ? undefined : close())} trigger={['click']}>
      <span className="canvas-menu" style={{ left, top }} />
    </Dropdown>
  )
}

/** Breakpoints of a wire that runs. */
function useWireItems(index: number | null): NonNullable<MenuProps['items']> {
  const { t } = useTranslation()
  const { sceneNow } = useCanvas()
  const { set, step, clear } = useBreakpointActs()
  const items = useBreakpoints((known) => known.items)
  const wires = useRunning(({ state }) => state.wires)
  const prefix = useRunning((running) => running.prefix)
  const may = useMayAt('edit', `flow:${useRunning(({ flow }) => flow)}`)
  const wire = index === null ? undefined : sceneNow().wires[index]
  if (!wire || !may) return []
  const ids = wire.runs.map((each) => inInstance(each, prefix))
  const id = ids.find((each) => items.has(each)) ?? ids.find((each) => each in wires)
  const breakpoint = id === undefined ? undefined : items.get(id)
  if (id === undefined || !breakpoint) return [{ key: 'break', label: t('canvas.breakpoint.set'), disabled: id === undefined, onClick: () => id !== undefined && set(id) }]
  return [
    { key: 'step', label: t('canvas.breakpoint.step'), disabled: breakpoint.held === 0, onClick: () => step(id) },
    { key: 'clear', label: t('canvas.breakpoint.clear'), onClick: () => clear(id) },
  ]
}
