import { useTranslation } from 'react-i18next'
import { hashOf, type Route } from '../model/route'
import { useRoute } from '../state/useRoute'

const PAGES = [
  { word: 'flows', to: { page: 'flows' }, pages: ['flows', 'flow', 'subflow'] },
  { word: 'project', to: { page: 'project', tab: '' }, pages: ['project'] },
  { word: 'history', to: { page: 'history', revision: null }, pages: ['history'] },
] as const satisfies readonly { word: string; to: Route; pages: readonly string[] }[]

/** The ways to the main pages. */
export function MainNav() {
  const { t } = useTranslation()
  const { page } = useRoute()
  return (
    <nav className="main-nav">
      {PAGES.map(({ word, to, pages }) => (
        <a key={word} href={hashOf(to)} aria-current={pages.some((each) => each === page) ? 'page' : undefined}>
          {t(`pages.${word}`)}
        </a>
      ))}
    </nav>
  )
}
