import { Input, Switch } from 'antd'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { act, actOnDocument, here } from '../commands/here'
import { TextField } from '../forms/TextField'
import { partsOf, type Scope } from '../model/document'
import type { Text } from '../model/types'
import { useDocument, useGraph } from '../state/documents'
import { ParametersForm } from './ParametersForm'
import { PartField } from './PartField'
import type { PartProps } from './parts'

/** The flow itself, shown while nothing in it is chosen. */
export default function FlowForm({ scope }: Pick<PartProps, 'scope'>) {
  const { t } = useTranslation()
  const id = useId()
  const document = useDocument(scope.key)?.present
  const flow = partsOf(scope.key).kind === 'flow' && scope.inside === null
  if (!document) return null
  const disabled = 'disabled' in document && document.disabled
  const able = (on: boolean) => {
    const now = here(scope)
    if (!now) return
    actOnDocument(now, 'acts.did.flow', (draft) => {
      if (on) Reflect.deleteProperty(draft, 'disabled')
      else Reflect.set(draft, 'disabled', true)
    })
  }
  return (
    <div className="part-form">
      <h2>{t('parts.flow.title')}</h2>
      <NameFields scope={scope} />
      {scope.inside === null && (
        <PartField label={t('parts.flow.id')} id={`${id}i`} help={t('parts.flow.idHelp')}>
          <Input id={`${id}i`} className="code" readOnly value={partsOf(scope.key).id} />
        </PartField>
      )}
      {flow && (
        <PartField label={t('parts.flow.disabled')} id={id} help={t('parts.flow.disabledHelp')}>
          <span>
            <Switch id={id} checked={disabled} onChange={(off) => able(!off)} />
          </span>
        </PartField>
      )}
      <ParametersForm scope={scope} />
    </div>
  )
}

/** Name and description of a flow or subflow. */
export function NameFields({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const id = useId()
  const graph = useGraph(scope)
  const set = (key: 'name' | 'description', text: Text | undefined) => {
    const now = here(scope)
    if (!now) return
    const put = (draft: { name?: Text; description?: Text }) => {
      if (text === undefined) Reflect.deleteProperty(draft, key)
      else draft[key] = text
    }
    act(now, 'acts.did.flow', put, `flow ${key}`)
  }
  return (
    <>
      <PartField label={t('parts.flow.name')} id={`${id}n`}>
        <TextField id={`${id}n`} label={t('parts.flow.name')} value={graph?.name} onChange={(text) => set('name', text)} />
      </PartField>
      <PartField label={t('parts.flow.description')} id={`${id}d`}>
        <TextField id={`${id}d`} label={t('parts.flow.description')} value={graph?.description} rows={3} onChange={(text) => set('description', text)} />
      </PartField>
    </>
  )
}
