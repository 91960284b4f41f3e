import { memo } from 'react'
import { hueVariable, iconsOf } from '../model/family'
import { drawingOf } from './icons'

/** The icon of a node type in the colour of its family. Any type gets one: its own, else its family's, else a box. */
export const TypeIcon = memo(function TypeIcon({ icon, family, size = 16 }: { icon: string; family: string; size?: number }) {
  return (
    <svg className="type-icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" style={{ stroke: hueVariable(family) }}>
      <path d={drawingOf(iconsOf(icon, family))} />
    </svg>
  )
})
