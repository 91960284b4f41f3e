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
  /** What happens when somebody goes to a node; null: they lead nowhere, because the flow is another one by now. */
  go: (() => void) | null
}

/** Changes in words: flow by flow, thing by thing, old → new. */
export function ChangeList({ changes, names, flowTitle, go }: ChangeListProps) {
  const { t } = useTranslation()
  const groups = useMemo(() => grouped(changes, names), [changes, names])
  return groups.map(({ flow, items }) => (
    <section key={flow ?? ''} className="changes" aria-label={flow === null ? t('deploy.review.shared') : flowTitle(flow)}>
      <h4>{flow === null ? t('deploy.review.shared') : flowTitle(flow)}</h4>
      <ul>
        {items.map((item) => (
          <Item key={item.id} item={item} href={flow !== null && item.node !== null ? linkTo(flow, item) : null} go={go} />
        ))}
      </ul>
    </section>
  ))
}

function linkTo(flow: string, { inside, node }: ChangedItem): string {
  return hashOf({ page: 'flow', flow, inside, view: 'canvas', node })
}

/** One thing. What came, went or moved as a whole is one line. */
function Item({ item: { kind, title, lines }, href, go }: { item: ChangedItem; href: string | null; go: (() => void) | null }) {
  const { t } = useTranslation()
  const { kindName } = useFieldNames()
  const whole = lines.find(isWhole)
  return (
    <li className="change">
      <span className="change-head">
        <span className="muted">{kindName(kind)}</span> {href === null || go === null ? <strong>{title}</strong> : <a href={href} onClick={go}>{title}</a>}
        {whole && <span className={`change-what diff-${whole.what}`}>{t(`deploy.what.${whole.what}`)}</span>}
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
      <dd className={[line.old, line.new].some(isLong) ? 'change-long' : undefined}>
        {line.what === 'added' ? null : <Value value={line.old} choices={line.choices} code={isLong(line.new)} />}
        {line.what === 'changed' && <ArrowRightOutlined className="muted" aria-label="→" />}
        {line.what === 'removed' ? <RemovedMark /> : <Value value={line.new} choices={line.choices} code={isLong(line.old)} />}
      </dd>
    </>
  )
}

function isLong(value: unknown): boolean {
  return typeof value === 'string' && value.includes('\n')
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
