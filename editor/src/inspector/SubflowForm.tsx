import { Button, Select } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { act, here } from '../commands/here'
import { subflowShown } from '../model/bringing'
import type { SubflowEntry } from '../model/document'
import { useCommands } from '../state/commands'
import { useGraph } from '../state/documents'
import { showUses } from '../state/finder'
import { useNodeName } from '../state/useNodeName'
import { NameFields } from './FlowForm'
import { ParametersForm } from './ParametersForm'
import { PartField } from './PartField'
import type { PartProps } from './parts'
import { PortsForm } from './PortsForm'

/** The subflow whose inside is shown, while nothing in it is chosen: its name, ports and parameters, and who uses it. */
export default function SubflowForm({ scope }: Pick<PartProps, 'scope'>) {
  const { t } = useTranslation()
  const id = useId()
  const say = useNodeName()
  const graph: SubflowEntry | null = useGraph(scope)
  const share = useCommands(({ commands }) => commands.findLast((command) => command.id === 'subflow.share'))
  const name = subflowShown(scope)
  if (!graph || name === null) return null
  const status = (node: string) => {
    const now = here(scope)
    const put = (draft: SubflowEntry) => {
      if (node) draft.status = node
      else delete draft.status
    }
    if (now) act(now, 'acts.did.flow', put)
  }
  const nodes = Object.entries(graph.nodes).map(([value, entry]) => ({ value, label: say(value, entry) }))
  return (
    <div className="part-form">
      <h2>{t(scope.inside === null ? 'parts.subflow.wide' : 'parts.subflow.title')}</h2>
      <NameFields scope={scope} />
      <PortsForm scope={scope} side="inputs" />
      <PortsForm scope={scope} side="outputs" />
      <PartField label={t('parts.subflow.status')} id={id}>
        <Select id={id} value={graph.status ?? ''} onChange={status} options={[{ value: '', label: t('parts.subflow.statusNone') }, ...nodes]} />
      </PartField>
      <ParametersForm scope={scope} />
      <div className="swatches">
        <Button onClick={() => showUses({ kind: 'subflow', name })}>{t('parts.subflow.usedBy')}</Button>
        {scope.inside !== null && share && <Button onClick={share.run}>{t('parts.subflow.share')}</Button>}
      </div>
    </div>
  )
}
