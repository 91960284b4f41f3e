import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Polled } from '../state/usePolled'
import { ProblemAlert } from './ProblemAlert'

interface PageHeadProps {
  title: string
  /** What the page is for, in a sentence. */
  explain?: string
  actions?: ReactNode
}

export function PageHead({ title, explain, actions }: PageHeadProps) {
  return (
    <>
      <header className="project-head">
        <h1>{title}</h1>
        <span className="grow" />
        {actions}
      </header>
      {explain && <p className="muted page-explain">{explain}</p>}
    </>
  )
}

interface ListPageProps<T> extends PageHeadProps {
  polled: Polled<T>
  children: (data: T) => ReactNode
}

/** A page that shows one answer of the runtime: while it comes, when it comes, and when it does not. */
export function ListPage<T>({ polled, children, ...head }: ListPageProps<T>) {
  const { t } = useTranslation()
  const { data, problem, retry } = polled
  return (
    <>
      <PageHead {...head} />
      {problem && <ProblemAlert problem={problem} retry={retry} />}
      {data === null && !problem && <Skeleton active aria-label={t('editor.loading')} paragraph={{ rows: 6 }} />}
      {data !== null && children(data)}
    </>
  )
}
