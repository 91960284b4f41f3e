import { ArrowLeftOutlined } from '@ant-design/icons'
import { Skeleton } from 'antd'
import { Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { hashOf } from '../../model/route'
import { useMe } from '../../state/me'
import { useNarrow } from '../../state/useMedia'
import { isFor, TABS, type Tab } from './tabs'

const SECTIONS = ['plant', 'people', 'gateway'] as const

/** The pages of the project, with their names at the left; on a phone first the names, then the page. */
export default function ProjectPage({ tab }: { tab: string }) {
  const { t } = useTranslation()
  const narrow = useNarrow()
  const tabs = useTabs()
  const chosen = tabs.find(({ id }) => id === tab) ?? (narrow ? null : (tabs[0] ?? null))
  return (
    <div className="project-page">
      {(!narrow || !chosen) && <TabList tabs={tabs} chosen={chosen} />}
      {chosen && (
        <main id="content" className="project-content">
          {narrow && (
            <a className="project-back" href={hashOf({ page: 'project', tab: '' })}>
              <ArrowLeftOutlined /> {t('project.back')}
            </a>
          )}
          <Suspense fallback={<Skeleton active paragraph={{ rows: 8 }} />}>
            <chosen.Page key={chosen.id} />
          </Suspense>
        </main>
      )}
    </div>
  )
}

/** The pages that the person may see: all of them as long as nobody knows. */
function useTabs(): Tab[] {
  const me = useMe((known) => known.me)
  return TABS.filter((tab) => isFor(tab, me))
}

function TabList({ tabs, chosen }: { tabs: Tab[]; chosen: Tab | null }) {
  const { t } = useTranslation()
  return (
    <nav className="project-nav" aria-label={t('project.label')}>
      {SECTIONS.filter((section) => tabs.some((tab) => tab.section === section)).map((section) => (
        <section key={section}>
          <h2>{t(`project.sections.${section}`)}</h2>
          <ul>
            {tabs
              .filter((tab) => tab.section === section)
              .map(({ id }) => (
                <li key={id}>
                  <a href={hashOf({ page: 'project', tab: id })} aria-current={id === chosen?.id ? 'page' : undefined}>
                    {t(`project.tabs.${id}`)}
                  </a>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}
