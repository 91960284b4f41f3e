import { RightOutlined } from '@ant-design/icons'
import { Panel } from '@xyflow/react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { graphOf, partsOf, type Scope } from '../model/document'
import { hashOf } from '../model/route'
import { usePartOfDocument } from '../state/documents'
import { useText } from '../state/useText'
import { TypeIcon } from './TypeIcon'

/** Inside of a subflow: of which, and the way back to its flow. */
export const WhereBar = memo(function WhereBar({ scope: { key, inside } }: { scope: Scope }) {
  const { t } = useTranslation()
  const say = useText()
  const { kind, id } = partsOf(key)
  const whole = usePartOfDocument(key, (document) => say(document?.present.name, id))
  const part = usePartOfDocument(key, (document) => (document && inside !== null ? say(graphOf(document.present, inside)?.name, inside) : null))
  if (kind === 'flow' && part === null) return null
  return (
    <Panel position="top-left" className="where-bar">
      <nav aria-label={t('canvas.where')}>
        {kind === 'flow' ? (
          <>
            <a href={hashOf({ page: 'flow', flow: id, inside: null, view: 'canvas', node: null })}>{whole}</a>
            <RightOutlined aria-hidden />
          </>
        ) : (
          <span className="muted">{t('parts.subflow.wide')}</span>
        )}
        <TypeIcon icon="subflow" family="subflow" />
        <strong className="clip" aria-current="page">{part ?? whole}</strong>
      </nav>
    </Panel>
  )
})
