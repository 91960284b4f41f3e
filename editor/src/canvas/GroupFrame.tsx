import type { NodeProps } from '@xyflow/react'
import { memo, type CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { groupHue } from '../model/family'
import { localized } from '../model/text'
import { usePartOfGraph } from '../state/documents'
import { useSettings } from '../state/settings'
import { useCanvas } from './context'
import type { GroupElement } from './elements'

/** The frame around the nodes of a group. It is held by its name. */
export const GroupFrame = memo(function GroupFrame({ data: { frame }, selected }: NodeProps<GroupElement>) {
  const { t } = useTranslation()
  const { scope } = useCanvas()
  const entry = usePartOfGraph(scope, (graph) => graph?.groups?.[frame.id])
  const language = useSettings((settings) => settings.language)
  const name = localized(entry?.name, language, t('canvas.group'))
  const style = { '--group': groupHue(entry?.color) } as CSSProperties
  return (
    <div className={`group${selected ? ' chosen' : ''}`} style={style}>
      <div className="group-name clip" title={name}>
        {name}
      </div>
    </div>
  )
})
