import { CloseCircleOutlined, WarningOutlined } from '@ant-design/icons'
import { Empty } from 'antd'
import { useTranslation } from 'react-i18next'
import { graphOf, type Scope } from '../model/document'
import { faultPlace } from '../model/faultPlace'
import { placeOf } from '../model/faults'
import { routeTo } from '../model/places'
import { CLAUSES } from '../model/text'
import { hashOf } from '../model/route'
import type { Fault } from '../model/types'
import { useDocument } from '../state/documents'
import { select } from '../state/selection'
import { useSettings } from '../state/settings'
import { useNodeName } from '../state/useNodeName'
import { focusField } from '../forms/focusField'

/** Everything that is wrong with the document as it is drawn; a click goes there. */
export default function FaultsTab({ scope }: { scope: Scope }) {
  const { t } = useTranslation()
  const say = useNodeName()
  const { faults = [], present } = useDocument(scope.key) ?? {}
  const named = (fault: Fault) => {
    const place = faultPlace(fault)
    return place && present ? say(place.node, graphOf(present, place.inside)?.nodes[place.node]) : null
  }
  if (faults.length === 0) {
    return (
      <Empty className="drawer-empty" image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('drawer.faults.none')}>
        <p className="muted">{t('drawer.faults.noneHint')}</p>
      </Empty>
    )
  }
  return (
    <ul className="fault-list">
      {faults.map((fault, index) => (
        <li key={index}>
          <Line fault={fault} name={named(fault)} scope={scope} />
        </li>
      ))}
    </ul>
  )
}

function Line({ fault, name, scope }: { fault: Fault; name: string | null; scope: Scope }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const place = faultPlace(fault)
  const Icon = fault.severity === 'error' ? CloseCircleOutlined : WarningOutlined
  const go = () => {
    if (!place) return
    if (place.inside === scope.inside) select({ nodes: [place.node] })
    else window.location.hash = hashOf(routeTo({ key: scope.key, ...place }))
    if (fault.field) focusField(fault.field)
  }
  return (
    <button type="button" className="fault-line" disabled={!place} onClick={go}>
      <span className={fault.severity === 'error' ? 'tone-failed' : 'tone-attention'}>
        <Icon aria-hidden /> {t(`drawer.faults.severity.${fault.severity}`)}
      </span>
      <span className="clip" title={placeOf(fault)}>{placeOf(name === null ? fault : { ...fault, node: name })}</span>
      <span>
        {fault.message}
        {fault.hint && <span className="muted">{CLAUSES[language] + fault.hint}</span>}
      </span>
    </button>
  )
}
