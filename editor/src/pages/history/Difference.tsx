import { Empty, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AnyDocument } from '../../model/document'
import { compared, type Compared, type Mark } from '../../model/marks'
import { localized } from '../../model/text'
import { useSettings } from '../../state/settings'
import { DiffCanvas } from './DiffCanvas'

interface DifferenceProps {
  before: ReadonlyMap<string, AnyDocument>
  after: ReadonlyMap<string, AnyDocument>
  flowTitle: (flow: string) => string
}

interface Sheet {
  key: string
  title: string
  compared: Compared
  inner: AnyDocument | undefined
}

/** The difference of two revisions, drawn: each graph that differs is a sheet. */
export default function Difference({ before, after, flowTitle }: DifferenceProps) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const sheets = useMemo(() => {
    const ids = [...new Set([...after.keys(), ...before.keys()])]
    return ids.flatMap((id): Sheet[] => {
      const [old, now] = [before.get(id) ?? null, after.get(id) ?? null]
      const inner = now ?? old ?? undefined
      const places = [null, ...insides(old, now)]
      return places.flatMap((inside) => {
        const made = compared(old, now, inside)
        if (made.nodes.size + made.wires.size === 0) return []
        const name = inside === null ? '' : ` › ${localized(subflowsOf(now ?? old)[inside]?.name, language, inside)}`
        return [{ key: `${id}/${inside ?? ''}`, title: flowTitle(id) + name, compared: made, inner }]
      })
    })
  }, [before, after, flowTitle, language])
  const [chosen, setChosen] = useState<string | null>(null)
  const sheet = sheets.find(({ key }) => key === chosen) ?? sheets[0]
  if (!sheet) return <Empty description={t('deploy.history.noFlow')} />
  return (
    <div className="difference">
      <div className="revision-tools">
        {sheets.length > 1 && <Select size="small" popupMatchSelectWidth={false} aria-label={t('deploy.history.flow')} value={sheet.key} onChange={setChosen} options={sheets.map(({ key, title }) => ({ value: key, label: title }))} />}
        {sheets.length === 1 && <strong>{sheet.title}</strong>}
        <span className="grow" />
        <Legend />
      </div>
      <DiffCanvas key={sheet.key} compared={sheet.compared} subflows={subflowsOf(sheet.inner ?? null)} />
    </div>
  )
}

function Legend() {
  const { t } = useTranslation()
  const marks: Mark[] = ['added', 'changed', 'removed']
  return marks.map((mark) => (
    <span key={mark} className={`diff-mark diff-${mark}`}>
      {SIGNS[mark]} {t(`deploy.history.legend.${mark}`)}
    </span>
  ))
}

const SIGNS: Record<Mark, string> = { added: '+', changed: '≠', removed: '−' }

function subflowsOf(document: AnyDocument | null) {
  return (document && 'subflows' in document ? document.subflows : undefined) ?? {}
}

function insides(old: AnyDocument | null, now: AnyDocument | null): string[] {
  return [...new Set([...Object.keys(subflowsOf(now)), ...Object.keys(subflowsOf(old))])]
}
