import { EditOutlined, EyeOutlined, LinkOutlined } from '@ant-design/icons'
import { Empty, Input, Segmented } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AnyDocument, DocumentKey } from '../model/document'
import { routeTo } from '../model/places'
import { KINDS, referencesOf, type Access, type Kind, type Reference } from '../model/references'
import { closeFinder, useFinder } from '../state/finder'
import { useNodeTypes } from '../state/nodeTypes'
import { useNodeName } from '../state/useNodeName'
import { goTo } from '../state/useRoute'
import { PlaceName } from './PlaceName'

type Documents = ReadonlyMap<DocumentKey, AnyDocument>

/** The cross reference: what there is of a kind, and which nodes read, write or use it. */
export function UsesPane({ documents }: { documents: Documents }) {
  const { t } = useTranslation()
  const { of } = useFinder()
  const types = useNodeTypes((known) => known.types)
  const [kind, setKind] = useState<Kind>(of?.kind ?? 'tag')
  const [filter, setFilter] = useState('')
  const [name, setName] = useState(of?.name ?? null)
  const all = useMemo(
    () => [...documents].flatMap(([key, document]) => referencesOf(key, document, types ?? new Map())),
    [documents, types],
  )
  const byName = useMemo(() => grouped(all.filter((each) => each.kind === kind)), [all, kind])
  const names = [...byName.keys()].filter((each) => each.toLowerCase().includes(filter.toLowerCase()))
  const shown = name !== null && byName.has(name) ? name : names[0]
  return (
    <div className="uses">
      <Segmented<Kind>
        value={kind}
        onChange={(chosen) => {
          setKind(chosen)
          setName(null)
        }}
        options={KINDS.map((value) => ({ value, label: t(`search.kind.${value}`) }))}
        aria-label={t('search.uses')}
      />
      <Input allowClear value={filter} placeholder={t('search.filter')} aria-label={t('search.filter')} onChange={({ target }) => setFilter(target.value)} />
      {shown === undefined ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('search.unused')} />
      ) : (
        <div className="uses-panes">
          <Names names={names} byName={byName} shown={shown} choose={setName} />
          <Users references={byName.get(shown) ?? []} documents={documents} />
        </div>
      )}
    </div>
  )
}

interface NamesProps {
  names: readonly string[]
  byName: ReadonlyMap<string, Reference[]>
  shown: string
  choose: (name: string) => void
}

function Names({ names, byName, shown, choose }: NamesProps) {
  return (
    <ul className="uses-names">
      {names.map((name) => (
        <li key={name}>
          <button type="button" aria-pressed={name === shown} onClick={() => choose(name)}>
            <span className="clip code">{name}</span>
            <span className="muted figures">{byName.get(name)?.length}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

const ICONS: Record<Access, typeof EyeOutlined> = { reads: EyeOutlined, writes: EditOutlined, uses: LinkOutlined }

function Users({ references, documents }: { references: readonly Reference[]; documents: Documents }) {
  const { t } = useTranslation()
  return (
    <ul className="uses-users">
      {references.map((reference) => {
        const Icon = ICONS[reference.access]
        return (
          <li key={`${reference.key} ${reference.inside ?? ''} ${reference.node} ${reference.field} ${reference.access}`}>
            <button type="button" className="uses-user" onClick={() => go(reference)}>
              <span className="uses-access">
                <Icon /> {t(`search.access.${reference.access}`)}
              </span>
              <NodeName reference={reference} documents={documents} />
              <PlaceName place={reference} />
              <span className="muted code clip">{reference.field}</span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

function NodeName({ reference, documents }: { reference: Reference; documents: Documents }) {
  const say = useNodeName()
  const document = documents.get(reference.key)
  const subflows = document && 'subflows' in document ? document.subflows : undefined
  const graph = reference.inside === null ? document : subflows?.[reference.inside]
  return <span className="clip">{say(reference.node, graph?.nodes[reference.node])}</span>
}

function go(reference: Reference): void {
  closeFinder()
  goTo(routeTo(reference))
}

function grouped(references: readonly Reference[]): Map<string, Reference[]> {
  const groups = new Map<string, Reference[]>()
  for (const each of references) groups.set(each.name, [...(groups.get(each.name) ?? []), each])
  return new Map([...groups].sort(([one], [other]) => one.localeCompare(other)))
}
