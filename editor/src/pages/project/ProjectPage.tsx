import { Suspense } from 'react'
import { TABS } from './tabs'

/** The pages of the project, with their names at the left. */
export default function ProjectPage({ tab }: { tab: string }) {
  const Page = (TABS.find(({ id }) => id === tab) ?? TABS[0])?.Page
  if (!Page) return null
  return (
    <main id="content" className="project-page">
      <Suspense fallback={null}>
        <Page />
      </Suspense>
    </main>
  )
}
