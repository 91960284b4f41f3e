import { useTranslation } from 'react-i18next'
import type { Graph } from '../model/document'
import { drawingOf } from '../model/drawing'
import { isRecord } from '../model/reading'
import { nodesInOrder } from '../model/order'
import { hintsOf, propertiesOf } from '../model/schema'
import { localized } from '../model/text'
import { nodeName } from '../model/titles'
import type { Text } from '../model/types'
import { preview } from '../model/value'
import { useNodeTypes } from '../state/nodeTypes'
import { useSettings } from '../state/settings'
import { Notes, Wires } from './GraphTexts'

/** A flow or a subflow on paper: parameters, drawing, nodes, wires, notes. */
export function GraphPaper({ graph, heading }: { graph: Graph; heading: string | null }) {
  const { t } = useTranslation()
  return (
    <section>
      {heading !== null && <h1>{heading}</h1>}
      <Parameters graph={graph} />
      <h2>{t('document.drawing')}</h2>
      <Drawn graph={graph} />
      <h2>{t('document.nodes')}</h2>
      <Nodes graph={graph} />
      <Wires graph={graph} />
      <Notes graph={graph} />
    </section>
  )
}

function Parameters({ graph }: { graph: Graph }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const parameters = Object.entries(graph.parameters ?? {})
  if (parameters.length === 0) return null
  return (
    <>
      <h2>{t('document.parameters')}</h2>
      <table>
        <thead>
          <tr>{(['parameter', 'value', 'meaning'] as const).map((key) => <th key={key}>{t(`document.${key}`)}</th>)}</tr>
        </thead>
        <tbody>
          {parameters.map(([name, { default: value, unit = '', title }]) => (
            <tr key={name}>
              <td className="code">{name}</td>
              <td>{value === undefined ? '–' : `${preview(value)} ${unit}`}</td>
              <td>{localized(title, language)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function Drawn({ graph }: { graph: Graph }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const types = useNodeTypes((known) => known.types)
  const { boxes, lines, view } = drawingOf(graph, { types, language })
  return (
    <svg className="drawing" viewBox={view.join(' ')} role="img" aria-label={t('document.drawing')}>
      {lines.map(({ path, policy }) => (
        <path key={path} d={path} className={policy} />
      ))}
      {boxes.map(({ id, name, x, y, width, height, disabled }) => (
        <g key={id} className={disabled ? 'disabled' : ''}>
          <rect x={x} y={y} width={width} height={height} rx={4} />
          <text x={x + width / 2} y={y + height / 2} textAnchor="middle" dominantBaseline="central">{name}</text>
        </g>
      ))}
    </svg>
  )
}

function Nodes({ graph }: { graph: Graph }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const types = useNodeTypes((known) => known.types)
  const rows = nodesInOrder({ ...graph, format: 1, id: '', subflows: {} })
  return (
    <table>
      <tbody>
        {rows.map(({ id, type, name, config, disabled }) => (
          <tr key={id}>
            <td>
              <strong>{nodeName(id, { type, ...(name === undefined ? {} : { name }) }, { types, language })}</strong>
              {disabled && <span className="muted"> ({t('document.disabled')})</span>}
              <div className="muted small code">{id}</div>
            </td>
            <td>
              {localized(types?.get(type)?.title, language, type)}
              <div className="muted">{localized(graph.nodes[id]?.info, language)}</div>
            </td>
            <td>
              <Config type={type} config={config} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Config({ type, config }: { type: string; config: Record<string, unknown> }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const schema = useNodeTypes((known) => known.types?.get(type)?.config)
  const properties = schema ? propertiesOf(schema) : {}
  const entries = Object.entries(config)
  if (entries.length === 0) return <span className="muted">{t('document.defaults')}</span>
  return entries.map(([key, value]) => (
    <div key={key}>
      <span className="muted">{localized(hintsOf(properties[key] ?? {})['title'] as Text | undefined, language, key)}: </span>
      {typeof value === 'string' && value.includes('\n') ? <pre className="code">{value}</pre> : written(value)}
    </div>
  ))
}

function written(value: unknown): string {
  return Array.isArray(value) && value.some(isRecord) ? value.map((item) => preview(item, 400)).join('; ') : preview(value, 2000)
}
