import { useTranslation } from 'react-i18next'
import { useMarks } from './marks'

/** At the corners of a node: what is wrong with it, and that it is not deployed as it is drawn. */
export function NodeMarks({ id }: { id: string }) {
  const { t } = useTranslation()
  const fault = useMarks(({ faults }) => faults.get(id))
  const differs = useMarks(({ differing }) => differing.has(id))
  return (
    <>
      {differs && <span className="corner corner-changed" role="img" aria-label={t('canvas.changed')} title={t('canvas.changed')} />}
      {fault && (
        <svg className={`corner corner-fault tone-${fault.severity === 'error' ? 'failed' : 'attention'}`} viewBox="0 0 16 16" role="img" aria-label={fault.message}>
          <title>{fault.hint ? `${fault.message}\n${fault.hint}` : fault.message}</title>
          <path className="mark-body" d={fault.severity === 'error' ? 'M5 1h6l4 4v6l-4 4H5l-4-4V5z' : 'M8 1l7 13H1z'} />
          <path className="mark-sign" d={fault.severity === 'error' ? 'M5.5 5.5l5 5M10.5 5.5l-5 5' : 'M8 6v4M8 11.8v.4'} />
        </svg>
      )}
    </>
  )
}
