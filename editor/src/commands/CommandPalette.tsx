import { FileOutlined, ProjectOutlined, ThunderboltOutlined } from '@ant-design/icons'
import { Modal } from 'antd'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { TypeIcon } from '../canvas/TypeIcon'
import { viewNow } from '../canvas/view'
import { familyOf } from '../model/family'
import { graphOf } from '../model/document'
import { hashOf, hashOfFlow } from '../model/route'
import { localized } from '../model/text'
import type { FlowItem, Language } from '../model/types'
import { isFor, TABS } from '../pages/project/tabs'
import { readAllTexts } from '../i18n'
import { useCommands, type Command } from '../state/commands'
import { documentNow } from '../state/documents'
import { useMe } from '../state/me'
import { useNodeTypes } from '../state/nodeTypes'
import { select } from '../state/selection'
import { useSettings } from '../state/settings'
import { useRoute } from '../state/useRoute'
import { useWorkspace } from '../state/workspace'
import { Chooser, type Entry } from './Chooser'

type Found = Entry & { also: string; run: () => void }

/** Nodes that are shown; a longer list helps nobody. */
const MOST = 60

/** Everything that can be done now, and every place to go to: commands, flows, nodes of this flow, pages of the project. */
export default function CommandPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const all = useEverything()
  const entriesFor = useCallback(
    (query: string) => {
      const words = query.toLowerCase().split(/\s+/).filter(Boolean)
      const fits = ({ title, hint = '', also }: Found) => words.every((word) => `${title} ${hint} ${also}`.toLowerCase().includes(word))
      const found = all.filter(fits)
      return words.length ? found.slice(0, 2 * MOST) : found.filter(({ id }) => !id.startsWith('node ')).slice(0, 2 * MOST)
    },
    [all],
  )
  const pick = (id: string) => {
    onClose()
    all.find((each) => each.id === id)?.run()
  }
  return (
    <Modal open footer={null} closable={false} width={560} onCancel={onClose} className="command-palette" title={<span className="hidden">{t('commands.open')}</span>} styles={{ body: { padding: 0 } }}>
      <Chooser label={t('commands.open')} placeholder={t('commands.search')} empty={t('commands.nothing')} entriesFor={entriesFor} onPick={pick} onClose={onClose} />
    </Modal>
  )
}

function useEverything(): Found[] {
  const { t, i18n } = useTranslation()
  const { client } = useWorkspace()
  const [languages, setLanguages] = useState<readonly Language[]>([])
  const route = useRoute()
  const me = useMe((known) => known.me)
  const language = useSettings((settings) => settings.language)
  const types = useNodeTypes((known) => known.types)
  const [commands] = useState(() => useCommands.getState().commands.filter((each) => each.id !== 'commands.open' && each.enabled?.() !== false))
  const [flows, setFlows] = useState<FlowItem[]>([])
  useEffect(() => {
    // Without the other language's texts its names are not found; the page's own are.
    readAllTexts().then(() => setLanguages(['en', 'zh']), () => undefined)
  }, [])
  const named = (key: Command['title']) => languages.map((each) => i18n.getFixedT(each)(key)).join(' ')
  useEffect(() => {
    const left = new AbortController()
    client.flows(left.signal).then(({ items }) => setFlows(items), () => undefined)
    return () => left.abort()
  }, [client])
  const document = route.page === 'flow' ? documentNow(`flow:${route.flow}`)?.present : route.page === 'subflow' ? documentNow(`subflow:${route.id}`)?.present : undefined
  const nodes = document ? (graphOf(document, route.page === 'flow' ? route.inside : null)?.nodes ?? {}) : {}
  const go = (hash: string) => () => void (window.location.hash = hash)
  return [
    ...commands.map(({ id, title, keys, run, detail }): Found => ({ id, title: t(title), hint: detail?.() ?? '', section: t('commands.commands'), icon: <ThunderboltOutlined />, also: `${id} ${named(title)}`, run, ...(keys?.[0] ? { keys: keys[0] } : {}) })),
    ...flows.map(({ id, name }): Found => ({ id: `flow ${id}`, title: localized(name, language, id), hint: id, section: t('commands.flows'), icon: <FileOutlined />, also: both(name), run: go(hashOfFlow(id)) })),
    ...Object.entries(nodes).map(([id, { name, type }]): Found => {
      const known = types?.get(type)
      const reveal = () => {
        select({ nodes: [id] })
        viewNow()?.reveal(id)
      }
      return { id: `node ${id}`, title: localized(name, language, id), hint: localized(known?.title, language, type), section: t('commands.nodes'), icon: <TypeIcon icon={known?.icon ?? ''} family={known?.family ?? familyOf(type)} />, also: `${id} ${type} ${both(name)}`, run: reveal }
    }),
    ...TABS.filter((tab) => isFor(tab, me)).map(({ id }): Found => ({ id: `page ${id}`, title: t(`project.tabs.${id}`), section: t('commands.pages'), icon: <ProjectOutlined />, also: `${id} ${named(`project.tabs.${id}`)}`, run: go(hashOf({ page: 'project', tab: id })) })),
    { id: 'page history', title: t('pages.history'), section: t('commands.pages'), icon: <ProjectOutlined />, also: named('pages.history'), run: go(hashOf({ page: 'history', revision: null })) },
  ]
}

function both(name: FlowItem['name']): string {
  return (['en', 'zh'] as const).map((language: Language) => localized(name, language)).join(' ')
}
