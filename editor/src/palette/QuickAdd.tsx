import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TypeIcon } from '../canvas/TypeIcon'
import { viewNow } from '../canvas/view'
import { add, addAt } from '../commands/adding'
import { Chooser, type Entry } from '../commands/Chooser'
import { act, here, type Here } from '../commands/here'
import { offersNow } from '../commands/offersNow'
import type { Point, Scope } from '../model/document'
import { fitting, found, mostUsedFirst, type Offer, type Where } from '../model/offers'
import { portsOf } from '../model/ports'
import { localized } from '../model/text'
import { nodeName } from '../model/titles'
import type { Language } from '../model/types'
import { end } from '../model/wires'
import { addWire, reachable } from '../model/wiring'
import { useSettings } from '../state/settings'
import { closeSurface } from '../state/surface'
import { useUsed } from '../state/used'

interface QuickAddProps {
  scope: Scope
  where: Where
  at: Point | null
  wiring: boolean
}

const WIRE = 'wire '

/** Offers what can be put at one place: only what fits there, the most used first; at a port also the ports to wire it to. */
export default function QuickAdd({ scope, where, at, wiring }: QuickAddProps) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const used = useUsed(({ counts }) => counts)
  const [now] = useState(() => here(scope))
  const ports = useMemo(() => (now ? portEntries(now, where, language, t('acts.wireSection')) : []), [now, where, language, t])
  const offers = useMemo(() => (now && !wiring ? mostUsedFirst(fitting(offersNow(now), now.graph, where, now.around), used) : []), [now, where, wiring, used])
  const entriesFor = useCallback(
    (query: string) => {
      const types = found(offers, query).map((offer) => entryOf(offer, language))
      const near = ports.filter(({ id, title }) => `${title} ${id.slice(WIRE.length)}`.toLowerCase().includes(query.trim().toLowerCase()))
      return wiring ? near : [...types.map((entry) => ({ ...entry, section: near.length ? t('acts.addSection') : '' })), ...near].slice(0, 200)
    },
    [offers, ports, wiring, language, t],
  )
  const pick = (id: string) => {
    closeSurface()
    const current = here(scope)
    if (!current) return
    if (id.startsWith(WIRE)) wire(current, where, id.slice(WIRE.length))
    else if (at) addAt(current, { type: id }, where, at)
    else add(current, { type: id }, where, null)
  }
  return (
    <Floating at={at} label={t(wiring ? 'acts.wireTo' : 'acts.addNode')}>
      {where.kind !== 'anywhere' && <p className="quick-where muted clip">{whereText(where)}</p>}
      <Chooser label={t(wiring ? 'acts.wireTo' : 'acts.addNode')} placeholder={t(wiring ? 'acts.wireSearch' : 'palette.search')} empty={t(wiring ? 'acts.wireNothing' : 'palette.nothing')} entriesFor={entriesFor} onPick={pick} onClose={closeSurface} />
    </Floating>
  )

  function whereText(place: Where): string {
    if (place.kind === 'port') return t(place.side === 'out' ? 'acts.afterPort' : 'acts.beforePort', { node: nameOf(now, place.end.node, language), port: place.end.port })
    const endName = (written: string) => nameOf(now, end(written, '').node, language)
    const ends = place.kind === 'wire' ? now?.graph.wires?.[place.index] : undefined
    return ends ? t('acts.intoWire', { from: endName(ends[0]), to: endName(ends[1]) }) : ''
  }
}

function nameOf(now: Here | null, id: string, language: Language): string {
  return nodeName(id, now?.graph.nodes[id], { types: now?.around.known.types ?? null, language })
}

function entryOf(offer: Offer, language: Language): Entry {
  return { id: offer.type, title: localized(offer.title, language, offer.type), hint: localized(offer.help, language), icon: <TypeIcon icon={offer.icon} family={offer.family} /> }
}

function portEntries(now: Here, where: Where, language: Language, section: string): Entry[] {
  if (where.kind !== 'port') return []
  const { graph, around } = now
  return [...reachable(graph, where.end, where.side, around)].flatMap((end) => {
    const at = end.lastIndexOf(':')
    const [id, port] = [end.slice(0, at), end.slice(at + 1)]
    const entry = graph.nodes[id]
    if (!entry || id === where.end.node) return []
    const ports = portsOf(entry, around.known, around.inner)
    const several = (where.side === 'out' ? ports.inputs : ports.outputs).length > 1
    const type = around.known.types?.get(entry.type)
    return [{ id: WIRE + end, section, title: nameOf(now, id, language) + (several ? ` · ${port}` : ''), hint: localized(type?.title, language, entry.type), icon: <TypeIcon icon={type?.icon ?? ''} family={type?.family ?? 'subflow'} /> }]
  })
}

function wire(now: Here, where: Where, end: string): void {
  if (where.kind !== 'port') return
  const at = end.lastIndexOf(':')
  const other = { node: end.slice(0, at), port: end.slice(at + 1) }
  act(now, 'acts.did.wire', (graph) => (where.side === 'out' ? addWire(graph, where.end, other, now.around) : addWire(graph, other, where.end, now.around)))
}

const [WIDEST, HEIGHT, EDGE] = [360, 380, 8]

/** Beside the place that is meant, and whole on the screen. */
function Floating({ at, label, children }: { at: Point | null; label: string; children: React.ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  const width = Math.min(WIDEST, window.innerWidth - 2 * EDGE)
  const [x, y] = at ? (viewNow()?.toScreen(at) ?? [0, 0]) : [(window.innerWidth - width) / 2, window.innerHeight / 5]
  const left = Math.max(EDGE, Math.min(x, window.innerWidth - width - EDGE))
  const top = Math.max(EDGE, Math.min(y, window.innerHeight - HEIGHT - EDGE))
  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) closeSurface()
    }
    document.addEventListener('pointerdown', outside, { capture: true })
    return () => document.removeEventListener('pointerdown', outside, { capture: true })
  }, [])
  return (
    <div ref={box} className="floating quick-add" role="dialog" aria-label={label} style={{ left, top, width, maxHeight: HEIGHT }}>
      {children}
    </div>
  )
}
