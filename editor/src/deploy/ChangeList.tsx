import { ArrowRightOutlined } from '@ant-design/icons'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { grouped, type Change, type ChangedItem, type ChangedLine, type Names } from '../model/changes'
import { sideBySide } from '../model/narrowed'
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

/** What came or went is said with what it is; of a node and its wires the canvas says that. */
const SAID_WHOLE: ReadonlySet<string> = new Set(['parameter', 'connection', 'tag', 'equipment'])

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
      {whole && SAID_WHOLE.has(kind) && (
        <p className="change-whole muted">
          <Value value={whole.new ?? whole.old} schema={whole.schema} />
        </p>
      )}
      <dl className="change-lines">
        {lines.filter((line) => !isWhole(line)).map((line, index) => (
          <Line key={index} line={line} />
        ))}
      </dl>
    </li>
  )
}

function isWhole({ what, own, labels }: ChangedLine): boolean {
  return what !== 'changed' && own.length === 0 && labels.length === 0
}

function Line({ line: { what, own, labels, schema, old, new: now } }: { line: ChangedLine }) {
  const { fieldName } = useFieldNames()
  const name = fieldName({ own, labels })
  const { values: [left, right], code: long } = sideBySide([old, now])
  return (
    <>
      {name ? <dt>{name}</dt> : <dt hidden />}
      <dd className={long ? 'change-long' : undefined}>
        {what === 'added' ? <Mark what="added" /> : <Value value={left} schema={schema} code={long} />}
        {what === 'changed' && <ArrowRightOutlined className="muted" aria-label="→" />}
        {what === 'removed' ? <Mark what="removed" /> : <Value value={right} schema={schema} code={long} />}
      </dd>
    </>
  )
}

function Mark({ what }: { what: 'added' | 'removed' }) {
  const { t } = useTranslation()
  return <span className={`change-what diff-${what}`}>{t(`deploy.what.${what}`)}</span>
}
