import { ArrowRightOutlined } from '@ant-design/icons'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { grouped, type Change, type ChangedItem, type ChangedLine, type Names } from '../model/changes'
import { hashOf } from '../model/route'
import { useFieldNames } from './useFieldNames'
import { Value } from './Value'

interface ChangeListProps {
  changes: readonly Change[]
  names: Names
  flowTitle: (flow: string) => string
  /** Whether nodes lead to where they are; not where the flow is another one by now. */
  linked: boolean
}

/** Changes in words: flow by flow, thing by thing, old → new. */
export function ChangeList({ changes, names, flowTitle, linked }: ChangeListProps) {
  const { t } = useTranslation()
  const groups = useMemo(() => grouped(changes, names), [changes, names])
  return groups.map(({ flow, items }) => (
    <section key={flow ?? ''} className="changes" aria-label={flow === null ? t('deploy.review.shared') : flowTitle(flow)}>
      <h4>{flow === null ? t('deploy.review.shared') : flowTitle(flow)}</h4>
      <ul>
        {items.map((item) => (
          <Item key={item.id} item={item} href={linked && flow !== null && item.node !== null ? linkTo(flow, item) : null} />
        ))}
      </ul>
    </section>
  ))
}

function linkTo(flow: string, { inside, node }: ChangedItem): string {
  return hashOf({ page: 'flow', flow, inside, view: 'canvas', node })
}

/** One thing. What came, went or moved as a whole is one line. */
function Item({ item: { kind, title, lines }, href }: { item: ChangedItem; href: string | null }) {
  const { t } = useTranslation()
  const { kindName } = useFieldNames()
  const whole = lines.find(isWhole)
  return (
    <li className="change">
      <span className="change-head">
        <span className="muted">{kindName(kind)}</span> {href === null ? <strong>{title}</strong> : <a href={href}>{title}</a>}
        {whole && <span className={`change-what mark-${whole.what}`}>{t(`deploy.what.${whole.what}`)}</span>}
      </span>
      <dl className="change-lines">
        {lines.filter((line) => !isWhole(line)).map((line, index) => (
          <Line key={index} line={line} />
        ))}
      </dl>
    </li>
  )
}

function isWhole({ what, own, labels }: ChangedLine): boolean {
  return what !== 'changed' && own === null && labels.length === 0
}

function Line({ line }: { line: ChangedLine }) {
  const { fieldName } = useFieldNames()
  const name = fieldName(line)
  return (
    <>
      {name ? <dt>{name}</dt> : <dt hidden />}
      <dd>
        {line.what === 'added' ? null : <Value value={line.old} choices={line.choices} />}
        {line.what === 'changed' && <ArrowRightOutlined className="muted" aria-label="→" />}
        {line.what === 'removed' ? <RemovedMark /> : <Value value={line.new} choices={line.choices} />}
      </dd>
    </>
  )
}

function RemovedMark() {
  const { t } = useTranslation()
  return (
    <>
      <ArrowRightOutlined className="muted" aria-label="→" />
      <span className="muted">{t('deploy.merge.removed')}</span>
    </>
  )
}
