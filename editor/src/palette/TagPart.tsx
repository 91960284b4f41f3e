import { DownOutlined, RightOutlined } from '@ant-design/icons'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import type { Scope } from '../model/document'
import { toggleFolded, useFolded } from './folded'

const TagTree = lazy(() => import('./TagTree'))

/** Folded under this name; it can be no family, which has no blank. */
const NAME = 'tags open'

/** The equipment and tags of the plant, read once they are unfolded or searched. */
export function TagPart({ scope, query }: { scope: Scope; query: string }) {
  const { t } = useTranslation()
  const open = useFolded(({ families }) => families.includes(NAME)) || query !== ''
  const Arrow = open ? DownOutlined : RightOutlined
  return (
    <section className="palette-tags" data-open={open}>
      <button type="button" className="palette-head" aria-expanded={open} data-walk onClick={() => toggleFolded(NAME)}>
        <Arrow className="palette-arrow" />
        <span className="clip">{t('palette.tags.title')}</span>
      </button>
      {open && (
        <Suspense>
          <TagTree scope={scope} query={query} />
        </Suspense>
      )}
    </section>
  )
}
