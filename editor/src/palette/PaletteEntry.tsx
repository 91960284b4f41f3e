import { Tooltip } from 'antd'
import { useTranslation } from 'react-i18next'
import { TypeIcon } from '../canvas/TypeIcon'
import { add, reveal } from '../commands/adding'
import { here } from '../commands/here'
import { whereFor } from '../commands/quick'
import type { Scope } from '../model/document'
import type { Offer } from '../model/offers'
import { localized } from '../model/text'
import { useMayAt } from '../state/me'
import { useSettings } from '../state/settings'
import { startDrag } from './dragged'

/** One type: dragged to its place, or added by Enter or double click, behind what is chosen where that fits. Its help shows on hover and focus. */
export function PaletteEntry({ scope, offer }: { scope: Scope; offer: Offer }) {
  const { t } = useTranslation()
  const may = useMayAt('edit', scope.key)
  const language = useSettings((settings) => settings.language)
  const title = localized(offer.title, language, offer.type)
  const put = () => {
    const now = here(scope)
    if (now && may) reveal(add(now, { type: offer.type }, whereFor(now, offer), null))
  }
  const help = (
    <>
      <strong>{title}</strong> <span className="palette-type">{offer.type}</span>
      <br />
      {localized(offer.help, language)}
      {may && (
        <>
          <br />
          <em>{t('palette.how')}</em>
        </>
      )}
    </>
  )
  return (
    <Tooltip title={help} placement="right" trigger={['hover', 'focus']} mouseEnterDelay={0.5} destroyOnHidden>
      <button
        type="button" className="palette-entry" data-type={offer.type} data-walk tabIndex={-1} draggable={may} aria-label={title}
        onDragStart={(event) => startDrag(event.dataTransfer, [{ type: offer.type }])}
        onDoubleClick={put}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          put()
        }}
      >
        <TypeIcon icon={offer.icon} family={offer.family} />
        <span className="clip">{title}</span>
      </button>
    </Tooltip>
  )
}
