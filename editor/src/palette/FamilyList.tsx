import { DownOutlined, RightOutlined } from '@ant-design/icons'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { offersNow } from '../commands/offersNow'
import { ownSubflows } from '../model/bringing'
import type { Scope } from '../model/document'
import { hueVariable } from '../model/family'
import { byFamily, found, type Offer } from '../model/offers'
import { useDocuments } from '../state/documents'
import { useNodeTypes } from '../state/nodeTypes'
import { PaletteEntry } from './PaletteEntry'
import { toggleFolded, useFolded } from './folded'

/** The types by family, each to be folded; the best ones first while something is searched. */
export function FamilyList({ scope, query }: { scope: Scope; query: string }) {
  const { t } = useTranslation()
  const offers = useOffers(scope)
  const hits = useMemo(() => found(offers, query), [offers, query])
  if (offers.length === 0) return <p className="palette-empty muted">{t('palette.loading')}</p>
  if (query) {
    return (
      <div className="palette-list">
        {hits.map((offer) => (
          <PaletteEntry key={offer.type} scope={scope} offer={offer} />
        ))}
        {hits.length === 0 && <p className="palette-empty muted">{t('palette.nothing')}</p>}
      </div>
    )
  }
  return (
    <div className="palette-list">
      {byFamily(offers).map(({ family, offers: members }) => (
        <Family key={family} scope={scope} family={family} offers={members} />
      ))}
    </div>
  )
}

function Family({ scope, family, offers }: { scope: Scope; family: string; offers: readonly Offer[] }) {
  const folded = useFolded(({ families }) => families.includes(family))
  const Arrow = folded ? RightOutlined : DownOutlined
  return (
    <section className="palette-family">
      <button type="button" className="palette-head" aria-expanded={!folded} data-walk onClick={() => toggleFolded(family)}>
        <Arrow className="palette-arrow" />
        <span className="palette-hue" style={{ background: hueVariable(family) }} />
        <span className="clip">
          <FamilyName family={family} />
        </span>
        <span className="palette-count muted">{offers.length}</span>
      </button>
      {!folded && offers.map((offer) => <PaletteEntry key={offer.type} scope={scope} offer={offer} />)}
    </section>
  )
}

/** The name of a family; one of a plugin is called as its types are. */
function FamilyName({ family }: { family: string }) {
  const { t, i18n } = useTranslation()
  const key = `palette.families.${family}`
  return i18n.exists(key) ? t(key as 'palette.families.core') : family
}

function useOffers(scope: Scope): Offer[] {
  const known = useNodeTypes()
  const inner = useDocuments(({ open }) => ownSubflows(open[scope.key]?.present ?? null))
  return useMemo(() => offersNow({ scope, around: { known, inner } }), [scope, known, inner])
}

