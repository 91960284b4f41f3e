import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { nodeTitle } from '../model/titles'
import { initials, type Present } from '../model/presence'
import { localized } from '../model/text'
import { useDocuments } from '../state/documents'
import { useFlows } from '../state/flows'
import { useMe } from '../state/me'
import { useNodeTypes } from '../state/nodeTypes'
import { useOthers, usePresence } from '../state/presence'
import { useSettings } from '../state/settings'

/** Avatars that are drawn; the others are a number. */
const MOST = 4

/** Who else is here, and what they edit. */
export function People() {
  const { t } = useTranslation()
  const others = useOthers()
  const more = usePresence((presence) => presence.more)
  const people = [...new Map(others.map((each) => [each.author, each])).values()]
  if (people.length === 0) return null
  const rest = people.slice(MOST)
  return (
    <ul className="people" aria-label={t('deploy.people.here', { count: people.length + more })}>
      {people.slice(0, MOST).map((each) => (
        <Person key={each.author} person={each} />
      ))}
      {rest.length + more > 0 && (
        <li>
          <Tooltip title={rest.map(({ author }) => author).join(' · ')}>
            <span className="person people-more" role="img" tabIndex={0} aria-label={t('deploy.people.more', { count: rest.length + more })}>
              +{rest.length + more}
            </span>
          </Tooltip>
        </li>
      )}
    </ul>
  )
}

function Person({ person }: { person: Present }) {
  const where = useWhere()(person)
  return (
    <li>
      <Tooltip title={where}>
        <span className="person" role="img" tabIndex={0} aria-label={where}>
          {initials(person.author)}
        </span>
      </Tooltip>
    </li>
  )
}

/** Says where somebody is: in words, with names. */
export function useWhere(): (person: Present) => string {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const flows = useFlows(({ items }) => items)
  const open = useDocuments((documents) => documents.open)
  const types = useNodeTypes((known) => known.types)
  const me = useMe((known) => known.me)
  return ({ author, flow, node }) => {
    const name = author === me?.author ? t('deploy.people.you', { name: author }) : author
    if (flow === null) return t('deploy.people.idle', { name })
    const title = localized(flows?.find(({ id }) => id === flow)?.name, language, flow)
    if (!node) return t('deploy.people.flow', { name, flow: title })
    const document = open[`flow:${flow}`]?.present
    return t('deploy.people.node', { name, flow: title, node: document ? nodeTitle([document], node, { types, language }) : node })
  }
}
