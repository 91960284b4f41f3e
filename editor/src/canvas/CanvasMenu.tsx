import { Dropdown, type MenuProps } from 'antd'
import { useEffect, useMemo, type MouseEvent as ReactMouseEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { elementOf } from '../model/elements'
import { useOffered } from '../state/commands'
import { useBreakpoints } from '../state/breakpoints'
import { useMayAt } from '../state/me'
import { inInstance, useRunning } from '../state/running'
import { select, useSelection } from '../state/selection'
import { closeSurface, openSurface, useSurface } from '../state/surface'
import { acts } from './acts'
import { useCanvas } from './context'
import type { Element, WireElement } from './elements'
import { useBreakpointActs } from './useBreakpointActs'
import { viewNow } from './view'

/** Opens the context menu on what is under the pointer, which is chosen by that. */
export function useMenu() {
  const menu = useMemo(() => {
    const open = (event: ReactMouseEvent | MouseEvent, node: string | null, wire: number | null) => {
      event.preventDefault()
      const screen: [number, number] = [event.clientX, event.clientY]
      openSurface({ kind: 'menu', node, wire, screen, at: viewNow()?.toGraph(screen) ?? [0, 0] })
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
  const byKey = () => {
    const view = viewNow()
    const { nodes, wires } = useSelection.getState()
    const [node = null, wire = null] = [nodes[0], nodes.length ? undefined : wires[0]]
    const at = view && (node === null ? view.middle() : view.placeOf(node))
    if (view && at) openSurface({ kind: 'menu', node, wire, at, screen: view.toScreen(at) })
  }
  useOffered([{ id: 'canvas.menu', title: 'canvas.tools.menu', keys: ['Shift+F10', 'ContextMenu'], run: byKey }])
  useEffect(() => {
    // Some browsers open their own menu all the same, once the key is let go.
    const withheld = (event: MouseEvent) => {
      if (event.target === document.body) event.preventDefault()
    }
    document.addEventListener('contextmenu', withheld)
    return () => document.removeEventListener('contextmenu', withheld)
  }, [])
  return menu
}

export function CanvasMenu() {
  const { scope } = useCanvas()
  const target = useSurface(({ open }) => (open?.kind === 'menu' ? open : null))
  const own = useWireItems(target?.wire ?? null)
  // As it was when the menu was opened: what is enabled with the keys on the canvas is not with them in the menu.
  const others = useMemo(() => (target && acts.menu?.(scope, target)) ?? [], [scope, target])
  const items = [...own, ...(own.length && others.length ? [{ type: 'divider' as const }] : []), ...others]
  const empty = target !== null && items.length === 0
  useEffect(() => {
    if (empty) closeSurface()
  }, [empty])
  if (!target || empty) return null
  const [left, top] = target.screen
  return (
    <Dropdown open autoFocus menu={{ items, onClick: closeSurface }} onOpenChange={(open) => (open ? undefined : closeSurface())} trigger={['click']}>
      <span className="canvas-menu" style={{ left, top }} />
    </Dropdown>
  )
}

/** Breakpoints of a wire that runs, for those who may hold it. */
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
  if (id === undefined || !breakpoint) return [{ key: 'break', label: t('canvas.breakpoint.set'), disabled: id === undefined, title: id === undefined ? t('canvas.breakpoint.stopped') : '', onClick: () => id !== undefined && set(id) }]
  return [
    { key: 'step', label: t('canvas.breakpoint.step'), disabled: breakpoint.held === 0, onClick: () => step(id) },
    { key: 'clear', label: t('canvas.breakpoint.clear'), onClick: () => clear(id) },
  ]
}
