import { Empty } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { PARAMETERS } from '../../../api/parts'
import type { FlowDocument, ParameterEntry } from '../../../model/document'
import type { Parameters as Values } from '../../../model/plant'
import { hashOfFlow } from '../../../model/route'
import { localized } from '../../../model/text'
import { useAllDocuments } from '../../../state/allDocuments'
import { useSettings } from '../../../state/settings'
import { useSharedPart, type SharedPart } from '../../../state/useSharedPart'
import { PartFaults } from '../frame/PartFaults'
import { PartPage } from '../frame/PartPage'
import { ParameterRow } from './ParameterRow'

/** The parameters that flows declare, and the values that this plant gives them. */
export default function Parameters() {
  const { t } = useTranslation()
  const shared = useSharedPart(PARAMETERS)
  const flows = useDeclared()
  return (
    <PartPage title={t('project.tabs.parameters')} part={PARAMETERS} shared={shared}>
      {(document) => (
        <>
          <p className="muted">{t('project.parameters.explain')}</p>
          <Sections flows={flows} values={document.present} shared={shared} />
          <PartFaults faults={document.faults.filter(({ path }) => path?.startsWith('/parameters'))} place={({ path }) => path?.replace('/parameters/', '') ?? ''} />
        </>
      )}
    </PartPage>
  )
}

interface Declared {
  id: string
  name: string
  parameters: Record<string, ParameterEntry>
}

/** The flows with what they declare; null until they are read. */
function useDeclared(): Declared[] | null {
  const language = useSettings((settings) => settings.language)
  const documents = useAllDocuments()
  return useMemo(
    () =>
      documents &&
      [...documents].flatMap(([key, document]) => {
        if (!key.startsWith('flow:')) return []
        const { id, name, parameters = {} } = document as FlowDocument
        return [{ id, name: localized(name, language, id), parameters }]
      }),
    [documents, language],
  )
}

function Sections({ flows, values, shared }: { flows: Declared[] | null; values: Values; shared: SharedPart<Values> }) {
  const { t } = useTranslation()
  const known = new Set(flows?.map(({ id }) => id))
  const gone = flows ? Object.keys(values).filter((id) => !known.has(id)) : []
  const all: Declared[] = [...(flows ?? []), ...gone.map((id) => ({ id, name: id, parameters: {} }))]
  const shown = all.filter(({ id, parameters }) => Object.keys({ ...parameters, ...values[id] }).length > 0)
  if (flows && shown.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('project.parameters.none')} />
  return shown.map(({ id, name, parameters }) => (
    <section key={id} className="parameter-flow">
      <h2>
        {known.has(id) ? <a href={hashOfFlow(id)}>{name}</a> : name}
        {name !== id && <span className="muted code"> {id}</span>}
      </h2>
      <table className="plain-table parameters">
        <thead>
          <tr>
            <th scope="col">{t('project.parameters.name')}</th>
            <th scope="col">{t('project.parameters.type')}</th>
            <th scope="col">{t('project.parameters.default')}</th>
            <th scope="col">{t('project.parameters.value')}</th>
          </tr>
        </thead>
        <tbody>
          {Object.keys({ ...parameters, ...values[id] }).map((name) => (
            <ParameterRow key={name} flow={id} name={name} entry={parameters[name] ?? null} values={values} shared={shared} />
          ))}
        </tbody>
      </table>
    </section>
  ))
}
