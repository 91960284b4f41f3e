import { AppstoreOutlined, ToolOutlined } from '@ant-design/icons'
import { Empty, Tree } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { areaOfKey, equipmentTree, move, type TreePlace } from '../../../model/equipmentTree'
import type { EquipmentTable } from '../../../model/plant'
import { useMay } from '../../../state/me'
import { useSettings } from '../../../state/settings'
import type { SharedPart } from '../../../state/useSharedPart'
import { EquipmentForm } from './EquipmentForm'

interface EquipmentTreeProps {
  table: EquipmentTable
  shared: SharedPart<EquipmentTable>
  chosen: string | null
  choose: (id: string | null) => void
}

/** The tree, and beside it the chosen piece. A piece is dragged to where it belongs. */
export function EquipmentTree({ table, shared, chosen, choose }: EquipmentTreeProps) {
  const { t } = useTranslation()
  const language = useSettings((settings) => settings.language)
  const mayEdit = useMay('edit')
  const places = useMemo(() => equipmentTree(table, language), [table, language])
  const all = useMemo(() => keysOf(places), [places])
  // What comes anew is open.
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set())
  const nodes = useMemo(() => places.map((place) => nodeOf(place, t('project.equipment.noArea'))), [places, t])
  if (places.length === 0) return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t('project.equipment.none')} />
  const dropped = (id: string, onto: string) => {
    const area = areaOfKey(onto)
    shared.edit('project.equipment.edit.move', (draft) => move(draft, id, area === null ? { parent: onto } : { area }))
  }
  return (
    <div className="equipment">
      <div className="equipment-tree">
        <Tree
          blockNode
          showIcon
          expandedKeys={all.filter((key) => !folded.has(key))}
          onExpand={(open) => setFolded(new Set(all.filter((key) => !open.includes(key))))}
          aria-label={t('project.tabs.equipment')}
          treeData={nodes}
          selectedKeys={chosen === null ? [] : [chosen]}
          onSelect={([key]) => choose(key === undefined || areaOfKey(String(key)) !== null ? null : String(key))}
          draggable={mayEdit ? { icon: false, nodeDraggable: ({ key }) => areaOfKey(String(key)) === null } : false}
          allowDrop={({ dropPosition }) => dropPosition === 0}
          onDrop={({ dragNode, node }) => dropped(dragNode.key, node.key)}
        />
      </div>
      <section className="equipment-piece" aria-label={t('project.equipment.piece')} tabIndex={0}>
        {chosen !== null && table[chosen] ? (
          <EquipmentForm key={chosen} id={chosen} table={table} shared={shared} choose={choose} />
        ) : (
          <p className="muted">{t('project.equipment.choose')}</p>
        )}
      </section>
    </div>
  )
}

function keysOf(places: readonly TreePlace[]): string[] {
  return places.flatMap(({ key, children }) => [key, ...keysOf(children)])
}

interface TreeNode {
  key: string
  title: string
  icon: React.ReactNode
  children: TreeNode[]
}

function nodeOf({ key, id, title, children }: TreePlace, noArea: string): TreeNode {
  return { key, title: title || noArea, icon: id === null ? <AppstoreOutlined /> : <ToolOutlined />, children: children.map((child) => nodeOf(child, noArea)) }
}
