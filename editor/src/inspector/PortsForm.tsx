import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { actOnDocument, here, type Here } from '../commands/here'
import { subflowShown } from '../model/bringing'
import { graphOf, type AnyDocument, type Scope, type SubflowEntry } from '../model/document'
import { ERROR_PORT } from '../model/ports'
import { addPort, removePort, renameAtInstances, renamePort, type PortSide } from '../model/subflowPorts'
import { written } from '../model/wiring'
import { useGraph } from '../state/documents'
import { usePortsOf } from '../state/nodeTypes'
import { useNodeName } from '../state/useNodeName'

/** The ports of one side: what they are called, and the ends inside that each stands for. */
export function PortsForm({ scope, side }: { scope: Scope; side: PortSide }) {
  const { t } = useTranslation()
  const graph: SubflowEntry | null = useGraph(scope)
  const ends = useEnds(scope, side)
  const name = subflowShown(scope) ?? ''
  const change = (recipe: (subflow: SubflowEntry, document: AnyDocument) => unknown) => {
    const now = here(scope)
    if (!now) return
    actOnDocument(now, 'acts.did.ports', (draft) => {
      const subflow = graphOf(draft, scope.inside)
      if (subflow) recipe(subflow, draft)
    })
  }
  const rename = (before: string, after: string) => change((subflow, document) => renamePort(subflow, side, before, after) && renameAtInstances(document, name, side, before, after))
  return (
    <section className="part-list" aria-label={t(`parts.subflow.${side}`)}>
      <h3>{t(`parts.subflow.${side}`)}</h3>
      {Object.entries(graph?.[side] ?? {}).map(([port, inner], index, all) => (
        <div key={`${index} of ${all.length}`} className="parameter-card">
          <PortName name={port} onRename={(after) => rename(port, after)} />
          <Button className="part-remove" type="text" icon={<DeleteOutlined />} aria-label={t('parts.subflow.remove', { name: port })} title={t('parts.subflow.remove', { name: port })} onClick={() => change((subflow, document) => removePort(document, subflow, name, side, port))} />
          <Select className="whole" mode="multiple" aria-label={t(side === 'inputs' ? 'parts.subflow.leads' : 'parts.subflow.comes')} placeholder={t('parts.subflow.choose')} value={inner} options={ends} onChange={(chosen) => change((subflow) => void ((subflow[side] ??= {})[port] = chosen))} />
        </div>
      ))}
      <Select
        value={null} placeholder={<><PlusOutlined /> {t('parts.subflow.add')}</>} aria-label={`${t('parts.subflow.add')}: ${t(`parts.subflow.${side}`)}`} options={ends}
        onChange={(end: string | null) => end !== null && change((subflow) => addPort(subflow, side, end))}
      />
    </section>
  )
}

function PortName({ name, onRename }: { name: string; onRename: (name: string) => void }) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<string | null>(null)
  const rename = () => {
    // What cannot be a name is not taken.
    if (typed !== null && typed !== name) onRename(typed)
    setTyped(null)
  }
  return <Input value={typed ?? name} aria-label={t('parts.subflow.port')} title={t('parts.subflow.badPort')} onChange={({ target }) => setTyped(target.value)} onBlur={rename} onPressEnter={rename} />
}

/** The ends inside that a port can stand for, as the file writes them. */
function useEnds(scope: Scope, side: PortSide): { value: string; label: string }[] {
  const graph = useGraph(scope)
  const portsOf = usePortsOf(scope)
  const say = useNodeName()
  const now: Here | null = here(scope)
  if (!graph || !now) return []
  return Object.entries(graph.nodes).flatMap(([id, node]) => {
    const { inputs, outputs } = portsOf(node)
    const names = side === 'inputs' ? inputs.map(({ name }) => name) : [...outputs.map(({ name }) => name), ERROR_PORT]
    const title = say(id, node)
    return names.map((port) => ({ value: written(graph, { node: id, port }, side === 'inputs' ? 'in' : 'out', now.around), label: names.length > 1 ? `${title} · ${port}` : title }))
  })
}
