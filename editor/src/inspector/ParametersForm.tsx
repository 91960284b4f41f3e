import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { actOnDocument, here } from '../commands/here'
import { subflowShown } from '../model/bringing'
import { graphOf, type AnyDocument, type Graph, type ParameterEntry, type Scope } from '../model/document'
import { FreshIds } from '../model/ids'
import { renameParameter } from '../model/subflowPorts'
import { useGraph } from '../state/documents'
import { ParameterCard } from './ParameterCard'

const SAMPLE = '${name}'

/** The parameters of a flow or subflow. */
export function ParametersForm({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const parameters = useGraph(scope)?.parameters ?? {}
  const change = (recipe: (graph: Graph, document: AnyDocument) => unknown) => {
    const now = here(scope)
    if (!now) return
    actOnDocument(now, 'acts.did.parameters', (draft) => {
      const graph = graphOf(draft, scope.inside)
      if (graph) recipe(graph, draft)
    })
  }
  const put = (name: string, entry: ParameterEntry) => change((graph) => void ((graph.parameters ??= {})[name] = entry))
  const names = Object.keys(parameters)
  return (
    <section className="part-list" aria-label={t('parts.parameters.title')}>
      <h3>{t('parts.parameters.title')}</h3>
      {names.length === 0 && <p className="muted">{t('parts.parameters.none', { sample: SAMPLE })}</p>}
      {Object.entries(parameters).map(([name, entry], index) => (
        // Under another name it is the same card: the field that one goes to from the name's keeps the focus.
        <ParameterCard
          key={`${index} of ${names.length}`} name={name} entry={entry} taken={names}
          onRename={(after) => change((graph, document) => renameParameter(document, graph, subflowShown(scope), name, after))}
          onChange={(next) => put(name, next)}
          onRemove={() => change((graph) => graph.parameters && Reflect.deleteProperty(graph.parameters, name))}
        />
      ))}
      <Button icon={<PlusOutlined />} onClick={() => put(new FreshIds(names).take('parameter'), { type: 'string' })}>
        {t('parts.parameters.add')}
      </Button>
    </section>
  )
}
