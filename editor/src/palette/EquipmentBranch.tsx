import { DownOutlined, RightOutlined } from '@ant-design/icons'
import { useState } from 'react'
import type { Scope } from '../model/document'
import { localized } from '../model/text'
import { useSettings } from '../state/settings'
import { tagsPath, type EquipmentItem } from './plant'
import type { Connections } from './TagEntry'
import { Tags } from './TagTree'

interface BranchProps {
  scope: Scope
  item: EquipmentItem
  all: readonly EquipmentItem[]
  connections: Connections
  depth: number
}

/** Equipment that holds itself is drawn as far as this. */
const DEEPEST = 12

/** A piece of equipment with its parts and its tags, which are read when it is unfolded. */
export function EquipmentBranch({ scope, item, all, connections, depth }: BranchProps) {
  const [open, setOpen] = useState(false)
  const language = useSettings((settings) => settings.language)
  const Arrow = open ? DownOutlined : RightOutlined
  return (
    <>
      <button type="button" className="palette-head tag-branch" style={{ paddingInlineStart: 8 + depth * 14 }} aria-expanded={open} data-walk data-equipment={item.id} title={item.id} onClick={() => setOpen(!open)}>
        <Arrow className="palette-arrow" />
        <span className="clip">{localized(item.name, language, item.id)}</span>
      </button>
      {open && depth < DEEPEST && (
        <>
          {all.filter(({ parent }) => parent === item.id).map((part) => (
            <EquipmentBranch key={part.id} scope={scope} item={part} all={all} connections={connections} depth={depth + 1} />
          ))}
          <Tags scope={scope} path={tagsPath({ equipment: item.id })} connections={connections} empty={null} depth={depth + 1} />
        </>
      )}
    </>
  )
}
