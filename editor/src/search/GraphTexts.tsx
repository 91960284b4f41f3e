import { useTranslation } from 'react-i18next'
import type { Graph } from '../model/document'
import { localized } from '../model/text'
import { preview } from '../model/value'
import { useSettings } from '../state/settings'

/** The wires of a graph on paper. */
export function Wires({ graph }: { graph: Graph }) {
  const { t } = useTranslation()
  const wires = graph.wires ?? []
  if (wires.length === 0) return null
  return (
    <>
      <h2>{t('document.wires')}</h2>
      <table>
        <thead>
          <tr>{(['from', 'to', 'policy'] as const).map((key) => <th key={key}>{t(`document.${key}`)}</th>)}</tr>
        </thead>
        <tbody>
          {wires.map(([from, to, how]) => (
            <tr key={`${from} ${to}`}>
              <td className="code">{from}</td>
              <td className="code">{to}</td>
              <td>{how ? preview(how) : t('document.defaults')}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

/** The notes of a graph on paper. */
export function Notes({ graph }: { graph: Graph }) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const notes = Object.entries(graph.notes ?? {})
  if (notes.length === 0) return null
  return (
    <>
      <h2>{t('document.notes')}</h2>
      {notes.map(([id, { text }]) => (
        <p key={id}>{localized(text, language)}</p>
      ))}
    </>
  )
}
